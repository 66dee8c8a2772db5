using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Testing.Store;

/// <summary>What a <see cref="CallFilter"/> means, in the plainest way.</summary>
/// <param name="filter">The filter.</param>
/// <param name="newestFirst">All calls, in the opposite order of that in which they were written down.</param>
internal sealed class CallSearch(CallFilter filter, IReadOnlyList<CallRecord> newestFirst)
{
    internal IEnumerable<CallRecord> Run()
    {
        var ordered = filter.Account is null
            ? newestFirst
            : [.. newestFirst.OrderByDescending(call => call.AuthorisedAt)];
        var behind = filter.Before is { } page
            ? ordered.SkipWhile(call => call.Id != page).Skip(1)
            : ordered;
        return behind.Where(Matches).Take(filter.Limit);
    }

    private bool Matches(CallRecord call) =>
        IsAny(filter.Account, call.Parties.Account, StringComparison.OrdinalIgnoreCase)
        && (filter.State is null || call.State == filter.State)
        && (!filter.OnlyOpen || call.EndedAt is null)
        && (filter.Outcome is null || OutcomeOf(call) == filter.Outcome)
        && IsAny(filter.Member, call.Parties.Member, StringComparison.OrdinalIgnoreCase)
        && IsAny(filter.Department, call.Parties.Department, StringComparison.OrdinalIgnoreCase)
        && IsAny(filter.Extension, call.Parties.Extension)
        && IsAny(filter.Number, call.Parties.Number)
        && IsAny(filter.Destination, call.Parties.Destination, StringComparison.OrdinalIgnoreCase)
        && (filter.Service is null || call.Parties.Service == filter.Service)
        && IsAny(filter.From, call.Parties.From)
        && IsAny(filter.To, call.Parties.To)
        && IsAny(filter.Reason, call.EndReason)
        && !(call.AuthorisedAt < filter.Since)
        && !(call.AuthorisedAt >= filter.Until)
        && (filter.MinChargeMicros is not { } least || call.Charge?.Micros >= least);

    private static CallOutcome? OutcomeOf(CallRecord call) =>
        call switch
        {
            { State: CallState.Refused } => CallOutcome.Refused,
            { State: CallState.Released } => CallOutcome.Unanswered,
            { AnsweredAt: not null } => CallOutcome.Answered,
            _ => null,
        };

    private static bool IsAny(
        string? wanted,
        string? found,
        StringComparison comparison = StringComparison.Ordinal
    ) => wanted is null || string.Equals(wanted, found, comparison);
}
