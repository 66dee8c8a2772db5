using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Charges the small amounts that confirm cards, and gives each of them back.</summary>
/// <remarks>As with top-ups: written down first, asked again under the same key until it is known.</remarks>
public sealed class CardConfirming(
    ICardConfirmationStore confirmations,
    IPaymentProvider provider,
    ConfirmationPolicy policy,
    DaemonClock clock,
    ILogger<CardConfirming> logger
)
{
    private static readonly TimeSpan WhileAsked = TimeSpan.FromMinutes(1);

    /// <summary>Charges an account's card if that has to be.</summary>
    public async Task ChargeAsync(string account, CancellationToken cancellationToken)
    {
        if (
            await confirmations.FindAsync(account, cancellationToken) is
            { State: ConfirmationState.Requested } confirmation
        )
        {
            await CarryOnAsync(confirmation, cancellationToken);
        }
    }

    /// <summary>Charges what has to be charged, and gives back what was named, blocked, or is too old.</summary>
    /// <returns>How many moved on.</returns>
    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        var due = await confirmations.DueAsync(
            clock.UtcNow,
            clock.UtcNow - policy.Patience,
            cancellationToken
        );
        foreach (var confirmation in due)
        {
            var after = await CarryOnAsync(confirmation, cancellationToken);
            moved += after.State == confirmation.State ? 0 : 1;
        }
        return moved;
    }

    private async Task<CardConfirmation> CarryOnAsync(
        CardConfirmation confirmation,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return confirmation.State switch
            {
                ConfirmationState.Requested => await AskAsync(confirmation, cancellationToken),
                ConfirmationState.Charged => await ReturnAsync(confirmation, cancellationToken),
                _ => confirmation,
            };
        }
        catch (Exception e) when (e is PaymentUnknownException or PaymentRefusedException)
        {
            CardLog.Unknown(logger, confirmation.Account, e.Message);
            return await MoveAsync(
                confirmation,
                new ConfirmationStep.Delayed(
                    e.Message,
                    clock.UtcNow
                        + Backoff.After(
                            confirmation.Attempts + confirmation.Returns + 1,
                            (e as PaymentUnknownException)?.RetryAfter
                        )
                )
            );
        }
    }

    private async Task<CardConfirmation> AskAsync(
        CardConfirmation confirmation,
        CancellationToken cancellationToken
    )
    {
        if (confirmation is { IsOver: true, Attempts: 0 })
        {
            return await MoveAsync(
                confirmation,
                new ConfirmationStep.Failed("The card was removed before it was charged.")
            );
        }
        var asking = await MoveAsync(
            confirmation,
            new ConfirmationStep.Asking(clock.UtcNow + WhileAsked)
        );
        var known =
            asking.Attempts <= 1
                ? null
                : await provider.FindAsync(
                    new PaymentInquiry(
                        asking.Id,
                        asking.Customer,
                        asking.Reference,
                        asking.RequestedAt
                    ),
                    cancellationToken
                );
        return await RecordAsync(
            asking,
            known
                ?? await provider.ChargeAsync(
                    new PaymentRequest(
                        asking.Id,
                        asking.Customer,
                        asking.Method,
                        asking.Amount,
                        $"Card confirmation for {asking.Account}, given back"
                    ),
                    cancellationToken
                )
        );
    }

    private async Task<CardConfirmation> RecordAsync(
        CardConfirmation asking,
        PaymentOutcome outcome
    )
    {
        switch (outcome)
        {
            case PaymentOutcome.Succeeded paid:
                CardLog.Charged(logger, asking.Account, asking.Id, paid.Reference);
                return await MoveAsync(
                    asking,
                    new ConfirmationStep.Charged(
                        paid.Reference,
                        policy.Tries,
                        asking.RequestedAt + policy.Patience
                    )
                );
            case PaymentOutcome.Failed failed:
                CardLog.Declined(logger, asking.Account, asking.Id, failed.Code, failed.Error);
                return await MoveAsync(asking, new ConfirmationStep.Failed(failed.Error));
            case PaymentOutcome.ActionRequired action:
                return await LaterAsync(asking, $"The card's holder has to agree: {action.Link}");
            default:
                return await LaterAsync(asking, "The bank has not decided yet.");
        }
    }

    private async Task<CardConfirmation> ReturnAsync(
        CardConfirmation charged,
        CancellationToken cancellationToken
    )
    {
        var returning = await MoveAsync(
            charged,
            new ConfirmationStep.Returning(clock.UtcNow + WhileAsked)
        );
        var key = $"{returning.Id}/return";
        // Keys are forgotten after a day, so whoever asks again looks first.
        var known =
            returning.Returns <= 1
                ? null
                : (await provider.RefundsAsync(returning.Reference, cancellationToken))
                    .FirstOrDefault(refund => refund.Key == key)
                    ?.Outcome;
        var outcome =
            known
            ?? await provider.RefundAsync(
                new RefundRequest(key, returning.Reference, returning.Amount),
                cancellationToken
            );
        if (outcome is PaymentOutcome.Failed failed)
        {
            return await LaterAsync(returning, failed.Error);
        }
        CardLog.Returned(logger, returning.Account, returning.Id);
        return await MoveAsync(returning, new ConfirmationStep.Returned());
    }

    private Task<CardConfirmation> LaterAsync(CardConfirmation confirmation, string why) =>
        MoveAsync(
            confirmation,
            new ConfirmationStep.Delayed(
                why,
                clock.UtcNow + Backoff.After(confirmation.Attempts + confirmation.Returns)
            )
        );

    /// <summary>Written down though the daemon stops: what the provider did would be found again, but only after a start.</summary>
    private Task<CardConfirmation> MoveAsync(
        CardConfirmation confirmation,
        ConfirmationStep step
    ) => confirmations.MoveAsync(confirmation.Id, step, clock.UtcNow, CancellationToken.None);
}
