using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Simulation.Virtual;

/// <summary>
/// The way from one daemon to the store and back: each way takes time, the store may be away, and a daemon that is killed
/// in between has changed the books or not, and will not know.
/// </summary>
internal sealed class SlowStore(
    World world,
    Process process,
    ICallStore store,
    StoreWeather weather
) : ICallStore
{
    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken) =>
        Do(() => store.AuthoriseAsync(call, CancellationToken.None));

    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    ) => Do(() => store.FundAsync(call, wantedSeconds, CancellationToken.None));

    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    ) =>
        Do(async () =>
        {
            await store.RecordAnswerAsync(call, leg, answeredAt, CancellationToken.None);
            return true;
        });

    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    ) => Do(() => store.SettleAsync(settlement, CancellationToken.None));

    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => Do(() => store.ReleaseAsync(call, reason, cause, at, CancellationToken.None));

    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken) =>
        Do(async () =>
        {
            await store.RecordRefusalAsync(call, CancellationToken.None);
            return true;
        });

    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    ) => Do(() => store.OpenCallsAsync(pbx, CancellationToken.None));

    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken) =>
        Do(() => store.FindAsync(call, CancellationToken.None));

    public Task<IReadOnlyList<CallRecord>> SurchargesAsync(
        CallId call,
        CancellationToken cancellationToken
    ) => Do(() => store.SurchargesAsync(call, CancellationToken.None));

    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    ) => Do(() => store.ListAsync(filter, CancellationToken.None));

    private Task<T> Do<T>(Func<Task<T>> act)
    {
        var answer = new TaskCompletionSource<T>();
        world.After(
            Latency(),
            () =>
            {
                if (!process.IsAlive)
                {
                    return; // Killed before it came to the disk.
                }
                Action tell;
                try
                {
                    if (weather.IsAway)
                    {
                        throw new StoreUnavailableException("the disk is full");
                    }
                    // The store has threads of its own, or none; here nothing else happens until it is done.
                    var result = act().GetAwaiter().GetResult();
                    if (world.Chance(0.001))
                    {
                        throw new StoreUnavailableException("it may be done or not");
                    }
                    tell = () => answer.SetResult(result);
                }
                catch (StoreUnavailableException e)
                {
                    tell = () => answer.SetException(e);
                }
                catch (Exception e)
                {
                    world.Fault($"the store refused as broken: {e.Message}");
                    tell = () => answer.SetException(e);
                }
                world.After(Latency(), tell);
            }
        );
        return answer.Task;
    }

    private TimeSpan Latency() =>
        world.Chance(0.005) ? world.About(4) : world.Between(0.0002, 0.005);
}

/// <summary>Whether the store can be reached, by whichever daemon.</summary>
internal sealed class StoreWeather
{
    public bool IsAway { get; set; }
}
