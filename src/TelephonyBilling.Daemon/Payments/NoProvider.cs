using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments;

/// <summary>
/// Stands where no payment provider can be asked. What was asked for earlier stays unknown: somebody else may have taken the
/// money.
/// </summary>
/// <param name="sentence">Why there is none.</param>
/// <param name="isCertain">Whether nobody else can ask one: then a new payment has failed; otherwise it waits for them.</param>
internal sealed class NoProvider(string sentence, bool isCertain) : IPaymentProvider
{
    /// <summary>What it says instead of a provider's code.</summary>
    internal const string Code = "no_provider";

    public string Name => "none";

    public Money StepOf(Currency currency) => new(Money.MicrosPerUnit / 100, currency);

    public Task<PaymentOutcome> ChargeAsync(
        PaymentRequest request,
        CancellationToken cancellationToken
    ) => FailAsync();

    public Task<PaymentOutcome?> FindAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    ) => throw new PaymentUnknownException(sentence);

    public Task<PaymentOutcome> RefundAsync(
        RefundRequest request,
        CancellationToken cancellationToken
    ) => FailAsync();

    public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
        string payment,
        CancellationToken cancellationToken
    ) => throw new PaymentUnknownException(sentence);

    public Task<ProviderDispute?> FindDisputeAsync(
        string dispute,
        CancellationToken cancellationToken
    ) => throw new PaymentUnknownException(sentence);

    public Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken) =>
        throw new PaymentRefusedException(Code, sentence);

    public Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken) =>
        throw new PaymentRefusedException(Code, sentence);

    public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
        throw new PaymentRefusedException(Code, sentence);

    private Task<PaymentOutcome> FailAsync() =>
        isCertain
            ? Task.FromResult<PaymentOutcome>(new PaymentOutcome.Failed("", Code, sentence))
            : throw new PaymentUnknownException(sentence);
}
