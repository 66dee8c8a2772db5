using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments;

/// <summary>Stands where no payment provider is configured: every request fails and says so.</summary>
internal sealed class NoProvider : IPaymentProvider
{
    private const string Sentence =
        "No payment provider is configured: see the section Payments of the configuration.";

    public string Name => "none";

    public Task<PaymentOutcome> ChargeAsync(
        PaymentRequest request,
        CancellationToken cancellationToken
    ) => Fail();

    public Task<PaymentOutcome?> FindAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    ) => Task.FromResult<PaymentOutcome?>(null);

    public Task<PaymentOutcome> RefundAsync(
        RefundRequest request,
        CancellationToken cancellationToken
    ) => Fail();

    public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
        string payment,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<ProviderRefund>>([]);

    public Task<ProviderDispute?> FindDisputeAsync(
        string dispute,
        CancellationToken cancellationToken
    ) => Task.FromResult<ProviderDispute?>(null);

    public Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken) =>
        throw new PaymentRefusedException("no_provider", Sentence);

    public Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken) =>
        Task.FromResult<SavedCard?>(null);

    public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private static Task<PaymentOutcome> Fail() =>
        Task.FromResult<PaymentOutcome>(new PaymentOutcome.Failed("", "no_provider", Sentence));
}
