using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Calls;

/// <summary>The final account of a connected call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Leg">The trunk leg that was connected: with the switch's name it makes the settlement unique.</param>
/// <param name="AnsweredAt">By the switch's clock, UTC.</param>
/// <param name="EndedAt">Answer plus connected time, UTC.</param>
/// <param name="Connected">How long the leg was connected.</param>
/// <param name="BilledSeconds">Whole increments, never more than were reserved.</param>
/// <param name="Charge">Fee and time, never more than was reserved.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Cause">The hangup cause of ITU-T Q.850; 0 where it is not known.</param>
/// <param name="Estimated">No record told when the call ended, so its lease stands for the end.</param>
/// <param name="ClockStepped">The switch's clock stepped during the call; the monotonic clock counted.</param>
public sealed record CallSettlement(
    CallId CallId,
    string Leg,
    DateTimeOffset AnsweredAt,
    DateTimeOffset EndedAt,
    TimeSpan Connected,
    long BilledSeconds,
    Money Charge,
    EndReason Reason,
    int Cause,
    bool Estimated,
    bool ClockStepped
)
{
    /// <summary>The limit on use that ended the call; null: none did.</summary>
    public LimitUse? Limit { get; init; }

    /// <summary>The same account of the call, for nothing.</summary>
    public CallSettlement AtNoCharge() =>
        this with
        {
            BilledSeconds = 0,
            Charge = Money.Zero(Charge.Currency),
        };
}
