using System.Globalization;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Tests.Rating;

/// <summary>
/// The rating sheet: who calls whom on which plan at what time for how long, and what that costs, through rate files,
/// command line, database and the gate's own rules.
/// </summary>
public sealed class RatingSheetTests(RatingWorld world) : IClassFixture<RatingWorld>
{
    private static readonly IReadOnlyList<RatingCase> Cases = RatingCase.ReadAll();

    private static readonly string[] WithoutRefusal = ["charged", "included", "free", "passes"];

    public static TheoryData<int> Lines { get; } = [.. Cases.Select(one => one.Line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Case_IsAsTheSheetSays(int line)
    {
        var expected = Cases.Single(one => one.Line == line);

        var found = world.Propose(expected) switch
        {
            GateProposal.Pass pass => expected with
            {
                Outcome = "passes",
                Service = pass.Service.ToName(),
                Deck = "",
                Prefix = "",
            },
            GateProposal.Refuse refuse => expected with
            {
                Outcome = refuse.Reason.ToText(),
                Service = refuse.Parties.Service.ToName(),
                Deck = "",
                Prefix = "",
            },
            GateProposal.Chargeable chargeable => Of(expected, chargeable),
            var other => throw new InvalidOperationException($"The gate's rules gave {other}."),
        };

        // Unknown numbers have no service of their own.
        if (expected is { Outcome: "unknown-account" or "unknown-destination" })
        {
            found = found with { Service = expected.Service };
        }
        found.Should().Be(expected);
    }

    [Fact]
    public void Sheet_HasAtLeast300Cases_OfEveryDeckAndOutcome()
    {
        Cases.Should().HaveCountGreaterThanOrEqualTo(300);
        Cases
            .Select(one => one.Deck)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo("", "standard", "pro", "block-list", "contact-centre", "euro");
        Cases
            .Select(one => one.Outcome)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .Contain(WithoutRefusal)
            .And.Contain([
                "destination-blocked",
                "unknown-destination",
                "international-not-allowed",
                "rate-too-high",
                "unknown-account",
            ]);
    }

    [Fact]
    public void Sheet_LongerCallsNeverCostLess()
    {
        foreach (
            var calls in Cases
                .Where(one => one.Outcome == "charged")
                .GroupBy(one => (one.From, one.Dials, one.At))
        )
        {
            var charges = calls.OrderBy(one => one.Connected).Select(one => Parse(one.Charge));
            charges.Should().BeInAscendingOrder("{0}", calls.First());
        }
    }

    [Fact]
    public void Sheet_OnlyCallsThatAreChargedCostSomething()
    {
        foreach (var one in Cases)
        {
            (one.Charge.Length > 0)
                .Should()
                .Be(one.Outcome is "charged" or "included" or "free", "{0}", one);
            if (one.Outcome is "included" or "free")
            {
                Parse(one.Charge).Should().Be(0);
            }
        }
    }

    private static RatingCase Of(RatingCase asked, GateProposal.Chargeable chargeable)
    {
        var price = chargeable.Price;
        var connected = asked.Connected ?? TimeSpan.Zero;
        var billed = price.BilledSeconds(connected);
        var costs = !price.IsZero;
        return asked with
        {
            Outcome =
                costs ? "charged"
                : chargeable.NeedsCredit ? "included"
                : "free",
            Service = chargeable.Parties.Service.ToName(),
            Deck = chargeable.Source.Deck ?? "",
            Prefix = chargeable.Source.Prefix ?? "",
            Billed = costs ? billed.ToString(CultureInfo.InvariantCulture) : "",
            Charge = Write(price.Charge(billed)),
        };
    }

    private static string Write(Money charge) => charge.ToString();

    private static long Parse(string charge) =>
        charge.Split(' ') is [var amount, var currency]
            ? Money.Parse(amount, Currency.Parse(currency)).Micros
            : throw new FormatException($"'{charge}' is not an amount and a currency.");
}
