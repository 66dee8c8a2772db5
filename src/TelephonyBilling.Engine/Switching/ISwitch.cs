using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Switching;

/// <summary>One telephone switch, in a switch's general terms: what the engine asks of it.</summary>
/// <remarks>
/// What the switch has to tell comes through <see cref="ISwitchObserver"/>. A method throws
/// <see cref="SwitchUnavailableException"/> where the switch can't be asked or does not answer in time; everything that
/// was missed meanwhile is put right when it is back.
/// </remarks>
public interface ISwitch
{
    /// <summary>The name under which the operator configured it.</summary>
    string Name { get; }

    /// <summary>Whether its events arrive and have been compared with the open calls, so that a new call will be seen.</summary>
    bool IsWatched { get; }

    /// <summary>When the switch itself was started, by its own clock; null where it does not say.</summary>
    DateTimeOffset? StartedAt { get; }

    /// <summary>The daemon's monotonic time at which the switch's clock showed this time.</summary>
    TimeSpan ToMonotonic(DateTimeOffset switchTime);

    /// <summary>Makes the switch itself end the leg at this time of the daemon's monotonic clock.</summary>
    /// <remarks>Of two requests for one leg the one that was made later counts, also where they overlap.</remarks>
    /// <returns>False where the leg does not exist (any more).</returns>
    Task<bool> ExtendLeaseAsync(string leg, TimeSpan until, CancellationToken cancellationToken);

    /// <summary>Ends a leg now.</summary>
    /// <returns>False where the leg does not exist (any more).</returns>
    Task<bool> HangUpAsync(string leg, CancellationToken cancellationToken);

    /// <summary>Ends a feature that runs on a channel, such as its recording, and leaves the channel.</summary>
    /// <returns>False where the switch has no way to end this feature, or the channel does not exist (any more).</returns>
    Task<bool> StopFeatureAsync(
        string channel,
        CallFeature feature,
        CancellationToken cancellationToken
    );

    /// <summary>Lets the person who talks with this trunk leg hear a warning.</summary>
    Task WarnAsync(string leg, CancellationToken cancellationToken);

    /// <summary>Tells the channel that made a call what its person is to hear if the lease ends the call.</summary>
    /// <param name="owner">The channel.</param>
    /// <param name="prompt">The prompt's name, without folder and format.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the channel does not exist (any more), such as after a transfer.</returns>
    Task<bool> SetEndPromptAsync(string owner, string prompt, CancellationToken cancellationToken);

    /// <summary>All channels that exist now.</summary>
    Task<IReadOnlyDictionary<string, LiveChannel>> LiveChannelsAsync(
        CancellationToken cancellationToken
    );

    /// <summary>What the switch kept of a call's trunk leg; null where it kept nothing.</summary>
    Task<KeptCall?> FindKeptCallAsync(CallId call, CancellationToken cancellationToken);

    /// <summary>When a live leg was answered, by the switch's clock; null where it can't tell.</summary>
    Task<DateTimeOffset?> AnsweredAtAsync(string leg, CancellationToken cancellationToken);

    /// <summary>Clears what the switch kept of a call, once it is settled.</summary>
    Task ForgetAsync(CallId call, CancellationToken cancellationToken);
}

/// <summary>A channel that exists now.</summary>
/// <param name="Id">Its unique id at the switch.</param>
/// <param name="IsUp">Whether it is answered.</param>
public sealed record LiveChannel(string Id, bool IsUp);

/// <summary>A switch's own record of a call's trunk leg, by the switch's clock.</summary>
/// <param name="Leg">The leg's unique id.</param>
/// <param name="AnsweredAt">Null: not answered, as far as the record goes.</param>
/// <param name="EndedAt">Null: not ended, as far as the record goes.</param>
/// <param name="Cause">Hangup cause of ITU-T Q.850; 0: not known.</param>
public sealed record KeptCall(
    string Leg,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    int Cause
)
{
    /// <summary>Whether the record says that the lease ended the leg; false where it does not say.</summary>
    public bool ByLease { get; init; }
}
