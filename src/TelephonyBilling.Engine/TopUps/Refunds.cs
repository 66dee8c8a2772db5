using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Gives money of top-ups back, and follows what banks take back.</summary>
/// <remarks>
/// As with top-ups, what is wanted is written down before a request leaves, and each of these may happen twice, late, or on
/// two nodes. What a provider's message says is never believed: the provider is asked how things stand now.
/// </remarks>
public sealed class Refunds(
    IRefundStore refunds,
    ITopUpStore topUps,
    CardTopUps cards,
    IPaymentProvider provider,
    RefundPolicy policy,
    DaemonClock clock,
    ILogger<Refunds> logger
)
{
    private static readonly TimeSpan WhileAsked = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PendingWait = TimeSpan.FromHours(6);
    private static readonly TimeSpan DisputeWait = TimeSpan.FromDays(1);

    /// <summary>Gives money of a top-up back. Where no provider took it, the operator pays it back by other ways.</summary>
    /// <param name="actor">Who wants it.</param>
    /// <param name="topUp">The top-up.</param>
    /// <param name="amount">How much.</param>
    /// <param name="reference">A number of the operator's own, against doing it twice; empty: none.</param>
    /// <param name="note">For the statement; may be empty.</param>
    /// <param name="isLossAllowed">Whether also what the balance can't cover is given back, at the operator's loss.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<TakeBack> RefundAsync(
        Actor actor,
        TopUp topUp,
        Money amount,
        string reference,
        string note,
        bool isLossAllowed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(topUp);
        Permissions.Demand(actor, Deed.GiveBack, topUp.Account);
        var id = TopUpIds.New(clock.UtcNow, "rf");
        var isCard = topUp.Source == TopUpSource.Card;
        var taken = await refunds.TakeBackAsync(
            new NewRefund(
                id,
                topUp.Id,
                RefundKind.Refund,
                amount,
                $"refund/{topUp.Id}/{(reference.Length > 0 ? reference : id)}",
                actor.Name,
                clock.UtcNow
            )
            {
                State = isCard ? RefundState.Requested : RefundState.Succeeded,
                Reference = reference,
                Note = note,
                MustBeCovered = !isLossAllowed,
            },
            cancellationToken
        );
        if (taken is { Outcome: TakeBackOutcome.Taken, Refund: { } fresh })
        {
            RefundLog.CreditTaken(logger, fresh);
        }
        return taken.Refund is { IsOpen: true } open
            ? taken with
            {
                Refund = await AskAsync(open.Id, cancellationToken),
            }
            : taken;
    }

    /// <summary>The provider tells that money of a payment went back, perhaps on its own pages.</summary>
    /// <returns>Whether the payment is one of ours.</returns>
    public async Task<bool> FollowRefundsAsync(string payment, CancellationToken cancellationToken)
    {
        if (await PaidAsync(payment, cancellationToken) is not { } topUp)
        {
            return false;
        }
        foreach (var refund in await provider.RefundsAsync(payment, cancellationToken))
        {
            await FollowAsync(topUp, refund, cancellationToken);
        }
        return true;
    }

    /// <summary>The provider tells of a dispute.</summary>
    /// <returns>Whether its payment is one of ours.</returns>
    public async Task<bool> FollowDisputeAsync(string name, CancellationToken cancellationToken)
    {
        if (
            await provider.FindDisputeAsync(name, cancellationToken) is not { } dispute
            || await PaidAsync(dispute.Payment, cancellationToken) is not { } topUp
        )
        {
            return false;
        }
        var cause = $"dispute/{dispute.Reference}";
        switch (dispute.State)
        {
            case DisputeState.Inquiry:
                RefundLog.Inquiry(
                    logger,
                    topUp.Account,
                    topUp.Id,
                    dispute.Reference,
                    dispute.Reason
                );
                break;
            case DisputeState.Open:
                await TakeAsync(topUp, dispute, RefundState.Pending, cancellationToken);
                break;
            case DisputeState.Lost:
                var lost = await TakeAsync(
                    topUp,
                    dispute,
                    RefundState.Succeeded,
                    cancellationToken
                );
                await DecideAsync(lost, isGone: true, "", "", cancellationToken);
                break;
            case DisputeState.Won:
                if (await refunds.FindByCauseAsync(cause, cancellationToken) is { } won)
                {
                    await DecideAsync(
                        won,
                        isGone: false,
                        "",
                        "The dispute was won.",
                        cancellationToken
                    );
                }
                break;
            default:
                throw new InvalidOperationException($"There is no state {dispute.State}.");
        }
        return true;
    }

    /// <summary>Looks again at what is open: refunds whose outcome isn't known, and disputes.</summary>
    /// <returns>How many were decided.</returns>
    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var decided = 0;
        foreach (var refund in await refunds.DueAsync(clock.UtcNow, cancellationToken))
        {
            try
            {
                if (refund.Kind == RefundKind.Dispute)
                {
                    await refunds.PostponeAsync(
                        refund.Id,
                        refund.Reference,
                        "",
                        clock.UtcNow + DisputeWait,
                        cancellationToken
                    );
                    await FollowDisputeAsync(refund.Reference, cancellationToken);
                }
                else
                {
                    await AskAsync(refund.Id, cancellationToken);
                }
                decided += (await refunds.FindAsync(refund.Id, cancellationToken))!.IsOpen ? 0 : 1;
            }
            catch (Exception e) when (e is PaymentUnknownException or PaymentRefusedException)
            {
                RefundLog.Unknown(logger, refund.Id, refund.Account, e.Message);
            }
        }
        return decided;
    }

    private async Task<Refund> AskAsync(string id, CancellationToken cancellationToken)
    {
        var refund = await refunds.BeginAsync(id, clock.UtcNow + WhileAsked, cancellationToken);
        if (!refund.IsOpen)
        {
            return refund;
        }
        PaymentOutcome outcome;
        try
        {
            outcome =
                await FindAsync(refund, cancellationToken)
                ?? await provider.RefundAsync(
                    new RefundRequest(refund.Id, refund.Payment, refund.Amount),
                    cancellationToken
                );
        }
        catch (PaymentUnknownException e)
        {
            RefundLog.Unknown(logger, refund.Id, refund.Account, e.Message);
            return await refunds.PostponeAsync(
                id,
                "",
                e.Message,
                clock.UtcNow + Backoff.After(refund.Attempts, e.RetryAfter),
                CancellationToken.None
            );
        }
        return await RecordAsync(refund, outcome);
    }

    /// <summary>Keys are forgotten after a day, so whoever asks again looks first.</summary>
    private async Task<PaymentOutcome?> FindAsync(
        Refund refund,
        CancellationToken cancellationToken
    ) =>
        refund.Attempts <= 1
            ? null
            : (await provider.RefundsAsync(refund.Payment, cancellationToken))
                .FirstOrDefault(known => known.Key == refund.Id)
                ?.Outcome;

    private async Task<Refund> RecordAsync(Refund refund, PaymentOutcome outcome) =>
        outcome switch
        {
            PaymentOutcome.Succeeded done => await DecideAsync(
                refund,
                isGone: true,
                done.Reference,
                "",
                CancellationToken.None
            ),
            PaymentOutcome.Failed failed => await DecideAsync(
                refund,
                isGone: false,
                failed.Reference,
                failed.Error,
                CancellationToken.None
            ),
            PaymentOutcome.Pending pending => await refunds.PostponeAsync(
                refund.Id,
                pending.Reference,
                "",
                clock.UtcNow + PendingWait,
                CancellationToken.None
            ),
            _ => throw new InvalidOperationException(
                $"The provider gave {outcome} for a refund, which nobody knows."
            ),
        };

    private async Task FollowAsync(
        TopUp topUp,
        ProviderRefund known,
        CancellationToken cancellationToken
    )
    {
        if (
            known.Key.Length > 0
            && await refunds.FindAsync(known.Key, cancellationToken) is { } ours
        )
        {
            await RecordAsync(ours, known.Outcome);
            return;
        }
        var cause = $"{provider.Name}/{known.Reference}";
        if (known.Outcome is PaymentOutcome.Failed failed)
        {
            if (await refunds.FindByCauseAsync(cause, cancellationToken) is { } before)
            {
                await DecideAsync(before, isGone: false, "", failed.Error, cancellationToken);
            }
            return;
        }
        var taken = await refunds.TakeBackAsync(
            new NewRefund(
                TopUpIds.New(clock.UtcNow, "rf"),
                topUp.Id,
                RefundKind.Refund,
                InCurrencyOf(topUp, known.Amount),
                cause,
                provider.Name,
                clock.UtcNow
            )
            {
                State = RefundState.Succeeded,
                Reference = known.Reference,
            },
            cancellationToken
        );
        if (taken is { Outcome: TakeBackOutcome.Taken, Refund: { } refund })
        {
            RefundLog.CreditTaken(logger, refund);
        }
    }

    private async Task<Refund> TakeAsync(
        TopUp topUp,
        ProviderDispute dispute,
        RefundState state,
        CancellationToken cancellationToken
    )
    {
        var taken = await refunds.TakeBackAsync(
            new NewRefund(
                TopUpIds.New(clock.UtcNow, "rf"),
                topUp.Id,
                RefundKind.Dispute,
                InCurrencyOf(topUp, dispute.Amount),
                $"dispute/{dispute.Reference}",
                provider.Name,
                clock.UtcNow
            )
            {
                State = state,
                Reference = dispute.Reference,
                Note = dispute.Reason,
                RetryAt = clock.UtcNow + DisputeWait,
                Suspends = policy.SuspendOnDispute,
            },
            cancellationToken
        );
        if (taken.Outcome == TakeBackOutcome.Taken)
        {
            RefundLog.Disputed(logger, taken.Refund!, policy.SuspendOnDispute);
        }
        return taken.Refund
            ?? throw new InvalidOperationException(
                $"The dispute {dispute.Reference} could not be written down: {taken.Outcome}."
            );
    }

    private async Task<Refund> DecideAsync(
        Refund refund,
        bool isGone,
        string reference,
        string error,
        CancellationToken cancellationToken
    )
    {
        var (decided, changed) = await refunds.DecideAsync(
            refund.Id,
            isGone,
            reference,
            error,
            clock.UtcNow,
            cancellationToken
        );
        if (changed)
        {
            RefundLog.Decided(logger, decided);
        }
        return decided;
    }

    /// <summary>The top-up of a payment whose money came in; null: it isn't one of ours.</summary>
    private async Task<TopUp?> PaidAsync(string payment, CancellationToken cancellationToken)
    {
        var topUp = await topUps.FindByReferenceAsync(payment, cancellationToken);
        if (topUp is { IsOpen: true })
        {
            // News came in another order than what they tell.
            topUp = await cards.CheckAsync(topUp, payment, cancellationToken);
        }
        return topUp is { State: TopUpState.Succeeded } ? topUp : null;
    }

    /// <summary>Banks may count a dispute in another currency than the payment's: then all of it is in dispute.</summary>
    private static Money InCurrencyOf(TopUp topUp, Money amount) =>
        amount.Currency == topUp.Amount.Currency ? Money.Min(amount, topUp.Amount) : topUp.Amount;
}

/// <summary>What happens around money that goes back.</summary>
public sealed record RefundPolicy
{
    /// <summary>Whether an account whose payment is disputed is suspended. Default true.</summary>
    public bool SuspendOnDispute { get; init; } = true;
}
