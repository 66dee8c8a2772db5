namespace TelephonyBilling.Domain.Limits;

/// <summary>A limit and what is used of it, in words for people.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Subject">As in <see cref="LimitedSubject"/>.</param>
/// <param name="Kind">Which.</param>
/// <param name="Limit">What is allowed: an amount with its currency, a number, hours of the week.</param>
/// <param name="Used">What is used, likewise, or what time it is; empty where each call is looked at alone.</param>
public sealed record LimitUse(
    LimitScope Scope,
    string Subject,
    LimitKind Kind,
    string Limit,
    string Used
)
{
    /// <summary>A sentence for the operator, without a full stop.</summary>
    public string Describe() =>
        Kind switch
        {
            LimitKind.SpendPerCall => $"{Who} may spend {Limit} on one call",
            LimitKind.SpendPerHour =>
                $"{Who} may spend {Limit} in an hour, of which {Used} are charged or held",
            LimitKind.SpendPerDay =>
                $"{Who} may spend {Limit} in a day, of which {Used} are charged or held",
            LimitKind.CallsPerMinute =>
                $"{Who} may begin {Limit} calls in a minute, and began {Used}",
            LimitKind.CallsPerHour => $"{Who} may begin {Limit} calls in an hour, and began {Used}",
            LimitKind.CallsToDestination =>
                $"{Who} may have {Limit} calls open to one destination, and has {Used}",
            LimitKind.CallSeconds => $"a call of {Who} may last {Limit} s",
            LimitKind.Hours => $"calls of {Who} are allowed {Limit}, and it is {Used}",
            _ => throw new InvalidOperationException($"There is no limit {Kind}."),
        };

    private string Who =>
        Scope switch
        {
            LimitScope.Account => $"account '{Subject}'",
            LimitScope.Number => $"number +{Subject}",
            _ => $"extension {Subject}",
        };
}
