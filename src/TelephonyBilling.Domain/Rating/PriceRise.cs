using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Calls to a prefix that will cost more, or will cost something that were free.</summary>
/// <param name="Service">The service.</param>
/// <param name="Origin">The country of the account's number for which it holds, or <see cref="Rate.AnyOrigin"/>.</param>
/// <param name="Prefix">The numbers.</param>
/// <param name="Destination">Their name, as it will be.</param>
/// <param name="Before">What a call costs until then.</param>
/// <param name="After">What it costs from then on, in the same currency.</param>
public sealed record PriceRise(
    Service Service,
    string Origin,
    NumberPrefix Prefix,
    string Destination,
    CallPrice Before,
    CallPrice After
)
{
    /// <summary>Whether what cost nothing will cost something.</summary>
    public bool BecomesPaid => Before.IsZero;
}
