using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Engine;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>
/// Faxes: what the gate charges for one. London has rates for calls and faxes, Paris for calls alone; extension 1001 is a
/// phone, 1002 a fax machine, 1003 a fax machine that may not call abroad.
/// </summary>
public sealed class FaxRulesTests
{
    private const string London = "011442079460000";
    private const string Paris = "01133140000000";
    private const string NewYork = "12125550199";
    private const string TollFree = "18005550100";

    private readonly DirectoryBuilder directory = new DirectoryBuilder()
        .Account()
        .Number(TollFree, kind: NumberKind.TollFree, international: true)
        .Extension("1001", international: true)
        .Extension("1002", international: true, fax: true)
        .Extension("1003", fax: true)
        .Rate(Service.InternationalOutbound, "44", perMinute: "0.02")
        .Rate(Service.InternationalOutbound, "4470", blocked: "fraud")
        .Rate(Service.InternationalOutbound, "33", perMinute: "0.03")
        .Rate(Service.FaxOutbound, "44", perMinute: "0.10");

    [Theory]
    [InlineData("1001", false, London, "international-outbound 0.02")]
    [InlineData("1001", true, London, "fax-outbound 0.10")]
    [InlineData("1002", false, London, "fax-outbound 0.10")]
    [InlineData("1002", true, London, "fax-outbound 0.10")]
    [InlineData("1002", false, Paris, "international-outbound 0.03")] // no fax rate: it costs what a call costs
    [InlineData("1003", false, London, "InternationalNotAllowed")]
    [InlineData("1003", false, Paris, "InternationalNotAllowed")]
    [InlineData("9999", true, London, "UnknownAccount")]
    [InlineData("1002", false, "0114470123456", "DestinationBlocked")] // though 44 has a fax rate
    [InlineData("1002", false, NewYork, "pass domestic-outbound")]
    [InlineData("1002", true, "911", "pass emergency")]
    public void Fax_ByPhoneAndDialplan(
        string endpoint,
        bool dialplanSaysSo,
        string dialled,
        string outcome
    ) => Outcome(Ask(dialled, endpoint, dialplanSaysSo)).Should().Be(outcome);

    [Fact]
    public void Fax_AtHomeWithAFaxRate_IsCharged()
    {
        directory.Rate(Service.FaxOutbound, "1", perMinute: "0.05");

        Outcome(Ask(NewYork, "1002")).Should().Be("fax-outbound 0.05");
        Outcome(Ask(NewYork, "1001")).Should().Be("pass domestic-outbound");
        Outcome(Ask(NewYork, "1003")).Should().Be("fax-outbound 0.05", "it is not a call abroad");
    }

    [Fact]
    public void Fax_ShowsATollFreeNumber_IsChargedWhereFaxesAre()
    {
        var request = Ask(NewYork, "1002") with { Caller = TollFree };
        Outcome(request).Should().Be("tollfree-outbound 0.00");

        directory.Rate(Service.FaxOutbound, "1", perMinute: "0.05");

        Outcome(request).Should().Be("fax-outbound 0.05");
    }

    [Fact]
    public void Fax_ToAPremiumNumber_IsNotPricedByAFaxRateOfItsCountry()
    {
        directory.Rate(Service.FaxOutbound, "1", perMinute: "0.05");

        Outcome(Ask("19005550123", "1002")).Should().Be("DestinationBlocked");
    }

    [Fact]
    public void Fax_BlockedByARuleOfItsOwn_IsRefusedThoughCallsAreNot()
    {
        directory.Rule(
            RuleOwner.Account(DirectoryBuilder.Usual),
            new RateRule
            {
                Service = Service.FaxOutbound,
                Prefix = NumberPrefix.Parse("44"),
                Effect = new RateEffect.Blocked("no faxes there"),
            }
        );

        Outcome(Ask(London, "1002")).Should().Be("DestinationBlocked");
        Outcome(Ask(London, "1001")).Should().Be("international-outbound 0.02");
    }

    private static GateRequest Ask(string dialled, string endpoint, bool fax = false) =>
        new()
        {
            Pbx = "pbx1",
            Direction = CallDirection.Outbound,
            Dialled = dialled,
            Owner = "1732.1",
            Endpoint = endpoint,
            IsFax = fax,
        };

    private string Outcome(GateRequest request) =>
        new GateRules(NumberingPlan.NorthAmerica).Propose(
            request,
            directory.Current(),
            DateTimeOffset.UnixEpoch
        ) switch
        {
            GateProposal.Pass pass => $"pass {pass.Service.ToName()}",
            GateProposal.Refuse refuse => refuse.Reason.ToString(),
            GateProposal.Chargeable call =>
                $"{call.Parties.Service.ToName()} {call.Price.PerMinute.ToDecimalString()}",
            var other => other.ToString()!,
        };
}
