using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Benchmarks.Fakes;

/// <summary>A store that grants every renewal at once and keeps nothing.</summary>
/// <param name="funded">Told of each renewal: the call, and the connected time that it wants to be paid for.</param>
internal sealed class GrantingStore(Action<CallId, long> funded) : ICallStore
{
    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    )
    {
        funded(call, wantedSeconds);
        return Task.FromResult<Funding>(new Funding.Extended(wantedSeconds));
    }

    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    ) => throw Unexpected();

    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => throw Unexpected();

    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<OpenCall>>([]);

    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken) =>
        Task.FromResult<CallRecord?>(null);

    public Task<IReadOnlyList<CallRecord>> SurchargesAsync(
        CallId call,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<CallRecord>>([]);

    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<CallRecord>>([]);

    private static InvalidOperationException Unexpected() =>
        new("In this benchmark no call begins or ends.");
}
