using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Credit that people buy by card, checked against who they are and how much is bought at once.</summary>
public sealed class PurchaseDesk(
    IAccountStore accounts,
    ICardStore cards,
    ITopUpStore topUps,
    CardTopUps payments,
    PurchaseLimits limits,
    DaemonClock clock
)
{
    /// <summary>Buys credit by the account's saved card.</summary>
    /// <param name="actor">Who buys.</param>
    /// <param name="account">Who gets it.</param>
    /// <param name="amount">How much.</param>
    /// <param name="reference">A number of the buyer's own: bought twice with it, it is bought once. Empty: none.</param>
    /// <param name="cancellationToken">Gives up waiting; a payment may be under way then, and is found again.</param>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<Purchase> BuyAsync(
        Actor actor,
        string account,
        Money amount,
        string reference,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(reference);
        Permissions.Demand(actor, Deed.BuyCredit, account);
        if (
            await accounts.FindAsync(account, cancellationToken) is not var (found, _)
            || found.Currency != amount.Currency
        )
        {
            return new Purchase.NoAccount();
        }
        if (!limits.Allow(amount))
        {
            return new Purchase.NotForSale();
        }
        var card = await cards.FindAsync(account, cancellationToken);
        if (card is not { CanBeCharged: true })
        {
            return new Purchase.NoCard(card);
        }
        var id = TopUpIds.New(clock.UtcNow);
        var asked = await topUps.RequestAsync(
            new NewTopUp(
                id,
                account,
                TopUpSource.Card,
                amount,
                $"purchase/{account}/{(reference.Length > 0 ? reference : id)}",
                actor.Name,
                clock.UtcNow
            ),
            cancellationToken
        );
        return asked.Outcome switch
        {
            TopUpOutcome.Requested => new Purchase.Asked(
                await payments.ChargeAsync(asked.TopUp!.Id, cancellationToken),
                IsNew: true
            ),
            // What is still open is asked for again, under the same key.
            TopUpOutcome.AlreadyRequested => new Purchase.Asked(
                await payments.ChargeAsync(asked.TopUp!.Id, cancellationToken),
                IsNew: false
            ),
            TopUpOutcome.CauseReused => new Purchase.ReferenceUsed(asked.TopUp!),
            _ => new Purchase.NoAccount(),
        };
    }
}

/// <summary>What became of buying credit.</summary>
public abstract record Purchase
{
    private Purchase() { }

    /// <summary>It is asked for.</summary>
    /// <param name="TopUp">As it stands now; it may have failed, or wait for somebody.</param>
    /// <param name="IsNew">False: the same was bought before, under its reference.</param>
    public sealed record Asked(TopUp TopUp, bool IsNew) : Purchase;

    /// <summary>There is no such account in that currency. Nothing changed.</summary>
    public sealed record NoAccount : Purchase;

    /// <summary>So much can't be bought at once: see <see cref="PurchaseLimits"/>. Nothing changed.</summary>
    public sealed record NotForSale : Purchase;

    /// <summary>No card is saved, or it can't be charged yet. Nothing changed.</summary>
    /// <param name="Card">The card as it stands; null: none was ever asked for.</param>
    public sealed record NoCard(Card? Card) : Purchase;

    /// <summary>The reference was used for something else. Nothing changed.</summary>
    public sealed record ReferenceUsed(TopUp Before) : Purchase;
}
