using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Payments;

/// <summary>A payment by a saved card.</summary>
/// <param name="Key">The idempotency key.</param>
/// <param name="Customer">The provider's name of the account.</param>
/// <param name="Method">The provider's name of the card.</param>
/// <param name="Amount">What to take. Providers take whole cents: a finer amount is refused as failed.</param>
/// <param name="Description">What the card's statement or the provider's page says.</param>
public sealed record PaymentRequest(
    string Key,
    string Customer,
    string Method,
    Money Amount,
    string Description
);

/// <summary>A payment that was asked for and may have happened.</summary>
/// <param name="Key">The idempotency key under which it was asked for.</param>
/// <param name="Customer">The provider's name of the account; empty: not known any more.</param>
/// <param name="Reference">The provider's name of the payment; empty: it never told.</param>
/// <param name="Since">It was not asked for before this time, UTC.</param>
public sealed record PaymentInquiry(
    string Key,
    string Customer,
    string Reference,
    DateTimeOffset Since
);

/// <summary>Money to give back.</summary>
/// <param name="Key">The idempotency key.</param>
/// <param name="Payment">The provider's name of the payment.</param>
/// <param name="Amount">At most what was paid.</param>
public sealed record RefundRequest(string Key, string Payment, Money Amount);

/// <summary>Money that was given back, as the provider tells.</summary>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Key">The key under which we asked for it; empty: somebody else did.</param>
/// <param name="Amount">How much.</param>
/// <param name="Outcome">How it stands.</param>
public sealed record ProviderRefund(
    string Reference,
    string Key,
    Money Amount,
    PaymentOutcome Outcome
);

/// <summary>A payment that its holder's bank takes back, or wants to.</summary>
/// <param name="Reference">The provider's name of it.</param>
/// <param name="Payment">The provider's name of the payment.</param>
/// <param name="Amount">How much is taken.</param>
/// <param name="Reason">The provider's word, such as <c>fraudulent</c>; may be empty.</param>
/// <param name="State">How it stands.</param>
public sealed record ProviderDispute(
    string Reference,
    string Payment,
    Money Amount,
    string Reason,
    DisputeState State
);

/// <summary>How a dispute stands.</summary>
public enum DisputeState
{
    /// <summary>The bank only asks, or asked: no money was taken.</summary>
    Inquiry,

    /// <summary>The money was taken, and it is not decided who keeps it.</summary>
    Open,

    /// <summary>The money is ours again.</summary>
    Won,

    /// <summary>It is gone.</summary>
    Lost,
}
