using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Calls;

/// <summary>
/// Keeps calls and the money set aside for them. It is the arbiter: whatever number of calls and daemons share a balance,
/// a reservation is one conditional write, durable before it is answered.
/// </summary>
public interface ICallStore
{
    /// <summary>
    /// Opens a call and places its first reservation: fee and first quota, or as much of the quota as the available
    /// balance pays for, in whole increments, at least one. A limit on use that leaves less than the balance counts like it.
    /// </summary>
    /// <remarks>
    /// A call of the same switch, owner channel and dialled number that is not answered is given back as it is, without a
    /// second reservation: a dialplan asks once for each trunk that it tries. Inbound, the channel is the trunk leg itself:
    /// while its call is open, answered or not, it is given back whatever number the channel asks for. A surcharge of the same
    /// feature is given back for as long as it is open.
    /// </remarks>
    Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken);

    /// <summary>
    /// Extends a call's reservation from what is funded to what is wanted, or as far as the available balance pays for,
    /// in whole increments. Limits on use hold as they are then, whatever they were when the call began.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="wantedSeconds">The connected time that the call shall be paid for in all.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    Task<Funding> FundAsync(CallId call, long wantedSeconds, CancellationToken cancellationToken);

    /// <summary>Writes down which leg was answered and when. Repeats change nothing.</summary>
    Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Charges a call, releases what it holds and closes it, in one transaction. Where a limit on use ended it, an event and a
    /// mail say so. A trunk leg is charged once: should it have been another call's, this one is closed for nothing, so that its
    /// money isn't held for ever.
    /// </summary>
    Task<SettleOutcome> SettleAsync(CallSettlement settlement, CancellationToken cancellationToken);

    /// <summary>Closes a call that was never connected and releases what it holds.</summary>
    /// <returns>False where it was closed before; nothing changed.</returns>
    Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>Keeps an attempt that the gate refused; where a limit on use did, an event and a mail say so.</summary>
    Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken);

    /// <summary>The calls of a switch that are neither settled nor released.</summary>
    Task<IReadOnlyList<OpenCall>> OpenCallsAsync(string pbx, CancellationToken cancellationToken);

    /// <summary>One call's record.</summary>
    Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken);

    /// <summary>The surcharges of a call, oldest first, refused ones too.</summary>
    Task<IReadOnlyList<CallRecord>> SurchargesAsync(
        CallId call,
        CancellationToken cancellationToken
    );

    /// <summary>Call records, newest first.</summary>
    Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    );
}
