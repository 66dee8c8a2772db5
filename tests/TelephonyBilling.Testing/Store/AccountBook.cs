using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Testing.Store;

/// <summary>One account of <see cref="InMemoryBooks"/>, with its entries and the calls that hold money of it.</summary>
internal sealed class AccountBook(Account account)
{
    internal Account Account { get; set; } = account;

    internal List<LedgerEntry> Entries { get; } = [];

    internal List<BookedCall> Open { get; } = [];

    internal AccountBalance Money
    {
        get
        {
            var none = Domain.Monetary.Money.Zero(Account.Currency);
            return new AccountBalance(
                Entries is [.., var last] ? last.BalanceAfter : none,
                Open.Aggregate(none, (held, call) => held + call.Record.Held)
            );
        }
    }
}
