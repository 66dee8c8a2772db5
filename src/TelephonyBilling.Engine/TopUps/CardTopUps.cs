using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Carries top-ups by card through: asks the provider until the outcome is known, and writes down what it is.</summary>
/// <remarks>
/// The order is what keeps money exact: the request is written down before it leaves, and the credit enters the ledger with
/// the success. Whatever dies in between, the same request is asked again under the same key.
/// </remarks>
public sealed class CardTopUps(
    ITopUpStore topUps,
    ICardStore cards,
    IPaymentProvider provider,
    RechargePolicy policy,
    DaemonClock clock,
    ILogger<CardTopUps> logger
)
{
    /// <summary>So long nobody else asks, since the answer may still come; if the process dies, this is what brings the top-up back.</summary>
    internal static readonly TimeSpan WhileAsked = TimeSpan.FromMinutes(1);

    /// <summary>A request that was not heard of in this time was never carried out.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    /// <summary>Asks the provider for a top-up that is written down, and writes down what it says.</summary>
    /// <returns>The top-up as it stands now.</returns>
    public async Task<TopUp> ChargeAsync(string id, CancellationToken cancellationToken)
    {
        var topUp = await topUps.BeginAsync(id, clock.UtcNow + WhileAsked, cancellationToken);
        if (!topUp.IsOpen)
        {
            return topUp;
        }
        var card = await cards.FindAsync(topUp.Account, cancellationToken);
        PaymentOutcome outcome;
        try
        {
            outcome =
                await FindAsync(topUp, card, cancellationToken)
                ?? await AskAsync(topUp, card, cancellationToken);
        }
        catch (PaymentUnknownException e)
        {
            var wait = Backoff.After(topUp.Attempts, e.RetryAfter);
            TopUpLog.PaymentUnknown(logger, topUp.Id, topUp.Account, wait, e.Message);
            return await topUps.DoubtAsync(id, e.Message, clock.UtcNow + wait, cancellationToken);
        }
        // What the provider did is written down though the daemon stops: it would be found again, but only after a start.
        return await RecordAsync(topUp, outcome, CancellationToken.None);
    }

    /// <summary>Asks the provider how a top-up's payment stands, and writes that down. Nothing is charged.</summary>
    /// <param name="topUp">The top-up.</param>
    /// <param name="reference">The provider's name of the payment.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PaymentUnknownException">The provider did not tell.</exception>
    public async Task<TopUp> CheckAsync(
        TopUp topUp,
        string reference,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(topUp);
        var outcome = await provider.FindAsync(
            new PaymentInquiry(topUp.Id, "", reference, topUp.RequestedAt),
            cancellationToken
        );
        return outcome is null ? topUp : await RecordAsync(topUp, outcome, cancellationToken);
    }

    /// <summary>Writes down what a provider says of a payment, from an answer or from a webhook.</summary>
    public async Task<TopUp> RecordAsync(
        TopUp topUp,
        PaymentOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(topUp);
        switch (outcome)
        {
            case PaymentOutcome.Succeeded paid:
                var (credited, posted) = await topUps.SucceedAsync(
                    topUp.Id,
                    paid.Reference,
                    clock.UtcNow,
                    cancellationToken
                );
                if (posted)
                {
                    TopUpLog.CreditAdded(logger, credited);
                }
                else if (credited.State == TopUpState.Failed)
                {
                    // Money was taken for something that was given up: a person has to give it back or credit it.
                    TopUpLog.PaidAfterFailure(
                        logger,
                        credited.Id,
                        credited.Account,
                        paid.Reference
                    );
                }
                return credited;
            case PaymentOutcome.Failed failed:
                var declined = await topUps.FailAsync(
                    topUp.Id,
                    new TopUpFailure(failed.Code, failed.Error, failed.Reference),
                    policy,
                    clock.UtcNow,
                    cancellationToken
                );
                if (declined.State == TopUpState.Failed)
                {
                    TopUpLog.PaymentDeclined(logger, declined);
                }
                return declined;
            case PaymentOutcome.ActionRequired action:
                return await topUps.AwaitAsync(
                    topUp.Id,
                    action.Reference,
                    action.Link,
                    clock.UtcNow + Backoff.After(topUp.Attempts),
                    cancellationToken
                );
            case PaymentOutcome.Pending pending:
                return await topUps.AwaitAsync(
                    topUp.Id,
                    pending.Reference,
                    "",
                    clock.UtcNow + Backoff.After(topUp.Attempts),
                    cancellationToken
                );
            default:
                throw new InvalidOperationException(
                    $"The provider gave {outcome}, which nobody knows."
                );
        }
    }

    /// <summary>What became of an earlier request; null: none left, or the provider has never heard of it.</summary>
    private async Task<PaymentOutcome?> FindAsync(
        TopUp topUp,
        Card? card,
        CancellationToken cancellationToken
    ) =>
        topUp.Attempts <= 1
            ? null
            : await provider.FindAsync(
                new PaymentInquiry(
                    topUp.Id,
                    card?.Customer ?? "",
                    topUp.Reference,
                    topUp.RequestedAt
                ),
                cancellationToken
            );

    private async Task<PaymentOutcome> AskAsync(
        TopUp topUp,
        Card? card,
        CancellationToken cancellationToken
    )
    {
        if (card is { CanBeCharged: true })
        {
            return await provider.ChargeAsync(
                new PaymentRequest(
                    topUp.Id,
                    card.Customer,
                    card.Method,
                    topUp.Amount,
                    $"Call credit for {topUp.Account}"
                ),
                cancellationToken
            );
        }
        const string noCard = "No card is saved, or it is not confirmed.";
        // A request that left before the card went may still be under way at the provider, where nobody sees it yet.
        return topUp.Attempts <= 1 || clock.UtcNow - topUp.RequestedAt > GivenUpAfter
            ? new PaymentOutcome.Failed("", "no_card", noCard)
            : throw new PaymentUnknownException(noCard);
    }
}
