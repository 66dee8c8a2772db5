using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>What people do about an account's credit, each checked against who they are.</summary>
public sealed class CreditDesk(
    IAccountStore accounts,
    ITopUpStore topUps,
    IRechargeStore recharges,
    PurchaseLimits limits,
    DaemonClock clock
)
{
    /// <summary>Gives credit that was not bought here: a wire that arrived, or a promotion.</summary>
    /// <param name="actor">Who gives it.</param>
    /// <param name="account">Who gets it.</param>
    /// <param name="amount">Above zero, in the account's currency.</param>
    /// <param name="source"><see cref="TopUpSource.Manual"/> or <see cref="TopUpSource.Promotional"/>.</param>
    /// <param name="reference">The payment's own number: given twice, credit is added once. Empty: none.</param>
    /// <param name="note">For the statement; may be empty.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public Task<TopUpRequest> GiveAsync(
        Actor actor,
        string account,
        Money amount,
        TopUpSource source,
        string reference,
        string note,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.GiveCredit, account);
        // The name is made of the reference, so that the ledger's own cause guards it too.
        var kind = source == TopUpSource.Promotional ? "promotional" : "manual";
        var name = $"{kind}/{(reference.Length > 0 ? reference : Guid.NewGuid().ToString("N"))}";
        return topUps.AddAsync(
            new NewTopUp(name, account, source, amount, name, actor.Name, clock.UtcNow)
            {
                Reference = reference,
                Note = note,
            },
            cancellationToken
        );
    }

    /// <summary>Sets when an account is recharged by itself.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<RechargeChange> SetRechargeAsync(
        Actor actor,
        RechargeRule rule,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(rule);
        Permissions.Demand(actor, Deed.ChangeRecharge, rule.Account);
        if (await accounts.FindAsync(rule.Account, cancellationToken) is not { } found)
        {
            return RechargeChange.UnknownAccount;
        }
        if (rule.Enabled && found.Account.IsTrial)
        {
            return RechargeChange.Trial;
        }
        if (rule.Enabled && !limits.Allow(rule.Amount))
        {
            return RechargeChange.AmountOutOfRange;
        }
        if (rule.Enabled && (rule.MaxPerDay < rule.Amount || rule.MaxPerMonth < rule.Amount))
        {
            return RechargeChange.NeverDue;
        }
        return await recharges.SetAsync(rule, actor.Name, cancellationToken)
            ? RechargeChange.Done
            : RechargeChange.WrongCurrency;
    }
}

/// <summary>What became of a change of a recharge rule.</summary>
public enum RechargeChange
{
    /// <summary>It is so now.</summary>
    Done,

    /// <summary>There is no such account; nothing changed.</summary>
    UnknownAccount,

    /// <summary>The amounts are not in the account's currency; nothing changed.</summary>
    WrongCurrency,

    /// <summary>A trial account is not recharged by itself; nothing changed.</summary>
    Trial,

    /// <summary>So much, or so little, is not bought at once; nothing changed.</summary>
    AmountOutOfRange,

    /// <summary>The most per day or per month is less than one recharge, so there would never be one; nothing changed.</summary>
    NeverDue,
}
