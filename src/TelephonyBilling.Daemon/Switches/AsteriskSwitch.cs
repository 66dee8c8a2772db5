using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>One Asterisk as the engine's switch: its manager interface (AMI) in both directions.</summary>
public sealed class AsteriskSwitch : ISwitch, IAmiHandler, IAsyncDisposable
{
    /// <summary>The events that are used; all others are skipped unread.</summary>
    public static readonly IReadOnlyCollection<string> Subscriptions =
    [
        "Newstate",
        "Hangup",
        "UserEvent",
    ];

    private static readonly TimeSpan ShortestLease = TimeSpan.FromMilliseconds(1);

    private readonly DaemonClock clock;
    private readonly ISwitchObserver observer;
    private readonly IWarningTone warning;
    private readonly ILogger<AsteriskSwitch> logger;
    private readonly PbxClock pbxClock = new();
    private readonly PbxClockKeeper clockKeeper;
    private readonly AsteriskEvents events;
    private readonly AmiClient client;
    private volatile bool watched;

    /// <summary>A switch that connects once <see cref="RunAsync"/> runs.</summary>
    public AsteriskSwitch(
        AmiClientOptions options,
        IWarningTone warning,
        ISwitchObserver observer,
        DaemonClock clock,
        ILogger<AsteriskSwitch> logger
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        this.warning = warning;
        this.observer = observer;
        this.clock = clock;
        this.logger = logger;
        Name = options.Name;
        client = new AmiClient(
            options with
            {
                Subscriptions = Subscriptions,
            },
            this,
            clock.TimeProvider,
            logger
        );
        events = new AsteriskEvents(
            Name,
            observer,
            pbxClock,
            clock,
            () => client.QueueDepth,
            logger
        );
        clockKeeper = new PbxClockKeeper(Name, PingAsync, pbxClock, observer, clock, logger);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsWatched => watched;

    /// <summary>When events began or ceased to arrive, UTC.</summary>
    public DateTimeOffset WatchChangedAt { get; private set; }

    /// <inheritdoc/>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>Keeps the connection and the clocks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WatchChangedAt = clock.UtcNow;
        await Task.WhenAll(
            client.RunAsync(cancellationToken),
            clockKeeper.RunAsync(() => client.IsConnected, cancellationToken)
        );
    }

    /// <inheritdoc/>
    public TimeSpan ToMonotonic(DateTimeOffset switchTime) =>
        pbxClock.ToMonotonic(switchTime, (clock.UtcNow, clock.Now));

    /// <inheritdoc/>
    public async Task<bool> ExtendLeaseAsync(
        string leg,
        TimeSpan until,
        CancellationToken cancellationToken
    )
    {
        // A leg is named by its unique id, which Asterisk takes wherever it takes a channel's name: names change.
        var remaining = until - clock.Now;
        var response = await Ask(() =>
            client.AbsoluteTimeoutAsync(
                leg,
                remaining > ShortestLease ? remaining : ShortestLease,
                cancellationToken
            )
        );
        return Done(response, "AbsoluteTimeout");
    }

    /// <inheritdoc/>
    public async Task<bool> HangUpAsync(string leg, CancellationToken cancellationToken) =>
        Done(
            await Ask(() => client.HangupAsync(leg, cancellationToken: cancellationToken)),
            "Hangup"
        );

    /// <inheritdoc/>
    public async Task<bool> StopFeatureAsync(
        string channel,
        CallFeature feature,
        CancellationToken cancellationToken
    ) =>
        // Of what else may run on a channel (a spy, a conference) Asterisk can end nothing but the channel itself.
        feature == CallFeature.Recording
        && Done(
            await Ask(() =>
                client.SendAsync(AmiActions.StopMixMonitor(channel), cancellationToken)
            ),
            "StopMixMonitor"
        );

    /// <inheritdoc/>
    public Task WarnAsync(string leg, CancellationToken cancellationToken) =>
        Ask(async () =>
        {
            await warning.PlayAsync(client, leg, cancellationToken);
            return true;
        });

    /// <inheritdoc/>
    public async Task<bool> SetEndPromptAsync(
        string owner,
        string prompt,
        CancellationToken cancellationToken
    )
    {
        var action = AmiActions.Setvar(
            owner,
            "TB_END_PROMPT",
            AuthorizeRoute.PromptFolder + prompt
        );
        return Done(await Ask(() => client.SendAsync(action, cancellationToken)), "Setvar");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, LiveChannel>> LiveChannelsAsync(
        CancellationToken cancellationToken
    )
    {
        var channels = await Ask(() => client.CoreShowChannelsAsync(cancellationToken));
        return channels
            .DistinctBy(channel => channel.Uniqueid, StringComparer.Ordinal)
            .ToFrozenDictionary(
                channel => channel.Uniqueid,
                channel => new LiveChannel(channel.Uniqueid, channel.State == AmiChannelState.Up),
                StringComparer.Ordinal
            );
    }

    /// <inheritdoc/>
    public async Task<KeptCall?> FindKeptCallAsync(CallId call, CancellationToken cancellationToken)
    {
        var text = await Ask(() =>
            client.DbGetAsync(KeptCallRecord.Family, call.Value, cancellationToken)
        );
        if (text is null)
        {
            return null;
        }
        if (!KeptCallRecord.TryParse(text, out var record))
        {
            SwitchLog.RecordUnreadable(logger, Name, call, text);
        }
        return record;
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> AnsweredAtAsync(
        string leg,
        CancellationToken cancellationToken
    )
    {
        foreach (var variable in (string[])["TB_ANSWERED", "CDR(answer,u)"])
        {
            var text = await Ask(() => client.GetvarAsync(leg, variable, cancellationToken));
            if (text is not null && KeptCallRecord.TryTime(text, out var time) && time is not null)
            {
                return time;
            }
        }
        return null;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(CallId call, CancellationToken cancellationToken) =>
        Ask(() => client.DbDelAsync(KeptCallRecord.Family, call.Value, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask OnConnectedAsync(AmiSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        events.HoldBack();
        for (
            var wait = TimeSpan.FromMilliseconds(250);
            client.IsConnected;
            wait = wait * 2 < Longest ? wait * 2 : Longest
        )
        {
            try
            {
                await clockKeeper.SynchroniseAsync(cancellationToken);
                StartedAt = session.Uptime is { } uptime
                    ? session.ConnectedAt - uptime - TimeSpan.FromSeconds(1)
                    : null;
                await observer.WatchBeginsAsync(this, cancellationToken);
                Watch(true);
                return;
            }
            catch (StoreUnavailableException e)
            {
                SwitchLog.ComparisonFailed(logger, Name, e.Message);
            }
            catch (SwitchUnavailableException e)
            {
                SwitchLog.ComparisonFailed(logger, Name, e.Message);
            }
            await Task.Delay(wait, clock.TimeProvider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask OnLostAsync(AmiLoss loss, CancellationToken cancellationToken)
    {
        Watch(false);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnEventAsync(AmiEvent amiEvent, CancellationToken cancellationToken) =>
        events.TakeAsync(amiEvent);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();

    private static TimeSpan Longest => TimeSpan.FromSeconds(5);

    private Task<AmiResponse> PingAsync(CancellationToken cancellationToken) =>
        Ask(() => client.SendAsync(AmiActions.Ping(), cancellationToken));

    private void Watch(bool begins)
    {
        watched = begins;
        WatchChangedAt = clock.UtcNow;
    }

    private bool Done(AmiResponse response, string action)
    {
        if (!response.IsSuccess && !IsGone(response))
        {
            SwitchLog.ActionRefused(logger, Name, action, response.ToString());
        }
        return response.IsSuccess;
    }

    private static bool IsGone(AmiResponse response) =>
        response.Text?.Contains("No such channel", StringComparison.OrdinalIgnoreCase) == true;

    private async Task<T> Ask<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AmiException e)
        {
            throw new SwitchUnavailableException(Name, e.Message, e);
        }
    }
}
