using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Testing.Engine;

namespace TelephonyBilling.Engine.Tests.Gating;

/// <summary>The gate's rules by the hour. Account <c>acme</c> is in New York.</summary>
public sealed class HoursTests
{
    private const string Acme = DirectoryBuilder.Usual;
    private const string Number = "12125550101";
    private const string TollFree = "18005550100";

    private readonly DirectoryBuilder directory = new DirectoryBuilder()
        .Account()
        .Change(account => account with { TimeZone = "America/New_York" })
        .Number(Number, international: true)
        .Number(TollFree, kind: NumberKind.TollFree)
        .Extension("1001", number: Number)
        .Extension("1002", number: Number)
        .Rate(Service.InternationalOutbound, "44")
        .Rate(Service.InternationalOutbound, "45", free: true)
        .Rate(Service.InternationalOutbound, "4470", blocked: "fraud")
        .Rate(Service.TollFreeInbound, "1800");

    [Theory]
    [InlineData("2026-11-23T11:59:59Z", false)] // Monday, 06:59:59
    [InlineData("2026-11-23T12:00:00Z", true)]
    [InlineData("2026-11-23T23:59:59Z", true)]
    [InlineData("2026-11-24T00:00:00Z", false)]
    [InlineData("2026-07-06T11:00:00Z", true)] // In summer 07:00 comes an hour earlier.
    [InlineData("2026-11-22T15:00:00Z", false)] // Sunday
    public void AccountHours_AreThoseOfItsTimeZone(string at, bool isAllowed)
    {
        Limit(LimitOwner.OfAccount(Acme), "Mon-Fri 07:00-19:00");

        var proposal = Propose(at);

        if (isAllowed)
        {
            proposal
                .Should()
                .BeOfType<GateProposal.Chargeable>()
                .Which.LimitedBy.Should()
                .ContainSingle();
        }
        else
        {
            proposal
                .Should()
                .BeOfType<GateProposal.Refuse>()
                .Which.Reason.Should()
                .Be(RefusalReason.OutsideHours);
        }
    }

    [Fact]
    public void OutsideHours_SaysWhoseHoursAndWhatTimeItIs()
    {
        Limit(LimitOwner.OfExtension(Acme, "1001"), "Mon-Fri 07:00-19:00");

        var refuse = (GateProposal.Refuse)Propose("2026-11-22T15:00:00Z");

        refuse
            .Detail.Should()
            .Be(
                "calls of extension 1001 are allowed Mon-Fri 07:00-19:00, and it is Sun 10:00 in America/New_York"
            );
        refuse.Limit!.Kind.Should().Be(LimitKind.Hours);
        refuse.Parties.Destination.Should().Be("44 land");
        Propose("2026-11-22T15:00:00Z", endpoint: "1002")
            .Should()
            .BeOfType<GateProposal.Chargeable>("those are the hours of somebody else");
    }

    [Theory]
    [InlineData("0114512345678", RefusalReason.OutsideHours)] // free, and gated all the same
    [InlineData("0114470123456", RefusalReason.DestinationBlocked)] // what is never allowed is said first
    public void OutsideHours_OfOtherDestinations(string dialled, RefusalReason reason)
    {
        Limit(LimitOwner.OfNumber(Acme, Number), "Mon-Fri 07:00-19:00");

        Propose("2026-11-22T15:00:00Z", dialled)
            .Should()
            .BeOfType<GateProposal.Refuse>()
            .Which.Reason.Should()
            .Be(reason);
    }

    [Theory]
    [InlineData("12125550199")]
    [InlineData("911")]
    public void OutsideHours_WhatIsNotBilled_Passes(string dialled)
    {
        Limit(LimitOwner.OfAccount(Acme), "Mon-Fri 07:00-19:00");

        Propose("2026-11-22T15:00:00Z", dialled).Should().BeOfType<GateProposal.Pass>();
    }

    [Fact]
    public void CallIn_KeepsTheHoursOfTheNumber_NotOfTheAccount()
    {
        Limit(LimitOwner.OfAccount(Acme), "Mon-Fri 07:00-19:00");
        ProposeIn().Should().BeOfType<GateProposal.Chargeable>().Which.LimitedBy.Should().BeEmpty();

        Limit(LimitOwner.OfNumber(Acme, TollFree), "Mon-Fri 07:00-19:00");
        ProposeIn()
            .Should()
            .BeOfType<GateProposal.Refuse>()
            .Which.Reason.Should()
            .Be(RefusalReason.OutsideHours);

        GateProposal ProposeIn() =>
            Propose(
                "2026-11-22T15:00:00Z",
                TollFree,
                endpoint: "trunk",
                direction: CallDirection.Inbound
            );
    }

    [Fact]
    public void TimeZoneThatNobodyKnows_IsRefusedAndSaysSo()
    {
        Limit(LimitOwner.OfAccount(Acme), "00:00-24:00");
        directory.Change(account => account with { TimeZone = "Mars/Olympus" });

        var refuse = (GateProposal.Refuse)Propose("2026-11-23T12:00:00Z");

        refuse.Reason.Should().Be(RefusalReason.ServiceUnavailable);
        refuse.Detail.Should().Contain("'Mars/Olympus'").And.Contain("tzdata");
    }

    [Fact]
    public void Reasons_OfLimits_HaveTextPromptAndCauseBothWays()
    {
        foreach (var reason in Enum.GetValues<RefusalReason>())
        {
            reason.ToText().Should().MatchRegex("^[a-z]+(-[a-z]+)*$");
            foreach (var direction in Enum.GetValues<CallDirection>())
            {
                reason.Prompt(direction).Should().NotBeEmpty();
                reason.Cause(direction).Should().BeInRange(1, 127);
            }
        }
        EndPrompts.Of(FundingRefusal.LongestCallReached).Should().Be("limit-reached");
        RefusalReason.SpendLimit.Prompt(CallDirection.Outbound).Should().Be("limit-reached");
        RefusalReason.OutsideHours.Prompt(CallDirection.Outbound).Should().Be("outside-hours");
        RefusalReason.SpendLimit.Prompt(CallDirection.Inbound).Should().Be("number-unavailable");
        RefusalReason.SpendLimit.Cause(CallDirection.Outbound).Should().Be(21);
        RefusalReason.CallRateLimit.Cause(CallDirection.Outbound).Should().Be(42);
        RefusalReason.CallRateLimit.Cause(CallDirection.Inbound).Should().Be(42);
    }

    private void Limit(LimitOwner owner, string hours) =>
        directory.Limit(owner, new UsageLimits { AllowedHours = WeeklyHours.Parse(hours) });

    private GateProposal Propose(
        string at,
        string dialled = EngineRig.London,
        string endpoint = "1001",
        CallDirection direction = CallDirection.Outbound
    ) =>
        new GateRules(NumberingPlan.NorthAmerica).Propose(
            new GateRequest
            {
                Pbx = "pbx1",
                Direction = direction,
                Dialled = dialled,
                Owner = "1732.1",
                Endpoint = endpoint,
                Caller = direction == CallDirection.Inbound ? "14155550123" : "",
            },
            directory.Current(),
            DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)
        );
}
