using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Simulation;

/// <summary>The store of one course, and what the operator and the judge do with it beside the daemon.</summary>
internal interface ISimulatedBooks : IDisposable
{
    ICallStore Calls { get; }

    void Open(string account, Money credit);

    void TopUp(string account, Money amount);

    void Suspend(string account, bool suspended);

    Money ToppedUp(string account);

    AccountBalance Balance(string account);

    CallRecord Find(CallId call);

    IReadOnlyList<CallRecord> All();

    /// <summary>Whatever the store can say of itself.</summary>
    void Verify(Action<string> fault);
}
