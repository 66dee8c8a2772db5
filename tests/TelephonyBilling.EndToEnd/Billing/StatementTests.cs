using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>A month in which money moved in every way there is.</summary>
public abstract class StatementTests(PbxFixture fixture) : CreditTests(fixture)
{
    [Fact]
    public async Task Month_WithTopUpsCallsRentRefundAndCorrection_AddsUp()
    {
        await EnterCardAsync();
        await AddCreditAsync(10);
        await Daemon.DoAsync("credit", "add", "acme", "2", "--promotional");
        string bought = (string)(await Daemon.AskAsync("topup", "buy", "acme", "25"))["id"]!;
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await TalkAsync(Mexico, seconds: 1);
        await TalkAsync(UnitedKingdom, seconds: 1);
        decimal calls = (await SettledAsync(2)).Sum(call => call.Charge);
        await Daemon.DoAsync("number", "add", "acme", "+12125550199");
        await Daemon.DoAsync("number", "rent", "+12125550199", "--monthly", "1.50");
        await Daemon.DoAsync("topup", "refund", bought, "10", "--reference", "CASE-1");
        await Daemon.DoAsync("topup", "refund", bought, "10", "--reference", "CASE-1");
        await Daemon.DoAsync("credit", "adjust", "acme", "-0.37", "--reason", "counted twice");

        JsonNode statement = await Daemon.AskAsync("statement", "acme");

        ((bool)statement["addsUp"]!).Should().BeTrue(statement.ToJsonString());
        Amount(statement, "opening").Should().Be(0);
        statement["byKind"]!
            .AsArray()
            .Select(sum => ((string)sum!["kind"]!, Amount(sum!, "amount")))
            .Should()
            .BeEquivalentTo([
                ("top-up", 37),
                ("charge", -calls),
                ("rental", -1.50m),
                ("refund", -10),
                ("adjustment", -0.37m),
            ]);
        decimal closing = 37 - calls - 1.50m - 10 - 0.37m;
        Amount(statement, "closing").Should().Be(closing);
        await BalanceShouldBeAsync(closing);
        Server.Charges.Should().ContainSingle().Which.Amount.Should().Be(2500);
        Server.Refunds.Should().ContainSingle();
        decimal[] amounts =
        [
            .. statement["entries"]!.AsArray().Select(entry => Amount(entry!, "amount")),
        ];
        amounts.Should().HaveCount(8);
        amounts.Sum().Should().Be(closing);
    }
}

public sealed class Asterisk22StatementTests(Asterisk22 fixture)
    : StatementTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16StatementTests(Asterisk16 fixture)
    : StatementTests(fixture),
        IClassFixture<Asterisk16>;
