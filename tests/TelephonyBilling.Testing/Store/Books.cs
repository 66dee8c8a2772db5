using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Testing.Store;

/// <summary>The stores that hold one set of books, whatever keeps them.</summary>
/// <param name="Accounts">Accounts.</param>
/// <param name="Members">Members.</param>
/// <param name="Calls">Calls and reservations.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Limits">Limits on use.</param>
/// <param name="Events">Events.</param>
public sealed record Books(
    IAccountStore Accounts,
    IMemberStore Members,
    ICallStore Calls,
    ILedgerStore Ledger,
    ILimitStore Limits,
    IEventStore Events
)
{
    /// <summary>Adds an account with this much credit.</summary>
    /// <param name="credit">In US dollars; zero for none.</param>
    /// <param name="account">Its id.</param>
    public async Task OpenAccountAsync(string credit, string account = Sample.AccountId)
    {
        await Accounts.CreateAsync(Sample.Account(account), CancellationToken.None);
        if (!Sample.Dollars(credit).IsZero)
        {
            await Ledger.PostAsync(
                Sample.TopUp(credit, number: 0, account),
                CancellationToken.None
            );
        }
    }

    /// <summary>What the account has and what is set aside of it.</summary>
    public async Task<AccountBalance> BalanceAsync(string account = Sample.AccountId) =>
        (await Accounts.FindAsync(account, CancellationToken.None))?.Balance
        ?? throw new InvalidOperationException($"There is no account {account}.");
}
