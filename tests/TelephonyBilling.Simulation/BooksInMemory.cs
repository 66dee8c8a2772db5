using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Simulation;

/// <summary>Books that are quick to keep, and that throw at any overdraft.</summary>
internal sealed class BooksInMemory : ISimulatedBooks
{
    private readonly InMemoryCallStore store = new();
    private readonly Dictionary<string, Money> toppedUp = new(StringComparer.Ordinal);

    public ICallStore Calls => store;

    public void Open(string account, Money credit) => TopUp(account, credit);

    public void TopUp(string account, Money amount)
    {
        store.TopUp(account, amount);
        toppedUp[account] = toppedUp.TryGetValue(account, out var before)
            ? before + amount
            : amount;
    }

    public void Suspend(string account, bool suspended) => store.Suspend(account, suspended);

    public Money ToppedUp(string account) => toppedUp[account];

    public AccountBalance Balance(string account) => store.Balance(account);

    public CallRecord Find(CallId call) => store.Find(call);

    public IReadOnlyList<CallRecord> All() => store.Calls;

    public void Verify(Action<string> fault)
    {
        // It looked after each change already.
    }

    public void Dispose()
    {
        // Memory only.
    }
}
