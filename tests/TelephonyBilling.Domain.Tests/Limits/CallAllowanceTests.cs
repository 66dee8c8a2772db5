using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Limits;

public sealed class CallAllowanceTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly BillingIncrements Minutes = BillingIncrements.Parse("60/60");

    [Fact]
    public void Unlimited_LeavesAllMoneyAndTime()
    {
        var free = CallAllowance.Unlimited.Under(
            Account(new UsageLimits { AllowedHours = WeeklyHours.Parse("Mon 09:00-10:00") }),
            Used("3", hour: "2", day: "5", calls: 7),
            Minutes
        );

        free.Should().Be(CallAllowance.Unlimited);
        free.Within(Dollars("4.20")).Should().Be(Dollars("4.20"));
        free.Within(300).Should().Be(300);
    }

    [Theory]
    [InlineData("1", null, null, "1", LimitKind.SpendPerCall, "")] // never counts others
    [InlineData(null, "10", null, "5", LimitKind.SpendPerHour, "5.00 USD")] // 2 charged, 3 held
    [InlineData(null, null, "10", "2", LimitKind.SpendPerDay, "8.00 USD")] // 5 charged, 3 held
    [InlineData("4", "10", "10", "2", LimitKind.SpendPerDay, "8.00 USD")]
    [InlineData("5", "10", "13", "5", LimitKind.SpendPerCall, "")] // the first of equals
    [InlineData(null, "4", null, "0", LimitKind.SpendPerHour, "5.00 USD")] // spent before it was set
    public void Room_IsTheLeastThatAnyLimitLeaves(
        string? perCall,
        string? perHour,
        string? perDay,
        string left,
        LimitKind kind,
        string used
    )
    {
        var limits = new UsageLimits
        {
            SpendPerCall = perCall is null ? null : Dollars(perCall),
            SpendPerHour = perHour is null ? null : Dollars(perHour),
            SpendPerDay = perDay is null ? null : Dollars(perDay),
        };

        var room = CallAllowance
            .Unlimited.Under(Account(limits), Used("3", hour: "2", day: "5"), Minutes)
            .Room;

        room!.Left.Should().Be(Dollars(left));
        room.Limit.Kind.Should().Be(kind);
        room.Limit.Used.Should().Be(used);
    }

    [Fact]
    public void Room_UnderSeveralSubjects_IsTheTightest()
    {
        var allowance = CallAllowance
            .Unlimited.Under(
                Account(new UsageLimits { SpendPerDay = Dollars("20") }),
                Used("3", day: "5"),
                Minutes
            )
            .Under(
                new LimitedSubject(
                    LimitScope.Extension,
                    "1001",
                    new UsageLimits { SpendPerHour = Dollars("2") }
                ),
                Used("0", hour: "0.5"),
                Minutes
            );

        allowance.Room!.Left.Should().Be(Dollars("1.5"));
        allowance.Room.Limit.Scope.Should().Be(LimitScope.Extension);
        allowance.Within(Dollars("100")).Should().Be(Dollars("1.5"));
        allowance.Within(Dollars("1.2")).Should().Be(Dollars("1.2"));
    }

    [Theory]
    [InlineData(7, null, null, null)]
    [InlineData(6, null, null, LimitKind.CallsPerMinute)]
    [InlineData(null, 6, null, LimitKind.CallsPerHour)]
    [InlineData(null, null, 6, LimitKind.CallsToDestination)]
    [InlineData(null, null, 7, null)]
    [InlineData(0, 0, 0, LimitKind.CallsPerMinute)]
    public void Full_AtTheLimit_NotBelow(int? perMinute, int? perHour, int? open, LimitKind? full)
    {
        var limits = new UsageLimits
        {
            CallsPerMinute = perMinute,
            CallsPerHour = perHour,
            MaxCallsToDestination = open,
        };

        CallAllowance
            .Unlimited.Under(Account(limits), Used("0", calls: 6), Minutes)
            .Full?.Kind.Should()
            .Be(full);
    }

    [Theory]
    [InlineData(60, "60/60", 60)]
    [InlineData(119, "60/60", 60)]
    [InlineData(120, "60/60", 120)]
    [InlineData(90, "30/6", 90)]
    [InlineData(95, "30/6", 90)]
    [InlineData(10, "60/60", 60)] // the first step is the least that can be had
    public void Cap_IsWholeSteps_AtLeastTheFirst(int seconds, string increments, long longest)
    {
        var allowance = CallAllowance.Unlimited.Under(
            Account(new UsageLimits { MaxCallSeconds = seconds }),
            Used("0"),
            BillingIncrements.Parse(increments)
        );

        allowance.Cap!.Seconds.Should().Be(longest);
        allowance.Within(86_400).Should().Be(longest);
        allowance.Within(1).Should().Be(1);
    }

    [Theory]
    [InlineData(LimitKind.SpendPerCall, "account 'acme' may spend 20.00 USD on one call")]
    [InlineData(
        LimitKind.SpendPerDay,
        "account 'acme' may spend 20.00 USD in a day, of which 19.50 USD are charged or held"
    )]
    public void Describe_Spending_SaysWhoAndHowMuch(LimitKind kind, string sentence) =>
        new LimitUse(LimitScope.Account, "acme", kind, "20.00 USD", "19.50 USD")
            .Describe()
            .Should()
            .Be(sentence);

    [Fact]
    public void Texts_OfEveryKindAndScope_AreThere()
    {
        foreach (var kind in Enum.GetValues<LimitKind>())
        {
            kind.ToText().Should().MatchRegex("^[a-z]+(-[a-z]+)*$");
            foreach (var scope in Enum.GetValues<LimitScope>())
            {
                LimitScopes.Parse(scope.ToText()).Should().Be(scope);
                new LimitUse(scope, "x", kind, "most", "now").Describe().Should().Contain("most");
            }
        }
    }

    [Fact]
    public void Compare_GivesEachLimitThatIsSetWithWhatIsUsed()
    {
        var subject = Account(
            new UsageLimits
            {
                SpendPerCall = Dollars("1"),
                SpendPerDay = Dollars("20"),
                CallsPerHour = 60,
                AllowedHours = WeeklyHours.Parse("Mon-Fri 07:00-19:00"),
            }
        );

        subject
            .Compare(Used("3", day: "5", calls: 4))
            .Select(use => (use.Kind, use.Limit, use.Used))
            .Should()
            .Equal(
                (LimitKind.SpendPerCall, "1.00 USD", ""),
                (LimitKind.SpendPerDay, "20.00 USD", "8.00 USD"),
                (LimitKind.CallsPerHour, "60", "4")
            );
        subject
            .Compare(new DateTime(2026, 11, 22, 9, 5, 0, DateTimeKind.Unspecified), "UTC")!
            .Used.Should()
            .Be("Sun 09:05 in UTC");
    }

    [Fact]
    public void ForCallsIn_KeepsMoneyAndLength_LetsGoOfTheRest()
    {
        var limits = new UsageLimits
        {
            SpendPerCall = Dollars("1"),
            SpendPerHour = Dollars("2"),
            SpendPerDay = Dollars("3"),
            CallsPerMinute = 4,
            CallsPerHour = 5,
            MaxCallsToDestination = 6,
            MaxCallSeconds = 7,
            AllowedHours = WeeklyHours.Parse("09:00-10:00"),
        };

        limits
            .ForCallsIn.Should()
            .Be(
                new UsageLimits
                {
                    SpendPerCall = Dollars("1"),
                    SpendPerHour = Dollars("2"),
                    SpendPerDay = Dollars("3"),
                    MaxCallSeconds = 7,
                }
            );
        new UsageLimits { CallsPerMinute = 1 }
            .ForCallsIn.IsNone.Should()
            .BeTrue();
    }

    private static LimitedSubject Account(UsageLimits limits) =>
        new(LimitScope.Account, "acme", limits);

    private static UsageSoFar Used(
        string held,
        string hour = "0",
        string day = "0",
        int calls = 0
    ) =>
        new(Dollars(held), Dollars(hour), Dollars(day))
        {
            CallsInMinute = calls,
            CallsInHour = calls,
            CallsToDestination = calls,
        };

    private static Money Dollars(string amount) => Money.Parse(amount, Usd);
}
