using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Limits;

/// <summary>
/// How much a <see cref="LimitedSubject"/> was used, the call in question not counted. What no limit asks for may be left
/// at nothing.
/// </summary>
/// <param name="Held">What its open calls hold: each of them may come to cost that much.</param>
/// <param name="ChargedInHour">What its calls were charged in the last 60 minutes.</param>
/// <param name="ChargedInDay">What its calls were charged in the last 24 hours.</param>
public sealed record UsageSoFar(Money Held, Money ChargedInHour, Money ChargedInDay)
{
    /// <summary>Calls begun in the last 60 seconds.</summary>
    public int CallsInMinute { get; init; }

    /// <summary>Calls begun in the last 60 minutes.</summary>
    public int CallsInHour { get; init; }

    /// <summary>Open calls to the destination in question.</summary>
    public int CallsToDestination { get; init; }

    /// <summary>Nothing.</summary>
    public static UsageSoFar None(Currency currency) =>
        new(Money.Zero(currency), Money.Zero(currency), Money.Zero(currency));
}
