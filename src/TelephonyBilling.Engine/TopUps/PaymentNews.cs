using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>That something happened at the payment provider. What happened it is asked for.</summary>
public abstract record PaymentNews
{
    private PaymentNews() { }

    /// <summary>A payment went on.</summary>
    /// <param name="Key">The idempotency key under which we asked for it; empty: somebody else did.</param>
    /// <param name="Reference">The provider's name of it.</param>
    public sealed record PaymentChanged(string Key, string Reference) : PaymentNews;

    /// <summary>Money of a payment went back.</summary>
    public sealed record MoneyWentBack(string Payment) : PaymentNews;

    /// <summary>A dispute began, or was decided.</summary>
    public sealed record DisputeChanged(string Dispute) : PaymentNews;

    /// <summary>A holder entered a card.</summary>
    public sealed record CardEntered(string Account) : PaymentNews;

    /// <summary>Nothing that we follow.</summary>
    public sealed record Other : PaymentNews;
}

/// <summary>Follows what a payment provider tells. News may come twice, late, and in any order.</summary>
/// <remarks>Methods throw what the provider throws: the news has to be told again.</remarks>
public sealed class PaymentNewsDesk(
    ITopUpStore topUps,
    CardTopUps payments,
    CardDesk cards,
    CardConfirming confirming,
    Refunds refunds,
    IPaymentProvider provider
)
{
    /// <summary>Follows one of them.</summary>
    /// <returns>Whether it was about something of ours.</returns>
    public async Task<bool> FollowAsync(PaymentNews news, CancellationToken cancellationToken)
    {
        switch (news)
        {
            case PaymentNews.PaymentChanged changed:
                return await FollowPaymentAsync(changed, cancellationToken);
            case PaymentNews.MoneyWentBack back:
                return await refunds.FollowRefundsAsync(back.Payment, cancellationToken);
            case PaymentNews.DisputeChanged dispute:
                return await refunds.FollowDisputeAsync(dispute.Dispute, cancellationToken);
            case PaymentNews.CardEntered entered:
                return await cards.RefreshAsync(
                    Actor.System(provider.Name),
                    entered.Account,
                    cancellationToken
                )
                    is not null;
            default:
                return false;
        }
    }

    private async Task<bool> FollowPaymentAsync(
        PaymentNews.PaymentChanged changed,
        CancellationToken cancellationToken
    )
    {
        var topUp =
            await topUps.FindAsync(changed.Key, cancellationToken)
            ?? await topUps.FindByReferenceAsync(changed.Reference, cancellationToken);
        if (topUp is null)
        {
            // Perhaps the charge that confirms a card, which is looked at with all others.
            return await confirming.ReconcileAsync(cancellationToken) > 0;
        }
        if (topUp.State != TopUpState.Succeeded)
        {
            await payments.CheckAsync(topUp, changed.Reference, cancellationToken);
        }
        return true;
    }
}
