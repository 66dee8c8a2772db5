using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Says of each limit on use what is used of it, and what all of them leave for a call.</summary>
/// <param name="limits">Counts as an authorisation would.</param>
/// <param name="steps">Takes a sentence for each limit.</param>
internal sealed class UsageExplanation(ILimitStore limits, List<string> steps)
{
    /// <summary>What the limits leave now.</summary>
    /// <param name="chargeable">The call.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="direction">The way of the call.</param>
    /// <param name="at">When it would begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<CallAllowance> ExplainAsync(
        GateProposal.Chargeable chargeable,
        Account account,
        CallDirection direction,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var allowance = CallAllowance.Unlimited;
        foreach (var subject in chargeable.LimitedBy)
        {
            var question = new UsageQuestion(
                new LimitOwner(account.Id, subject.Scope, subject.Subject),
                direction == CallDirection.Inbound,
                chargeable.Parties.Destination
            );
            var used =
                await limits.UsageAsync(question, subject.Limits, cancellationToken)
                ?? throw CliFailure.NoAccount(account.Id);
            steps.AddRange(subject.Compare(used).Select(Say));
            if (subject.Limits.AllowedHours is not null)
            {
                var zone = CliSession.TimeZoneOf(account);
                steps.Add(Say(subject.Compare(zone.ToLocal(at).DateTime, zone.Name)!));
            }
            allowance = allowance.Under(subject, used, chargeable.Price.Increments);
        }
        return allowance;
    }

    /// <summary>The sentence as one that begins and ends.</summary>
    private static string Say(LimitUse use)
    {
        var text = use.Describe();
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }
}
