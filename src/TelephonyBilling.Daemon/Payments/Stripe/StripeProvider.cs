using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>Cards through Stripe, over its HTTP API. Thread-safe.</summary>
public sealed class StripeProvider : IPaymentProvider, IDisposable
{
    private readonly StripeClient client;
    private readonly StripePayments payments;
    private readonly StripeRefunds refunds;
    private readonly StripeCards cards;

    /// <summary>A provider; nothing is sent yet.</summary>
    public StripeProvider(StripeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        client = new StripeClient(options, time);
        payments = new StripePayments(client, options, time);
        refunds = new StripeRefunds(client);
        cards = new StripeCards(client, options);
    }

    /// <inheritdoc/>
    public string Name => "stripe";

    /// <inheritdoc/>
    public Money StepOf(Currency currency) => MinorUnits.Step(currency);

    /// <inheritdoc/>
    public Task<PaymentOutcome> ChargeAsync(
        PaymentRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return payments.ChargeAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PaymentOutcome?> FindAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(inquiry);
        return payments.FindAsync(inquiry, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PaymentOutcome> RefundAsync(
        RefundRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return refunds.RefundAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
        string payment,
        CancellationToken cancellationToken
    ) => refunds.ListAsync(payment, cancellationToken);

    /// <inheritdoc/>
    public Task<ProviderDispute?> FindDisputeAsync(
        string dispute,
        CancellationToken cancellationToken
    ) => refunds.FindDisputeAsync(dispute, cancellationToken);

    /// <inheritdoc/>
    public Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return cards.SetUpAsync(holder, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken) =>
        cards.FindAsync(customer, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
        cards.RemoveAsync(method, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
