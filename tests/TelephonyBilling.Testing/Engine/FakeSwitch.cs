using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Testing.Engine;

/// <summary>A switch that a test works by hand: it keeps channels, leases and records, and ends nothing by itself.</summary>
public sealed class FakeSwitch(string name, DaemonClock clock) : ISwitch
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LiveChannel> channels = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, KeptCall> kept = [];
    private readonly Dictionary<string, DateTimeOffset> answers = new(StringComparer.Ordinal);
    private readonly List<string> asked = [];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsWatched { get; set; } = true;

    /// <inheritdoc/>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>While set, every method throws <see cref="SwitchUnavailableException"/> with this text.</summary>
    public string? Away { get; set; }

    /// <summary>Runs before each method does its work; gets the line that <see cref="Asked"/> will hold.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>How far the switch's wall clock is ahead of the daemon's.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>What was asked of it, such as <c>lease 1732.2 310</c> (seconds of the daemon's clock) or <c>hangup 1732.2</c>.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>The switch's clock now, as of a witnessed event.</summary>
    public Moment Moment => new(clock.UtcNow + Offset, clock.Now, Witnessed: true);

    /// <summary>Adds a channel, or changes one.</summary>
    public void Add(string channel, bool up = false)
    {
        lock (gate)
        {
            channels[channel] = new LiveChannel(channel, up);
        }
    }

    /// <summary>A channel is up since a time that can be asked for.</summary>
    public void AddAnswered(string channel, DateTimeOffset at)
    {
        Add(channel, up: true);
        lock (gate)
        {
            answers[channel] = at;
        }
    }

    /// <summary>A channel is gone.</summary>
    public void Remove(string channel)
    {
        lock (gate)
        {
            channels.Remove(channel);
        }
    }

    /// <summary>The switch keeps a record of a call's leg.</summary>
    public void Keep(CallId call, KeptCall record)
    {
        lock (gate)
        {
            kept[call] = record;
        }
    }

    /// <summary>Whether it still keeps a record of this call.</summary>
    public bool Keeps(CallId call)
    {
        lock (gate)
        {
            return kept.ContainsKey(call);
        }
    }

    /// <inheritdoc/>
    public TimeSpan ToMonotonic(DateTimeOffset switchTime) =>
        clock.Now - (clock.UtcNow + Offset - switchTime);

    /// <inheritdoc/>
    public Task<bool> ExtendLeaseAsync(
        string leg,
        TimeSpan until,
        CancellationToken cancellationToken
    ) => Do($"lease {leg} {until.TotalSeconds:0.###}", () => channels.ContainsKey(leg));

    /// <inheritdoc/>
    public Task<bool> HangUpAsync(string leg, CancellationToken cancellationToken) =>
        Do($"hangup {leg}", () => channels.ContainsKey(leg));

    /// <summary>The features that it can stop.</summary>
    public ISet<string> Stoppable { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "recording" };

    /// <inheritdoc/>
    public Task<bool> StopFeatureAsync(
        string channel,
        CallFeature feature,
        CancellationToken cancellationToken
    ) => Do($"stop {feature} {channel}", () => Stoppable.Contains(feature.Name));

    /// <inheritdoc/>
    public Task WarnAsync(string leg, CancellationToken cancellationToken) =>
        Do($"warn {leg}", () => true);

    /// <inheritdoc/>
    public Task<bool> SetEndPromptAsync(
        string owner,
        string prompt,
        CancellationToken cancellationToken
    ) => Do($"prompt {owner} {prompt}", () => channels.ContainsKey(owner));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, LiveChannel>> LiveChannelsAsync(
        CancellationToken cancellationToken
    ) =>
        Do<IReadOnlyDictionary<string, LiveChannel>>(
            "channels",
            () => new Dictionary<string, LiveChannel>(channels, StringComparer.Ordinal)
        );

    /// <inheritdoc/>
    public Task<KeptCall?> FindKeptCallAsync(CallId call, CancellationToken cancellationToken) =>
        Do($"record {call}", () => kept.GetValueOrDefault(call));

    /// <inheritdoc/>
    public Task<DateTimeOffset?> AnsweredAtAsync(string leg, CancellationToken cancellationToken) =>
        Do(
            $"answer {leg}",
            () => answers.TryGetValue(leg, out var at) ? at : (DateTimeOffset?)null
        );

    /// <inheritdoc/>
    public Task ForgetAsync(CallId call, CancellationToken cancellationToken) =>
        Do($"forget {call}", () => kept.Remove(call));

    private Task<T> Do<T>(string what, Func<T> act)
    {
        Before(what);
        lock (gate)
        {
            if (Away is { } why)
            {
                return Task.FromException<T>(new SwitchUnavailableException(name, why));
            }
            asked.Add(what);
            return Task.FromResult(act());
        }
    }
}
