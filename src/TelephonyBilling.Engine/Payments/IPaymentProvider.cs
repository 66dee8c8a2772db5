using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Payments;

/// <summary>Whoever takes money from cards, in a provider's general terms.</summary>
/// <remarks>
/// Each request bears an idempotency key: asked again with it, the provider answers as before and takes nothing twice.
/// Methods throw <see cref="PaymentUnknownException"/> where no answer came that says what happened, and those that give no
/// <see cref="PaymentOutcome"/> throw <see cref="PaymentRefusedException"/> where the provider says no.
/// </remarks>
public interface IPaymentProvider
{
    /// <summary>The name under which it is configured, such as <c>stripe</c>.</summary>
    string Name { get; }

    /// <summary>The least amount of a currency that can be charged; every other is a multiple of it.</summary>
    Money StepOf(Currency currency);

    /// <summary>Takes money from a saved card, without its holder.</summary>
    Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken cancellationToken);

    /// <summary>What became of a payment that was asked for; null where the provider has never heard of it.</summary>
    /// <remarks>
    /// Providers forget idempotency keys after a day, so whoever asks again asks this first. A payment that its holder did not
    /// agree to in time is called off here.
    /// </remarks>
    Task<PaymentOutcome?> FindAsync(PaymentInquiry inquiry, CancellationToken cancellationToken);

    /// <summary>Gives money of a payment back.</summary>
    Task<PaymentOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken);

    /// <summary>What was given back of a payment, whoever asked for it: we, or a person at the provider's own pages.</summary>
    Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
        string payment,
        CancellationToken cancellationToken
    );

    /// <summary>How a dispute stands; null where the provider has never heard of it.</summary>
    Task<ProviderDispute?> FindDisputeAsync(string dispute, CancellationToken cancellationToken);

    /// <summary>Makes a customer at the provider and a link under which the holder enters a card.</summary>
    Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken);

    /// <summary>The card that was entered for a customer, the newest where there are several; null: none yet.</summary>
    Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken);

    /// <summary>Has the provider forget a card. One that it doesn't know is forgotten already.</summary>
    Task RemoveCardAsync(string method, CancellationToken cancellationToken);
}
