using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Usage;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Engine.Tests.Usage;

public sealed class UsageReportTests
{
    private readonly UsageReport report = new(Usd);

    [Fact]
    public void Add_CallsOfEachKind_AreCountedByWhatTheyAre()
    {
        report.Add(Call(Service.TollFreeInbound));
        report.Add(Call(Service.InternationalOutbound));
        report.Add(Call(Service.InternationalOutbound));
        report.Add(Call(Service.DomesticOutbound));
        report.Add(Call(Service.FaxOutbound));
        report.Add(Call(Service.Surcharge));
        report.Add(Call(state: CallState.Released));
        report.Add(Call(state: CallState.Refused));
        report.Add(Call(state: CallState.Authorised));
        report.Add(Call(state: CallState.Connected));

        (report.TollFree, report.International, report.Other, report.Surcharges)
            .Should()
            .Be((1, 2, 2, 1));
        (report.Unanswered, report.Refused, report.Open).Should().Be((1, 1, 2));
        report.Total.Calls.Should().Be(6, "what cost nothing because it was no call is in no sum");
    }

    [Fact]
    public void Sums_AreExact_AndTheDearestComesFirst()
    {
        report.Add(Call(member: "Ann", destination: "Mexico", charge: "0.10", seconds: 61));
        report.Add(Call(member: "Bob", destination: "France", charge: "0.000001", seconds: 1));
        report.Add(Call(member: "Bob", destination: "Mexico", charge: "0.333333", seconds: 30));
        report.Add(Call(member: null, destination: "Chad", charge: "0.000001", seconds: 5));

        report.Total.Charge.Should().Be(Dollars("0.433335"));
        report.Total.Connected.Should().Be(TimeSpan.FromSeconds(97));
        report.Total.BilledSeconds.Should().Be(4 * 60);
        report
            .ByDestination.Select(group => (group.Name, group.Sum.Calls, group.Sum.Charge))
            .Should()
            .Equal(
                ("Mexico", 2, Dollars("0.433333")),
                ("Chad", 1, Dollars("0.000001")),
                ("France", 1, Dollars("0.000001"))
            );
        report
            .ByMember.Select(group => (group.Name, group.Sum.Charge))
            .Should()
            .Equal(
                ("Bob", Dollars("0.333334")),
                ("Ann", Dollars("0.10")),
                ("", Dollars("0.000001"))
            );
        foreach (
            var groups in new[]
            {
                report.ByService,
                report.ByMember,
                report.ByDepartment,
                report.ByDestination,
            }
        )
        {
            groups
                .Aggregate(Dollars("0"), (sum, group) => sum + group.Sum.Charge)
                .Should()
                .Be(report.Total.Charge, "every way to sum comes to the same");
        }
    }

    [Fact]
    public void Add_ChargeInAnotherCurrency_Throws() =>
        FluentActions
            .Invoking(() =>
                report.Add(Call() with { Charge = new Money(1, Currency.Parse("EUR")) })
            )
            .Should()
            .Throw<CurrencyMismatchException>();

    private static CallRecord Call(
        Service service = Service.InternationalOutbound,
        CallState state = CallState.Settled,
        string? member = "Ann",
        string destination = "Mexico",
        string charge = "0.06",
        int seconds = 30
    ) =>
        new(
            CallId(1),
            "pbx1",
            Parties() with
            {
                Service = service,
                Member = member,
                Destination = destination,
            },
            state,
            Price,
            Noon,
            Leg: null,
            AnsweredAt: null,
            EndedAt: null,
            TimeSpan.FromSeconds(state == CallState.Settled ? seconds : 0),
            state == CallState.Settled ? 60 : 0,
            FundedSeconds: 300,
            Held: Dollars("0"),
            state == CallState.Settled ? Dollars(charge) : null,
            Usd,
            EndReason: "hangup",
            Cause: 16,
            Estimated: false,
            ClockStepped: false
        );
}
