using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Engine;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>The gate's rules as a table: who calls what, and what comes of it.</summary>
public sealed class GateRulesTests
{
    private const string London = "011442079460000";
    private const string Local = "12125550199";
    private const string TollFree = "18005550100";

    private readonly DirectoryBuilder directory = new DirectoryBuilder()
        .Account()
        .Account("other")
        .Account("euro", currency: "EUR")
        .Account("bare", plan: "none")
        .Number("12125550101", international: true, maxCalls: 3)
        .Number("12125550102")
        .Number(
            TollFree,
            international: true,
            kind: NumberKind.TollFree,
            perCaller: 2,
            perCallerPerHour: 9
        )
        .Number("18005550200", account: "gone", kind: NumberKind.TollFree)
        .Number("12125550301", account: "other", international: true)
        .Extension("1001", number: "12125550101", code: "blue", maxCalls: 2)
        .Extension("1002", number: "12125550102")
        .Extension("1003", international: true)
        .Extension("1004")
        .Extension("2001", account: "other", number: "12125550301")
        .Extension("3001", account: "euro", international: true)
        .Extension("4001", account: "bare", international: true)
        .Extension("5001", account: "gone")
        .Rate(Service.InternationalOutbound, "44")
        .Rate(Service.InternationalOutbound, "4470", blocked: "fraud")
        .Rate(Service.InternationalOutbound, "4480", free: true)
        .Rate(Service.InternationalOutbound, "45", fee: "0", perMinute: "0")
        .Rate(Service.InternationalOutbound, "44", perMinute: "0.01", origin: "CA")
        .Rate(Service.TollFreeInbound, "1800", fee: "0", perMinute: "0.03");

    [Theory]
    [InlineData("1001", London, "acme 12125550101")]
    [InlineData("1001", "+442079460000", "acme 12125550101")]
    [InlineData("1002", London, "InternationalNotAllowed")]
    [InlineData("1003", London, "acme ")]
    [InlineData("1004", London, "InternationalNotAllowed")]
    [InlineData("9999", London, "UnknownAccount")]
    [InlineData("5001", London, "UnknownAccount")]
    [InlineData("1001", "0114470123456", "DestinationBlocked")]
    [InlineData("1001", "01137060123456", "UnknownDestination")]
    [InlineData("1001", "0110", "UnknownDestination")]
    [InlineData("1001", "0114", "UnknownDestination")]
    [InlineData("3001", London, "UnknownDestination")]
    [InlineData("4001", London, "UnknownDestination")]
    [InlineData("1001", "19005550123", "DestinationBlocked")]
    [InlineData("1001", "18765550123", "UnknownDestination")]
    [InlineData("1002", "18765550123", "InternationalNotAllowed")]
    [InlineData("1001", Local, "pass DomesticOutbound")]
    [InlineData("9999", Local, "pass DomesticOutbound")]
    [InlineData("9999", "911", "pass Emergency")]
    [InlineData("9999", "411", "pass ServiceCode")]
    [InlineData("9999", "*98", "pass Internal")]
    [InlineData("1001", "1002", "pass Internal")]
    public void Outbound_ByEndpoint(string endpoint, string dialled, string outcome) =>
        Outcome(Outbound(dialled) with { Endpoint = endpoint }).Should().Be(outcome);

    [Fact]
    public void Outbound_ShowsANumberOfTheAccount_ThatNumberDecides()
    {
        var request = Outbound(London) with { Endpoint = "1002" };

        Outcome(request with { Caller = "12125550101" }).Should().Be("acme 12125550101");
        Outcome(request with { Caller = "2125550101" }).Should().Be("acme 12125550101");
    }

    [Fact]
    public void Outbound_ShowsSomebodyElsesNumber_ItsOwnDecides() =>
        Outcome(Outbound(London) with { Endpoint = "1002", Caller = "12125550301" })
            .Should()
            .Be("InternationalNotAllowed");

    [Theory]
    [InlineData("other", "blue", "1001", "", "", "InternationalNotAllowed")] // named, without a number
    [InlineData("nobody", "blue", "1001", "", "", "UnknownAccount")]
    [InlineData("", "blue", "2001", "", "", "acme 12125550101")]
    [InlineData("", "other", "1001", "", "", "InternationalNotAllowed")]
    [InlineData("", "what", "1001", "", "", "acme 12125550101")]
    [InlineData("", "", "2001", "", "", "other 12125550301")]
    [InlineData("other", "", "2001", "1001", "", "acme 12125550101")]
    [InlineData("other", "", "", "", "1001", "acme 12125550101")]
    [InlineData("", "", "2001", "", "1001", "acme 12125550101")] // the dialplan sent the caller's own channel on
    [InlineData("", "", "2001", "", "9999", "other 12125550301")]
    [InlineData("", "", "1003", "2001", "1001", "other 12125550301")]
    [InlineData("", "", "2001", "9999", "", "other 12125550301")]
    public void Outbound_WhoPays_MoverThenNamedThenCodeThenEndpoint(
        string account,
        string code,
        string endpoint,
        string transferrer,
        string forwarder,
        string outcome
    ) =>
        Outcome(
                Outbound(London) with
                {
                    Account = account,
                    AccountCode = code,
                    Endpoint = endpoint,
                    Transferrer = transferrer,
                    Forwarder = forwarder,
                }
            )
            .Should()
            .Be(outcome);

    [Fact]
    public void Outbound_NamedAccount_CaseDoesNotMatter() =>
        Outcome(Outbound(London) with { Account = "ACME", Endpoint = "1001" })
            .Should()
            .Be("acme 12125550101");

    [Fact]
    public void Outbound_Chargeable_CarriesPriceLimitsAndParties()
    {
        var proposal = Propose(Outbound(London) with { Endpoint = "1001" });

        var chargeable = proposal.Should().BeOfType<GateProposal.Chargeable>().Subject;
        chargeable.Price.PerMinute.ToDecimalString().Should().Be("0.02");
        chargeable.NeedsCredit.Should().BeFalse();
        chargeable.Limits.Number.Should().Be(3);
        chargeable.Limits.Extension.Should().Be(2);
        chargeable.Limits.Caller.Should().BeNull();
        chargeable.Parties.To.Should().Be("442079460000");
        chargeable.Parties.Dialled.Should().Be(London);
        chargeable.Parties.Destination.Should().Be("44 land");
        chargeable.Parties.Member.Should().Be("member 1001");
        chargeable.Parties.From.Should().Be("1001");
    }

    [Fact]
    public void Outbound_FromACanadianNumber_TakesItsOwnRate()
    {
        directory.Number("14165550100", international: true, country: "CA");

        var proposal = Propose(Outbound(London) with { Endpoint = "1004", Caller = "14165550100" });

        proposal
            .Should()
            .BeOfType<GateProposal.Chargeable>()
            .Which.Price.PerMinute.ToDecimalString()
            .Should()
            .Be("0.01");
    }

    [Theory]
    [InlineData("0114480123456", false)] // marked free: allowed at a balance of zero
    [InlineData("0114512345678", true)] // priced at zero: the account must be in credit
    public void Outbound_CostsNothing_NeedsCreditUnlessMarkedFree(
        string dialled,
        bool needsCredit
    ) =>
        Propose(Outbound(dialled) with { Endpoint = "1001" })
            .Should()
            .BeOfType<GateProposal.Chargeable>()
            .Which.Should()
            .Match<GateProposal.Chargeable>(free =>
                free.Price.IsZero && free.NeedsCredit == needsCredit
            );

    [Fact]
    public void Outbound_ShowsATollFreeNumber_IsFreeButNeedsCredit()
    {
        var proposal = Propose(Outbound(Local) with { Endpoint = "1001", Caller = TollFree });

        var free = proposal.Should().BeOfType<GateProposal.Chargeable>().Subject;
        free.Parties.Service.Should().Be(Service.TollFreeOutbound);
        free.Price.IsZero.Should().BeTrue();
        free.NeedsCredit.Should().BeTrue();
        free.Quote.Should().BeNull();
    }

    [Fact]
    public void Outbound_ShowsATollFreeNumberAbroad_IsAnOrdinaryInternationalCall() =>
        Propose(Outbound(London) with { Endpoint = "1001", Caller = TollFree })
            .Should()
            .BeOfType<GateProposal.Chargeable>()
            .Which.Parties.Service.Should()
            .Be(Service.InternationalOutbound);

    [Fact]
    public void Outbound_DomesticWithARate_IsCharged()
    {
        directory.Rate(Service.DomesticOutbound, "1", fee: "0", perMinute: "0.01");

        Outcome(Outbound(Local) with { Endpoint = "1001" }).Should().Be("acme 12125550101");
        Outcome(Outbound(Local) with { Endpoint = "9999" }).Should().Be("pass DomesticOutbound");
    }

    [Fact]
    public void Outbound_PremiumWithARate_IsCharged()
    {
        directory.Rate(Service.PremiumOutbound, "1900", perMinute: "2");

        Outcome(Outbound("19005550123") with { Endpoint = "1001" }).Should().Be("acme 12125550101");
    }

    [Theory]
    [InlineData(TollFree, "12125559999", "acme 18005550100")]
    [InlineData("8005550100", "", "acme 18005550100")]
    [InlineData("18005550200", "12125559999", "UnknownAccount")] // its account is gone
    [InlineData("18005550999", "12125559999", "UnknownAccount")] // nobody's
    [InlineData("12125550101", "12125559999", "pass DomesticInbound")]
    [InlineData("12125550101", "442079460000", "pass DomesticInbound")]
    [InlineData("12125550101", "+442079460000", "pass InternationalInbound")]
    [InlineData("1001", "12125559999", "pass DomesticInbound")]
    public void Inbound_ByCalledNumber(string called, string caller, string outcome) =>
        Outcome(Inbound(called) with { Caller = caller }).Should().Be(outcome);

    [Fact]
    public void Inbound_DomesticWithARate_IsChargedToTheNumbersAccount()
    {
        directory.Rate(Service.DomesticInbound, "1", fee: "0", perMinute: "0.01");

        Outcome(Inbound("12125550101") with { Caller = "12125559999" })
            .Should()
            .Be("acme 12125550101");
        Outcome(Inbound("12125550101") with { Caller = "+442079460000" })
            .Should()
            .Be("pass InternationalInbound", "calls from abroad have no rate");
        Outcome(Inbound("12125550999") with { Caller = "12125559999" })
            .Should()
            .Be("pass DomesticInbound", "nobody owns that number");
    }

    [Fact]
    public void Inbound_TollFree_CarriesItsCaps()
    {
        var proposal = Propose(Inbound(TollFree) with { Caller = "12125559999" });

        var limits = proposal.Should().BeOfType<GateProposal.Chargeable>().Subject.Limits;
        limits.Caller.Should().Be(2);
        limits.CallerPerHour.Should().Be(9);
        limits.Extension.Should().BeNull();
    }

    [Fact]
    public void Outbound_APriceInAnotherCurrency_IsConvertedAtTheRateOfNow()
    {
        directory.Change(account => account with { Currency = Currency.Parse("CAD") });
        var call = Outbound(London) with { Endpoint = "1001" };
        Outcome(call).Should().Be("UnknownDestination", "no rate of exchange is known");

        directory.Exchange("USD", "CAD", "1.3725");

        var price = Propose(call).Should().BeOfType<GateProposal.Chargeable>().Subject.Price;
        price.Charge(60).Should().Be(Money.Parse("0.08235", Currency.Parse("CAD")));
    }

    [Theory]
    [InlineData("0.019", null, "RateTooHigh")]
    [InlineData("0.02", null, "acme 12125550101")]
    [InlineData(null, "0.039", "RateTooHigh")]
    [InlineData(null, "0.04", "acme 12125550101")]
    public void Outbound_DearerThanTheAccountPays_IsRefused(
        string? mostPerMinute,
        string? highestFee,
        string outcome
    )
    {
        var usd = Currency.Parse("USD");
        directory.Change(account =>
            account with
            {
                MaxPerMinute = mostPerMinute is null ? null : Money.Parse(mostPerMinute, usd),
                MaxConnectionFee = highestFee is null ? null : Money.Parse(highestFee, usd),
            }
        );
        Outcome(Outbound(London) with { Endpoint = "1001" }).Should().Be(outcome);
    }

    [Fact]
    public void Outbound_ARuleOfTheAccount_ChangesThePriceAndIsNamedInTheProposal()
    {
        directory.Rule(
            RuleOwner.Account(DirectoryBuilder.Usual),
            new RateRule { Country = "GB", Effect = new RateEffect.Scaled(50) }
        );
        var proposal = Propose(Outbound(London) with { Endpoint = "1001" })
            .Should()
            .BeOfType<GateProposal.Chargeable>()
            .Subject;
        proposal.Price.PerMinute.ToDecimalString().Should().Be("0.01");
        proposal.Quote!.AccountRule.Should().NotBeNull();
        proposal.Source.Should().Be(new RateSource("acme", "acme", "44", "US"));
    }

    [Fact]
    public void Outbound_ARuleOfThePlan_BlocksACountry()
    {
        directory.Rule(
            RuleOwner.Plan(DirectoryBuilder.Usual),
            new RateRule { Country = "GB", Effect = new RateEffect.Blocked("fraud") }
        );
        Propose(Outbound(London) with { Endpoint = "1001" })
            .Should()
            .BeOfType<GateProposal.Refuse>()
            .Which.Detail.Should()
            .Be("442079460000 is blocked (fraud) by rule 0 of plan 'acme'");
    }

    [Fact]
    public void Outbound_FromANumberWhoseRentIsDue_IsRefused()
    {
        directory.ChangeNumber(
            "12125550101",
            number => number with { Status = NumberStatus.Suspended }
        );
        Outcome(Outbound(London) with { Endpoint = "1001" }).Should().Be("NumberSuspended");
    }

    [Fact]
    public void Inbound_TollFreeWithoutARate_IsRefused()
    {
        directory.Number("18885550100", kind: NumberKind.TollFree);

        Outcome(Inbound("18885550100")).Should().Be("UnknownDestination");
    }

    [Theory]
    [InlineData("911", false, "Emergency")]
    [InlineData("1002", false, "Internal")]
    [InlineData(Local, false, null)]
    [InlineData(Local, true, "DomesticOutbound")]
    [InlineData(London, true, null)]
    [InlineData("19005550123", true, null)]
    [InlineData("18765550123", true, null)]
    [InlineData("nonsense", true, null)]
    public void WithoutTheDirectory_OnlyWhatCostsNothingPasses(
        string dialled,
        bool away,
        string? service
    ) =>
        Rules()
            .PassWithoutDirectory(Outbound(dialled), away)
            ?.Service.ToString()
            .Should()
            .Be(service);

    private static GateRules Rules() => new(NumberingPlan.NorthAmerica);

    private static GateRequest Outbound(string dialled) =>
        new()
        {
            Pbx = "pbx1",
            Direction = CallDirection.Outbound,
            Dialled = dialled,
            Owner = "1732.1",
        };

    private static GateRequest Inbound(string called) =>
        Outbound(called) with
        {
            Direction = CallDirection.Inbound,
        };

    private GateProposal Propose(GateRequest request) =>
        Rules().Propose(request, directory.Current(), DateTimeOffset.UnixEpoch);

    private string Outcome(GateRequest request) =>
        Propose(request) switch
        {
            GateProposal.Pass pass => $"pass {pass.Service}",
            GateProposal.Refuse refuse => refuse.Reason.ToString(),
            GateProposal.Chargeable chargeable =>
                $"{chargeable.Parties.Account} {chargeable.Parties.Number}",
            var other => other.ToString()!,
        };
}
