using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>Cards of accounts: the link under which one is entered, what was entered, naming its amount, and removal.</summary>
/// <remarks>
/// Where it doesn't say otherwise, methods throw <see cref="PaymentUnknownException"/> and
/// <see cref="PaymentRefusedException"/> as the provider does, and <see cref="PermissionDeniedException"/> where the actor
/// may not.
/// </remarks>
public sealed class CardDesk(
    IAccountStore accounts,
    ICardStore cards,
    CardConfirming confirming,
    IPaymentProvider provider,
    ConfirmationPolicy policy,
    DaemonClock clock,
    ILogger<CardDesk> logger
)
{
    /// <summary>Links of providers live a day; a card that comes later is found when somebody looks.</summary>
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(2);

    /// <summary>Gives a link under which the account's holder enters a card. A card that is there stays until then.</summary>
    public async Task<CardLink> LinkAsync(
        Actor actor,
        string account,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.ChangeRecharge, account);
        if (await accounts.FindAsync(account, cancellationToken) is not var (found, _))
        {
            return new CardLink.UnknownAccount();
        }
        var before = await cards.FindAsync(account, cancellationToken);
        if (before is { State: CardState.Blocked })
        {
            return new CardLink.Blocked();
        }
        var email = found.BillingEmail.Length > 0 ? found.BillingEmail : found.Email;
        var setup = await provider.SetUpCardAsync(
            new CardHolder(found.Id, found.Name, email, before?.Customer ?? ""),
            cancellationToken
        );
        if (
            before is null
            || before.State == CardState.Awaited
            || before.Customer != setup.Customer
        )
        {
            await cards.SetAsync(
                new Card(found.Id, setup.Customer, "", "", "", "", CardState.Awaited),
                actor.Name,
                clock.UtcNow,
                cancellationToken
            );
        }
        return new CardLink.Given(setup.Link);
    }

    /// <summary>Looks which card the provider has now; one that has to be confirmed is charged for that.</summary>
    /// <returns>The card as it stands; null: none was ever asked for.</returns>
    public async Task<Card?> RefreshAsync(
        Actor actor,
        string account,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.ChangeRecharge, account);
        if (
            await cards.FindAsync(account, cancellationToken) is not { } before
            || await provider.FindCardAsync(before.Customer, cancellationToken) is not { } entered
            || await accounts.FindAsync(account, cancellationToken) is not var (found, _)
        )
        {
            return await cards.FindAsync(account, cancellationToken);
        }
        var saved = await cards.SaveAsync(
            account,
            entered,
            new NewConfirmation(
                TopUpIds.New(clock.UtcNow, "cc"),
                AnyAmount(found.Currency),
                clock.UtcNow
            ),
            actor.Name,
            cancellationToken
        );
        if (saved is not null && saved.Method != before.Method)
        {
            CardLog.Saved(logger, account, saved.Brand, saved.Last4, saved.State);
        }
        await confirming.ChargeAsync(account, cancellationToken);
        return await cards.FindAsync(account, cancellationToken);
    }

    /// <summary>The holder names the amount that the card was charged.</summary>
    public async Task<ConfirmationAnswer> ConfirmAsync(
        Actor actor,
        string account,
        Money amount,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.ChangeRecharge, account);
        var answer = await cards.ConfirmAsync(
            account,
            amount.Micros,
            policy.Tries,
            actor.Name,
            cancellationToken
        );
        CardLog.Named(logger, account, answer.GetType().Name);
        if (answer is ConfirmationAnswer.Confirmed or ConfirmationAnswer.Blocked)
        {
            await confirming.ReconcileAsync(cancellationToken);
        }
        return answer;
    }

    /// <summary>Has the provider forget the account's card. What was charged to confirm it is given back.</summary>
    /// <returns>False: there is none.</returns>
    public async Task<bool> RemoveAsync(
        Actor actor,
        string account,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.ChangeRecharge, account);
        if (await cards.FindAsync(account, cancellationToken) is not { Method.Length: > 0 } card)
        {
            return false;
        }
        await provider.RemoveCardAsync(card.Method, cancellationToken);
        // The customer stays: open payments are found by it, and the next card is entered for it.
        await cards.SetAsync(
            new Card(card.Account, card.Customer, "", "", "", "", CardState.Awaited),
            actor.Name,
            clock.UtcNow,
            cancellationToken
        );
        CardLog.Removed(logger, account, card.Brand, card.Last4);
        await confirming.ReconcileAsync(cancellationToken);
        return true;
    }

    /// <summary>Looks for cards that were entered without our hearing of it, and carries confirmations through.</summary>
    /// <returns>How many cards were found.</returns>
    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (
            var account in await cards.AwaitedAsync(clock.UtcNow - LinkLifetime, cancellationToken)
        )
        {
            try
            {
                var card = await RefreshAsync(
                    Actor.System(provider.Name),
                    account,
                    cancellationToken
                );
                found += card is { Method.Length: > 0 } ? 1 : 0;
            }
            catch (Exception e) when (e is PaymentUnknownException or PaymentRefusedException)
            {
                CardLog.Unknown(logger, account, e.Message);
            }
        }
        await confirming.ReconcileAsync(cancellationToken);
        return found;
    }

    private Money AnyAmount(Currency currency) =>
        new(
            checked(
                provider.StepOf(currency).Micros
                * RandomNumberGenerator.GetInt32(policy.LeastSteps, policy.MostSteps + 1)
            ),
            currency
        );
}

/// <summary>How cards are confirmed.</summary>
public sealed record ConfirmationPolicy
{
    /// <summary>The least that is charged, in steps of the currency, which are cents for most. Default 50.</summary>
    public int LeastSteps { get; init; } = 50;

    /// <summary>The most that is charged, in steps of the currency. Default 199.</summary>
    public int MostSteps { get; init; } = 199;

    /// <summary>So many wrong amounts block the card. Default 3.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>After this it is given back though nobody named it. Default 7 days.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>What became of asking for a link.</summary>
public abstract record CardLink
{
    private CardLink() { }

    /// <summary>Here it is.</summary>
    public sealed record Given(string Link) : CardLink;

    /// <summary>There is no such account.</summary>
    public sealed record UnknownAccount : CardLink;

    /// <summary>Its card was blocked after too many wrong amounts: somebody has to remove it first.</summary>
    public sealed record Blocked : CardLink;
}
