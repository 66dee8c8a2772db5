using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Payments;

/// <summary>Whoever takes money from cards, in a provider's general terms.</summary>
/// <remarks>
/// Each request bears an idempotency key: asked again with it, the provider answers as before and takes nothing twice.
/// Methods throw <see cref="PaymentUnknownException"/> where no answer came that says what happened.
/// </remarks>
public interface IPaymentProvider
{
    /// <summary>The name under which it is configured, such as <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>Takes money from a saved card, without its holder.</summary>
    Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken cancellationToken);

    /// <summary>What became of a payment that was asked for; null where the provider has never heard of it.</summary>
    Task<PaymentOutcome?> FindAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Gives money of a payment back.</summary>
    /// <param name="key">The idempotency key.</param>
    /// <param name="reference">The payment.</param>
    /// <param name="amount">What to give back; at most what was paid.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    Task<PaymentOutcome> RefundAsync(
        string key,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    );

    /// <summary>Makes a customer at the provider and a link under which the holder enters a card.</summary>
    Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken);

    /// <summary>The card that was entered for a customer; null: none yet.</summary>
    Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken);
}

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

/// <summary>What became of a payment.</summary>
public abstract record PaymentOutcome
{
    private PaymentOutcome() { }

    /// <summary>The money was taken, or given back.</summary>
    public sealed record Succeeded(string Reference) : PaymentOutcome;

    /// <summary>It was not, and will not be.</summary>
    /// <param name="Reference">The provider's name of the payment; may be empty.</param>
    /// <param name="Code">The provider's code, such as <c>card_declined</c>.</param>
    /// <param name="Error">A sentence.</param>
    public sealed record Failed(string Reference, string Code, string Error) : PaymentOutcome;

    /// <summary>The card's holder has to agree, under a link.</summary>
    public sealed record ActionRequired(string Reference, string Link) : PaymentOutcome;

    /// <summary>The provider decides later.</summary>
    public sealed record Pending(string Reference) : PaymentOutcome;
}

/// <summary>Whose card is to be saved.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Email">Where the provider may write; may be empty.</param>
/// <param name="Customer">The provider's name of the account from before; empty: none yet.</param>
public sealed record CardHolder(string Account, string Name, string Email, string Customer);

/// <summary>Where a card is entered.</summary>
/// <param name="Customer">The provider's name of the account.</param>
/// <param name="Link">The page of the provider.</param>
public sealed record CardSetup(string Customer, string Link);

/// <summary>A card that the provider keeps.</summary>
/// <param name="Method">The provider's name of it.</param>
/// <param name="Brand">Such as <c>visa</c>.</param>
/// <param name="Last4">The last four digits, which may be shown.</param>
/// <param name="Expires">Year and month, <c>2029-04</c>.</param>
public sealed record SavedCard(string Method, string Brand, string Last4, string Expires);

/// <summary>No answer came that says what happened: the same request has to be asked again.</summary>
public sealed class PaymentUnknownException(string message, Exception? inner = null)
    : Exception(message, inner);
