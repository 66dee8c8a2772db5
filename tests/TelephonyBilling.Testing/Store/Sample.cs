using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Testing.Store;

/// <summary>Accounts, calls and entries for tests of stores; what a test does not name has a plain value.</summary>
public static class Sample
{
    /// <summary>The account that tests use where they need but one.</summary>
    public const string AccountId = "acme";

    /// <summary>The currency of everything here.</summary>
    public static readonly Currency Usd = Currency.Parse("USD");

    /// <summary>Whoever runs the service.</summary>
    public static readonly Actor Operator = Actor.Operator("me");

    /// <summary>When everything here happens.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>4 cents on answer, 2 cents a minute, whole minutes.</summary>
    public static readonly CallPrice Price = PriceOf("0.04", "0.02", "60/60");

    /// <summary>An amount in US dollars, such as <c>9.94</c>.</summary>
    public static Money Dollars(string amount) => Money.Parse(amount, Usd);

    /// <summary>A price in US dollars.</summary>
    public static CallPrice PriceOf(string fee, string perMinute, string increments) =>
        new(Dollars(fee), Dollars(perMinute), BillingIncrements.Parse(increments));

    /// <summary>An account in US dollars.</summary>
    public static Account Account(string id = AccountId, string plan = "standard") =>
        new(id, $"{id} Ltd", Usd, plan, AccountStatus.Active, MaxCalls: null, Noon);

    /// <summary>The number <c>+12125550100</c>, unless the test says another.</summary>
    public static AccountNumber Number(string digits = "12125550100", string account = AccountId) =>
        new(
            E164Number.Parse(digits),
            account,
            NumberKind.Local,
            "US",
            International: true,
            null,
            null,
            null
        );

    /// <summary>An extension without a number of its own.</summary>
    public static Extension Extension(string endpoint = "1001", string account = AccountId) =>
        new(
            endpoint,
            account,
            null,
            null,
            null,
            DefaultNumber: null,
            International: true,
            MaxCalls: null
        );

    /// <summary>A call id that differs by its number.</summary>
    public static CallId CallId(int number) => Domain.Calls.CallId.Create(Noon, (ulong)number);

    /// <summary>Extension 1001 calls London.</summary>
    public static CallParties Parties(
        string account = AccountId,
        string dialled = "011442079460000"
    ) =>
        new(
            account,
            Service.InternationalOutbound,
            From: "1001",
            To: "442079460000",
            dialled,
            "United Kingdom",
            Number: "12125550100",
            Extension: "1001",
            Member: "Jo",
            Department: "Sales"
        );

    /// <summary>A call that the gate wants to open, of a channel of its own.</summary>
    public static NewCall NewCall(
        int number,
        string account = AccountId,
        long wantedSeconds = 300
    ) =>
        new(
            CallId(number),
            "pbx1",
            Owner: $"1732.{number}",
            OwnerIsTrunk: false,
            Parties(account),
            Price,
            wantedSeconds,
            NeedsCredit: false,
            Limits: default,
            Noon
        );

    /// <summary>The settlement of such a call, answered at noon.</summary>
    public static CallSettlement Settlement(int number, TimeSpan connected, CallPrice? price = null)
    {
        var billed = (price ?? Price).BilledSeconds(connected);
        return new CallSettlement(
            CallId(number),
            Leg: $"1733.{number}",
            Noon,
            Noon + connected,
            connected,
            billed,
            (price ?? Price).Charge(billed),
            EndReason.Hangup,
            Cause: 16,
            Estimated: false,
            ClockStepped: false
        );
    }

    /// <summary>A top-up; its cause differs by its number.</summary>
    public static NewEntry TopUp(string amount, int number = 1, string account = AccountId) =>
        new(
            account,
            EntryKind.TopUp,
            Dollars(amount),
            $"topup/{account}/{number}",
            "invoice",
            "tester",
            Noon
        );
}
