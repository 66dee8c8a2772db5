using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ILimitStore"/> promises: what is set is kept, and what is used of it can be asked.</summary>
public abstract class LimitStoreContract : StoreContract
{
    private static readonly LimitOwner Acme = LimitOwner.OfAccount(AccountId);
    private static readonly LimitOwner Number1 = LimitOwner.OfNumber(AccountId, "12125550100");
    private static readonly LimitOwner Phone = LimitOwner.OfExtension(AccountId, "1001");

    private static readonly UsageLimits Everything = new()
    {
        SpendPerCall = Dollars("1.50"),
        SpendPerHour = Dollars("20"),
        SpendPerDay = Dollars("100.000001"),
        CallsPerMinute = 0,
        CallsPerHour = 60,
        MaxCallsToDestination = 2,
        MaxCallSeconds = 3600,
        AllowedHours = WeeklyHours.Parse("Mon-Fri 07:00-19:00; Sat 22:00-06:00"),
    };

    /// <summary>The clock that the books go by.</summary>
    protected FakeTimeProvider Clock { get; } = new(Noon);

    private ILimitStore Limits => Books.Limits;

    [Fact]
    public async Task Set_AllLimits_AreFoundAndListedAsTheyAre()
    {
        await OpenAsync();
        foreach (var owner in (LimitOwner[])[Acme, Number1, Phone])
        {
            (await Limits.SetAsync(owner, Everything, default)).Should().Be(LimitChange.Done);
        }

        (await Limits.FindAsync(Number1, default)).Should().Be(Everything);
        (await Limits.ListAsync(null, default))
            .Should()
            .Equal(
                new OwnedLimits(Acme, Everything),
                new OwnedLimits(Phone, Everything),
                new OwnedLimits(Number1, Everything)
            );
        (await Limits.ListAsync("other", default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Set_Again_ReplacesAll_AndNoneTakesThemAway()
    {
        await OpenAsync();
        await Limits.SetAsync(Acme, Everything, default);

        var less = new UsageLimits { CallsPerHour = 3 };
        await Limits.SetAsync(Acme, less, default);
        (await Limits.FindAsync(Acme, default)).Should().Be(less);

        await Limits.SetAsync(Acme, UsageLimits.None, default);
        (await Limits.FindAsync(Acme, default)).Should().Be(UsageLimits.None);
        (await Limits.ListAsync(AccountId, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Set_WhoIsNotThere_ChangesNothing()
    {
        await OpenAsync();
        await Books.OpenAccountAsync("0", "beta");

        (await Limits.SetAsync(LimitOwner.OfAccount("nobody"), Everything, default))
            .Should()
            .Be(LimitChange.UnknownAccount);
        (await Limits.SetAsync(LimitOwner.OfNumber("beta", "12125550100"), Everything, default))
            .Should()
            .Be(LimitChange.UnknownSubject);
        (await Limits.SetAsync(LimitOwner.OfExtension("beta", "1001"), Everything, default))
            .Should()
            .Be(LimitChange.UnknownSubject);
        (await Limits.SetAsync(LimitOwner.OfExtension(AccountId, "1009"), Everything, default))
            .Should()
            .Be(LimitChange.UnknownSubject);
        (await Limits.ListAsync(null, default)).Should().BeEmpty();
    }

    public static TheoryData<UsageLimits> Wrong =>
        new()
        {
            new UsageLimits { SpendPerCall = Dollars("-0.01") },
            new UsageLimits { SpendPerHour = Dollars("-0.01") },
            new UsageLimits { SpendPerDay = Dollars("-0.01") },
            new UsageLimits { SpendPerDay = new Money(1, Currency.Parse("EUR")) },
            new UsageLimits { CallsPerMinute = -1 },
            new UsageLimits { CallsPerHour = -1 },
            new UsageLimits { MaxCallsToDestination = -1 },
            new UsageLimits { MaxCallSeconds = 0 },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Set_WhatIsNoLimit_ThrowsAndChangesNothing(UsageLimits limits)
    {
        await OpenAsync();

        var set = () => Limits.SetAsync(Acme, limits, default);

        await set.Should().ThrowAsync<ArgumentException>();
        (await Limits.ListAsync(null, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Remove_NumberOrExtension_TakesItsLimitsAlong()
    {
        await OpenAsync();
        foreach (var owner in (LimitOwner[])[Acme, Number1, Phone])
        {
            await Limits.SetAsync(owner, Everything, default);
        }

        await Books.Accounts.RemoveNumberAsync(Number().Number, default);
        await Books.Accounts.RemoveExtensionAsync("1001", default);

        (await Limits.ListAsync(null, default)).Should().Equal(new OwnedLimits(Acme, Everything));
    }

    [Fact]
    public async Task Usage_IsWhatAnAuthorisationWouldCount()
    {
        await OpenAsync();
        await Limits.SetAsync(Acme, Everything with { CallsPerMinute = 9 }, default);
        await SettleAsync(1, minutes: 5);
        Clock.Advance(TimeSpan.FromMinutes(59));
        await SettleAsync(2, minutes: 1);
        await BeginAsync(3);
        await BeginAsync(4, destination: "France");
        await BeginAsync(5, destination: "France");

        var used = await UsageAsync("United Kingdom");
        used!.ChargedInHour.Should().Be(Dollars("0.20"));
        used.ChargedInDay.Should().Be(Dollars("0.20"));
        used.Held.Should().Be(Dollars("0.42"));
        (used.CallsInMinute, used.CallsInHour, used.CallsToDestination).Should().Be((4, 5, 1));
        (await UsageAsync("France"))!.CallsToDestination.Should().Be(2);
        (await UsageAsync(null))!.CallsToDestination.Should().Be(2, "France has most");

        Clock.Advance(TimeSpan.FromMinutes(1));
        used = await UsageAsync("United Kingdom");
        used!.ChargedInHour.Should().Be(Dollars("0.06"));
        used.ChargedInDay.Should().Be(Dollars("0.20"));
        (used.CallsInMinute, used.CallsInHour).Should().Be((0, 4));

        (
            await Limits.UsageAsync(
                new UsageQuestion(LimitOwner.OfAccount("nobody"), IsInbound: false, null),
                Everything,
                default
            )
        )
            .Should()
            .BeNull();

        Task<UsageSoFar?> UsageAsync(string? destination) =>
            Limits.UsageAsync(
                new UsageQuestion(Acme, IsInbound: false, destination),
                Everything,
                default
            );
    }

    [Fact]
    public async Task Usage_OfANumberAndAnExtension_CountsTheirCallsAlone()
    {
        await OpenAsync();
        foreach (var owner in (LimitOwner[])[Number1, Phone])
        {
            await Limits.SetAsync(owner, Everything with { CallsPerMinute = 9 }, default);
        }
        await BeginAsync(1);
        await BeginAsync(2, with: parties => parties with { Extension = "1002" });
        await BeginAsync(3, with: parties => parties with { Number = null });

        (await HeldAsync(Number1)).Should().Be(Dollars("0.28"));
        (await HeldAsync(Phone)).Should().Be(Dollars("0.28"));

        async Task<Money> HeldAsync(LimitOwner owner) =>
            (
                await Limits.UsageAsync(
                    new UsageQuestion(owner, IsInbound: false, null),
                    Everything,
                    default
                )
            )!.Held;
    }

    private async Task OpenAsync()
    {
        await Books.OpenAccountAsync("100");
        await Books.Accounts.AddNumberAsync(Number(), default);
        await Books.Accounts.AddExtensionAsync(Extension(), default);
    }

    private async Task BeginAsync(
        int number,
        string destination = "United Kingdom",
        Func<CallParties, CallParties>? with = null
    )
    {
        var parties = Parties() with { Destination = destination };
        var call = NewCall(number) with
        {
            Parties = with?.Invoke(parties) ?? parties,
            At = Clock.GetUtcNow(),
            LimitedBy = [new LimitedSubject(LimitScope.Account, AccountId, UsageLimits.None)],
        };
        (await Books.Calls.AuthoriseAsync(call, default))
            .Should()
            .BeOfType<Authorisation.Granted>();
    }

    private async Task SettleAsync(int number, int minutes)
    {
        await BeginAsync(number);
        await Books.Calls.SettleAsync(Settlement(number, TimeSpan.FromMinutes(minutes)), default);
    }
}
