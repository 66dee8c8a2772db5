using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>Refuses calls at hours at which limits on use allow none.</summary>
/// <param name="account">Who pays: the hours are those of its time zone.</param>
/// <param name="at">When the call would begin.</param>
internal sealed class HoursGuard(Account account, DateTimeOffset at)
{
    /// <summary>The proposal, with the limits that the call has to keep; or a refusal in its place.</summary>
    internal GateProposal Check(GateProposal proposal, IReadOnlyList<LimitedSubject> limitedBy)
    {
        if (proposal is not GateProposal.Chargeable chargeable || limitedBy.Count == 0)
        {
            return proposal;
        }
        foreach (var subject in limitedBy)
        {
            if (
                subject.Limits.AllowedHours is { } hours
                && Refuse(subject, hours, chargeable.Parties) is { } refusal
            )
            {
                return refusal;
            }
        }
        return chargeable with { LimitedBy = limitedBy };
    }

    private GateProposal.Refuse? Refuse(
        LimitedSubject subject,
        WeeklyHours hours,
        CallParties parties
    )
    {
        if (!AccountTimeZone.TryFind(account.TimeZone, out var zone))
        {
            return new GateProposal.Refuse(
                RefusalReason.ServiceUnavailable,
                $"the time zone '{account.TimeZone}' of account '{account.Id}' is not known on this machine, so nobody can tell "
                    + "whether calls are allowed now; install the package tzdata, or bring it up to date",
                parties
            );
        }
        var shown = zone.ToLocal(at).DateTime;
        return !hours.Contain(shown) && subject.Compare(shown, zone.Name) is { } limit
            ? new GateProposal.Refuse(limit.Reason(), limit.Describe(), parties) { Limit = limit }
            : null;
    }
}
