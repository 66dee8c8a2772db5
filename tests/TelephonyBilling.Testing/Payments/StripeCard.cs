namespace TelephonyBilling.Testing.Payments;

/// <summary>How a bank answers for a card of <see cref="StripeServer"/>.</summary>
public enum StripeCard
{
    /// <summary>It pays.</summary>
    Good,

    /// <summary>It declines: <c>card_declined</c>, <c>insufficient_funds</c>.</summary>
    Declined,

    /// <summary>It wants its holder's word before it pays.</summary>
    NeedsAgreement,

    /// <summary>It decides later.</summary>
    Slow,
}
