using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Benchmarks.Fakes;

/// <summary>A switch that does at once whatever it is asked, and has no channels.</summary>
internal sealed class WatchedSwitch(string name, DaemonClock clock) : ISwitch
{
    private static readonly Task<bool> Done = Task.FromResult(true);

    public string Name => name;

    public bool IsWatched => true;

    public DateTimeOffset? StartedAt => null;

    public TimeSpan ToMonotonic(DateTimeOffset switchTime) =>
        clock.Now - (clock.UtcNow - switchTime);

    public Task<bool> ExtendLeaseAsync(
        string leg,
        TimeSpan until,
        CancellationToken cancellationToken
    ) => Done;

    public Task<bool> HangUpAsync(string leg, CancellationToken cancellationToken) => Done;

    public Task<bool> StopFeatureAsync(
        string channel,
        CallFeature feature,
        CancellationToken cancellationToken
    ) => Done;

    public Task WarnAsync(string leg, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> SetEndPromptAsync(
        string owner,
        string prompt,
        CancellationToken cancellationToken
    ) => Task.FromResult(true);

    public Task<IReadOnlyDictionary<string, LiveChannel>> LiveChannelsAsync(
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, LiveChannel>>(
            new Dictionary<string, LiveChannel>(StringComparer.Ordinal)
        );

    public Task<KeptCall?> FindKeptCallAsync(CallId call, CancellationToken cancellationToken) =>
        Task.FromResult<KeptCall?>(null);

    public Task<DateTimeOffset?> AnsweredAtAsync(string leg, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(null);

    public Task ForgetAsync(CallId call, CancellationToken cancellationToken) => Task.CompletedTask;
}
