using System.Globalization;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Benchmarks.Metering;

/// <summary>
/// Calls as the gate opens them: numbers, channels and ids of their own; what the gate takes from its directory (account,
/// extension, destination, price) is shared by the calls of an account, as it is there.
/// </summary>
internal sealed class OpenCalls
{
    /// <summary>The switch of all calls.</summary>
    public const string Pbx = "bench";

    /// <summary>What is funded at the gate, and by each renewal.</summary>
    public const int QuotaSeconds = 300;

    private const int Accounts = 1_000;

    private static readonly CallPrice Price = new(
        new Money(40_000, Currency.Parse("USD")),
        new Money(20_000, Currency.Parse("USD")),
        new BillingIncrements(60, 60)
    );

    private readonly CallParties[] parties =
    [
        .. Enumerable
            .Range(0, Accounts)
            .Select(account => new CallParties(
                Text($"acct-{account}"),
                Service.InternationalOutbound,
                From: Text($"1{account:D3}"),
                To: "",
                Dialled: "",
                "United Kingdom",
                Number: Text($"1212555{account:D4}"),
                Extension: Text($"1{account:D3}"),
                Member: "Jo",
                Department: "Sales"
            )),
    ];

    /// <summary>The trunk leg of a call.</summary>
    public static string Leg(int index) => Text($"1767614400.{(2 * index) + 1}");

    /// <summary>A call that was authorised just now.</summary>
    public OpenCall Make(int index, DateTimeOffset now) =>
        new(
            CallId.Create(now, (ulong)index),
            Pbx,
            Owner: Text($"1767614400.{2 * index}"),
            OwnerIsTrunk: false,
            parties[index % Accounts] with
            {
                To = Text($"4420{index:D8}"),
                Dialled = Text($"0114420{index:D8}"),
            },
            Price,
            QuotaSeconds,
            now,
            Leg: null,
            AnsweredAt: null
        );

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
