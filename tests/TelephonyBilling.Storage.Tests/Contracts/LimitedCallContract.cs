using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>
/// What <see cref="ICallStore"/> promises of limits on use. A call costs 4 cents and 2 cents a minute, so that 300 s cost
/// 14 cents; the account has plenty.
/// </summary>
public abstract class LimitedCallContract : StoreContract
{
    private static readonly LimitOwner Acme = LimitOwner.OfAccount(AccountId);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>The clock that the books go by.</summary>
    protected FakeTimeProvider Clock { get; } = new(Noon);

    private ICallStore Calls => Books.Calls;

    [Theory]
    [InlineData("0.059999", 0)]
    [InlineData("0.06", 60)]
    [InlineData("0.10", 180)]
    [InlineData("0.119999", 180)]
    [InlineData("0.14", 300)]
    [InlineData("9", 300)]
    public async Task Authorise_SpendPerCall_FundsWholeIncrementsWithinIt(string limit, long funded)
    {
        await OpenAsync();

        var answer = await BeginAsync(1, new UsageLimits { SpendPerCall = Dollars(limit) });

        if (funded == 0)
        {
            answer
                .Should()
                .Be(
                    new Authorisation.UsageLimitReached(
                        new LimitUse(
                            LimitScope.Account,
                            AccountId,
                            LimitKind.SpendPerCall,
                            "0.059999 USD",
                            Used: ""
                        )
                    )
                );
            await MoneyShouldBe("100", held: "0");
        }
        else
        {
            FundedBy(answer).Should().Be(funded);
        }
        await BooksShouldBeRight();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Authorise_SpendPerHourOrDay_CountsWhatWasChargedAndWhatIsHeld(bool perHour)
    {
        await OpenAsync();
        var limits = perHour
            ? new UsageLimits { SpendPerHour = Dollars("0.40") }
            : new UsageLimits { SpendPerDay = Dollars("0.40") };
        await BeginAsync(1, limits);
        await SettleAsync(1, minutes: 3); // 10 cents
        await BeginAsync(2, limits); // 14 held
        await BeginAsync(3, limits, seconds: 240); // 12 held; 4 are left

        var refused = await BeginAsync(4, limits);

        var reached = refused.Should().BeOfType<Authorisation.UsageLimitReached>().Which.Limit;
        reached.Kind.Should().Be(perHour ? LimitKind.SpendPerHour : LimitKind.SpendPerDay);
        (reached.Limit, reached.Used).Should().Be(("0.40 USD", "0.36 USD"));

        await SettleAsync(3, minutes: 1); // 6 instead of 12 leave 10
        FundedBy(await BeginAsync(5, limits)).Should().Be(180);
        await BooksShouldBeRight();
    }

    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, 24 * 60)]
    public async Task Authorise_SpendWindow_SlidesExactly(bool perHour, int minutes)
    {
        await OpenAsync();
        var limits = perHour
            ? new UsageLimits { SpendPerHour = Dollars("0.15") }
            : new UsageLimits { SpendPerDay = Dollars("0.15") };
        await BeginAsync(1, limits);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await SettleAsync(1, minutes: 5);

        Clock.Advance(TimeSpan.FromMinutes(minutes) - Tick);
        (await BeginAsync(2, limits)).Should().BeOfType<Authorisation.UsageLimitReached>();
        Clock.Advance(Tick);
        FundedBy(await BeginAsync(3, limits)).Should().Be(300);
    }

    [Fact]
    public async Task Authorise_SpendPerHour_CountsWhatWasChargedInIt_HoweverLongTheCallWas()
    {
        await OpenAsync();
        var limits = new UsageLimits { SpendPerHour = Dollars("0.19") };
        await BeginAsync(1, limits);
        Clock.Advance(TimeSpan.FromHours(5));
        (await BeginAsync(2, limits))
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>("14 cents are held, and may be charged");
        await SettleAsync(1, minutes: 5);

        (await BeginAsync(3, limits))
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>("14 cents were charged just now");
    }

    [Fact]
    public async Task Authorise_SeveralSubjects_TheTightestLimitCounts()
    {
        await OpenAsync();
        var call = Limited(
            1,
            Subject(LimitScope.Account, AccountId, new() { SpendPerDay = Dollars("10") }),
            Subject(LimitScope.Number, "12125550100", new() { SpendPerHour = Dollars("0.08") }),
            Subject(LimitScope.Extension, "1001", new() { SpendPerCall = Dollars("0.06") })
        );

        FundedBy(await Calls.AuthoriseAsync(call, default)).Should().Be(60);

        var second = await Calls.AuthoriseAsync(Limited(2, [.. call.LimitedBy]), default);
        second
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>()
            .Which.Limit.Should()
            .Be(
                new LimitUse(
                    LimitScope.Number,
                    "12125550100",
                    LimitKind.SpendPerHour,
                    "0.08 USD",
                    "0.06 USD"
                )
            );
    }

    [Fact]
    public async Task Authorise_NumberAndExtension_CountTheirOwnCallsAlone()
    {
        await OpenAsync();
        await Books.OpenAccountAsync("100", "beta");
        var limit = new UsageLimits { SpendPerHour = Dollars("0.14") };
        var ofPhone = Subject(LimitScope.Extension, "1001", limit);
        var ofNumber = Subject(LimitScope.Number, "12125550100", limit);
        var other = Limited(1, ofPhone);
        await Calls.AuthoriseAsync(
            other with
            {
                Parties = other.Parties with { Extension = "1002", Number = "12125550199" },
            },
            default
        );
        var stranger = Limited(2, ofPhone);
        await Calls.AuthoriseAsync(
            stranger with
            {
                Parties = stranger.Parties with { Account = "beta" },
            },
            default
        );

        FundedBy(await Calls.AuthoriseAsync(Limited(3, ofPhone), default)).Should().Be(300);
        (await Calls.AuthoriseAsync(Limited(4, ofNumber), default))
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>();
    }

    [Fact]
    public async Task Authorise_TwentyAtOnce_NeverExceedTheSpendLimit()
    {
        await OpenAsync();
        var limits = new UsageLimits { SpendPerHour = Dollars("0.50") };

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(number => Task.Run(() => BeginAsync(number, limits)))
        );

        answers
            .OfType<Authorisation.Granted>()
            .Select(granted => granted.Call.FundedSeconds)
            .Should()
            .BeEquivalentTo([300, 300, 300, 120]);
        answers.OfType<Authorisation.UsageLimitReached>().Should().HaveCount(16);
        await MoneyShouldBe("100", held: "0.50");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task FundAndAuthorise_ManyAtOnce_NeverExceedTheSpendLimit()
    {
        await OpenAsync();
        var limits = new UsageLimits { SpendPerDay = Dollars("1.00") };
        await SetAsync(Acme, limits);
        foreach (var number in Enumerable.Range(1, 5))
        {
            FundedBy(await BeginAsync(number, limits, seconds: 60)).Should().Be(60);
        }

        await Task.WhenAll(
            Enumerable
                .Range(1, 40)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        if (i % 2 == 0)
                        {
                            await BeginAsync(100 + i, limits);
                        }
                        else
                        {
                            await Calls.FundAsync(CallId((i % 5) + 1), 60 * (i / 5 + 2), default);
                        }
                    })
                )
        );

        var held = (await Books.BalanceAsync()).Held;
        held.Should().BeLessThanOrEqualTo(Dollars("1.00"));
        held.Should().BeGreaterThan(Dollars("0.94"), "what is left pays for no further minute");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_BothMoneyAndLimitEnd_ItIsTheMoney()
    {
        await Books.OpenAccountAsync("0.05");

        (await BeginAsync(1, new UsageLimits { SpendPerCall = Dollars("0.01") }))
            .Should()
            .BeOfType<Authorisation.InsufficientCredit>();
    }

    [Fact]
    public async Task Authorise_FreeCall_IsStoppedByNoLimitOnMoney()
    {
        await OpenAsync();
        var free = Limited(
            1,
            Subject(LimitScope.Account, AccountId, new() { SpendPerDay = Dollars("0") })
        ) with
        {
            Price = PriceOf("0", "0", "60/60"),
        };

        FundedBy(await Calls.AuthoriseAsync(free, default)).Should().Be(300);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(3600)]
    public async Task Authorise_CallsPerMinuteOrHour_WindowSlidesExactlyAndRefusalsDoNotProlongIt(
        int window
    )
    {
        await OpenAsync();
        var limits =
            window == 60
                ? new UsageLimits { CallsPerMinute = 2 }
                : new UsageLimits { CallsPerHour = 2 };
        await BeginAsync(1, limits);
        await ReleaseAsync(1);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await BeginAsync(2, limits);

        for (var number = 3; number < 10; number++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            var refused = await BeginAsync(number, limits);
            refused
                .Should()
                .Be(
                    new Authorisation.UsageLimitReached(
                        new LimitUse(
                            LimitScope.Account,
                            AccountId,
                            window == 60 ? LimitKind.CallsPerMinute : LimitKind.CallsPerHour,
                            "2",
                            "2"
                        )
                    )
                );
            await Calls.RecordRefusalAsync(
                new RefusedCall(
                    CallId(100 + number),
                    "pbx1",
                    "1.1",
                    Parties(),
                    "call-rate-limit",
                    Clock.GetUtcNow()
                ),
                default
            );
        }

        Clock.Advance(TimeSpan.FromSeconds(window - 17) - Tick);
        (await BeginAsync(20, limits)).Should().BeOfType<Authorisation.UsageLimitReached>();
        Clock.Advance(Tick);
        FundedBy(await BeginAsync(21, limits)).Should().Be(300);
        (await BeginAsync(22, limits)).Should().BeOfType<Authorisation.UsageLimitReached>();
    }

    [Fact]
    public async Task Authorise_CallsInAndOut_AreCountedApart()
    {
        await OpenAsync();
        var limits = new UsageLimits { CallsPerMinute = 1, MaxCallsToDestination = 1 };

        FundedBy(await BeginAsync(1, limits)).Should().Be(300);
        var inbound = Limited(2, Subject(LimitScope.Account, AccountId, limits)) with
        {
            OwnerIsTrunk = true,
        };
        FundedBy(await Calls.AuthoriseAsync(inbound, default)).Should().Be(300);
        (await BeginAsync(3, limits)).Should().BeOfType<Authorisation.UsageLimitReached>();
    }

    [Fact]
    public async Task Authorise_OneDestination_IsCountedByItsNameWhileCallsAreOpen()
    {
        await OpenAsync();
        var limits = new UsageLimits { MaxCallsToDestination = 2 };
        await BeginAsync(1, limits);
        await BeginAsync(2, limits);

        (await BeginAsync(3, limits))
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>()
            .Which.Limit.Kind.Should()
            .Be(LimitKind.CallsToDestination);
        var elsewhere = Limited(4, Subject(LimitScope.Account, AccountId, limits));
        FundedBy(
                await Calls.AuthoriseAsync(
                    elsewhere with
                    {
                        Parties = elsewhere.Parties with { Destination = "France" },
                    },
                    default
                )
            )
            .Should()
            .Be(300);
        await SettleAsync(1, minutes: 1);
        FundedBy(await BeginAsync(5, limits)).Should().Be(300);
    }

    [Theory]
    [InlineData(3600, 300)]
    [InlineData(200, 180)]
    [InlineData(1, 60)]
    public async Task Authorise_LongestCall_CapsTheFirstReservation(int most, long funded)
    {
        await OpenAsync();

        FundedBy(await BeginAsync(1, new UsageLimits { MaxCallSeconds = most }))
            .Should()
            .Be(funded);
    }

    [Fact]
    public async Task Fund_SpendLimit_GoesAsFarAsItLeavesAndThenRefuses()
    {
        await OpenAsync();
        var limits = new UsageLimits { SpendPerHour = Dollars("0.40") };
        await SetAsync(Acme, limits);
        await BeginAsync(1, limits); // 14 cents
        await BeginAsync(2, limits); // 14 cents

        (await Calls.FundAsync(CallId(1), 900, default)).Should().Be(new Funding.Extended(660));
        (await Calls.FundAsync(CallId(1), 900, default))
            .Should()
            .Be(
                new Funding.Refused(FundingRefusal.SpendLimitReached)
                {
                    Limit = new LimitUse(
                        LimitScope.Account,
                        AccountId,
                        LimitKind.SpendPerHour,
                        "0.40 USD",
                        "0.14 USD"
                    ),
                }
            );
        await MoneyShouldBe("100", held: "0.40");

        await SettleAsync(2, minutes: 1); // frees 8 cents
        (await Calls.FundAsync(CallId(1), 1200, default)).Should().Be(new Funding.Extended(900));
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Fund_LimitsChangedMeanwhile_HoldAsTheyAreThen()
    {
        await OpenAsync();
        var phone = LimitOwner.OfExtension(AccountId, "1001");
        await Calls.AuthoriseAsync(NewCall(1), default); // Nobody had limits when it began.

        await SetAsync(phone, new UsageLimits { SpendPerCall = Dollars("0.15") });
        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .BeOfType<Funding.Refused>()
            .Which.Reason.Should()
            .Be(FundingRefusal.SpendLimitReached);

        await SetAsync(phone, new UsageLimits { SpendPerCall = Dollars("0.18") });
        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(420));

        await SetAsync(phone, UsageLimits.None);
        (await Calls.FundAsync(CallId(1), 720, default)).Should().Be(new Funding.Extended(720));
    }

    [Fact]
    public async Task Fund_LongestCall_IsReachedInWholeIncrements()
    {
        await OpenAsync();
        await SetAsync(Acme, new UsageLimits { MaxCallSeconds = 500 });
        await Calls.AuthoriseAsync(NewCall(1), default);

        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(480));
        var refused = await Calls.FundAsync(CallId(1), 600, default);

        refused
            .Should()
            .Be(
                new Funding.Refused(FundingRefusal.LongestCallReached)
                {
                    Limit = new LimitUse(
                        LimitScope.Account,
                        AccountId,
                        LimitKind.CallSeconds,
                        "500",
                        Used: ""
                    ),
                }
            );
    }

    [Fact]
    public async Task Fund_CallIn_HasNothingToDoWithTheExtensionThatTookIt()
    {
        await OpenAsync();
        await SetAsync(
            LimitOwner.OfExtension(AccountId, "1001"),
            new UsageLimits { SpendPerCall = Dollars("0.06") }
        );
        await Calls.AuthoriseAsync(NewCall(1) with { OwnerIsTrunk = true }, default);

        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(600));
    }

    [Fact]
    public async Task Fund_NoCredit_ItIsTheMoney()
    {
        await Books.OpenAccountAsync("0.15");
        await SetAsync(Acme, new UsageLimits { SpendPerDay = Dollars("0.15") });
        await Calls.AuthoriseAsync(NewCall(1), default);

        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .Be(new Funding.Refused(FundingRefusal.InsufficientCredit));
    }

    [Fact]
    public async Task SetLimits_AfterMuchWasSpent_CountsTheLast24Hours()
    {
        await OpenAsync();
        await Calls.AuthoriseAsync(NewCall(1), default);
        await SettleAsync(1, minutes: 5);
        Clock.Advance(TimeSpan.FromHours(1));
        await Calls.AuthoriseAsync(NewCall(2), default);
        await SettleAsync(2, minutes: 2); // 8 cents
        await Books.Ledger.PostAsync(TopUp("1", number: 7), default);
        await Calls.AuthoriseAsync(NewCall(3), default); // 14 cents held
        Clock.Advance(TimeSpan.FromHours(23));
        var limits = new UsageLimits { SpendPerDay = Dollars("0.40") };

        await SetAsync(Acme, limits);
        await SetAsync(Acme, limits); // Nothing counts twice.

        FundedBy(await BeginAsync(4, limits))
            .Should()
            .Be(300, "8 cents were charged and 14 are held; what was charged a day ago is over");
        (await BeginAsync(5, limits))
            .Should()
            .BeOfType<Authorisation.UsageLimitReached>()
            .Which.Limit.Used.Should()
            .Be("0.36 USD");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task RecordRefusal_ForALimit_WritesAnEvent()
    {
        await OpenAsync();
        var limit = new LimitUse(LimitScope.Extension, "1001", LimitKind.CallsPerMinute, "6", "6");
        var refused = new RefusedCall(
            CallId(1),
            "pbx1",
            "1.1",
            Parties(),
            "call-rate-limit",
            Noon.AddMinutes(1)
        )
        {
            Limit = limit,
        };

        await Calls.RecordRefusalAsync(refused, default);
        await Calls.RecordRefusalAsync(refused, default);
        await Calls.RecordRefusalAsync(refused with { Id = CallId(2), Limit = null }, default);

        (await Books.Events.ListAsync(new EventFilter(), default))
            .Should()
            .ContainSingle("a repeat and a refusal for other reasons write none")
            .Which.Should()
            .Be(
                new EventRecord(
                    1,
                    Noon.AddMinutes(1),
                    AccountId,
                    "limit-reached",
                    "extension/1001",
                    "the call to +442079460000 was refused: extension 1001 may begin 6 calls in a minute, and began 6",
                    CallId(1).Value
                )
            );
    }

    [Fact]
    public async Task Settle_CallThatALimitEnded_WritesAnEvent()
    {
        await OpenAsync();
        await Calls.AuthoriseAsync(NewCall(1), default);
        await Calls.AuthoriseAsync(NewCall(2), default);
        Clock.Advance(TimeSpan.FromMinutes(5));
        var settlement = Settlement(1, TimeSpan.FromMinutes(5)) with
        {
            Reason = EndReason.SpendLimit,
            Limit = new LimitUse(
                LimitScope.Account,
                AccountId,
                LimitKind.SpendPerDay,
                "20.00 USD",
                "19.99 USD"
            ),
        };

        await Calls.SettleAsync(settlement, default);
        await Calls.SettleAsync(settlement, default);
        await SettleAsync(2, minutes: 1);

        var written = (await Books.Events.ListAsync(new EventFilter(), default))
            .Should()
            .ContainSingle()
            .Subject;
        written.At.Should().Be(Noon.AddMinutes(5));
        written.Subject.Should().Be("account/acme");
        written
            .Detail.Should()
            .Be(
                "the call to +442079460000 was ended: account 'acme' may spend 20.00 USD in a day, of which 19.99 USD are charged or held"
            );
        (await Calls.FindAsync(CallId(1), default))!.EndReason.Should().Be("spend-limit");
    }

    [Fact]
    public async Task Events_Filtered_AreThoseOfTheAccountKindAndTime()
    {
        await OpenAsync();
        await Books.OpenAccountAsync("1", "beta");
        var limit = new LimitUse(LimitScope.Account, "x", LimitKind.SpendPerDay, "1", "1");
        foreach (
            var (account, number) in (List<(string, int)>)[("acme", 1), ("beta", 2), ("acme", 3)]
        )
        {
            await Calls.RecordRefusalAsync(
                new RefusedCall(
                    CallId(number),
                    "pbx1",
                    "1.1",
                    Parties(account),
                    "spend-limit",
                    Noon.AddMinutes(number)
                )
                {
                    Limit = limit,
                },
                default
            );
        }

        (await CallsOf(new EventFilter())).Should().Equal(3, 2, 1);
        (await CallsOf(new EventFilter { Account = "acme" })).Should().Equal(3, 1);
        (await CallsOf(new EventFilter { Limit = 1 })).Should().Equal(3);
        (await CallsOf(new EventFilter { Since = Noon.AddMinutes(2) })).Should().Equal(3, 2);
        (await CallsOf(new EventFilter { Kind = "limit-reached" })).Should().HaveCount(3);
        (await CallsOf(new EventFilter { Kind = "other" })).Should().BeEmpty();

        async Task<IEnumerable<int>> CallsOf(EventFilter filter) =>
            (await Books.Events.ListAsync(filter, default)).Select(found =>
                Enumerable.Range(1, 3).Single(number => CallId(number).Value == found.Call)
            );
    }

    private static LimitedSubject Subject(LimitScope scope, string subject, UsageLimits limits) =>
        new(scope, subject, limits);

    private static long FundedBy(Authorisation answer) =>
        answer.Should().BeOfType<Authorisation.Granted>().Subject.Call.FundedSeconds;

    private async Task OpenAsync()
    {
        await Books.OpenAccountAsync("100");
        await Books.Accounts.AddNumberAsync(Number(), default);
        await Books.Accounts.AddExtensionAsync(Extension(), default);
    }

    private async Task SetAsync(LimitOwner owner, UsageLimits limits) =>
        (await Books.Limits.SetAsync(owner, limits, default)).Should().Be(LimitChange.Done);

    private NewCall Limited(int number, params LimitedSubject[] limitedBy) =>
        NewCall(number) with
        {
            At = Clock.GetUtcNow(),
            LimitedBy = limitedBy,
        };

    /// <summary>Asks for a call of an account that has these limits.</summary>
    private Task<Authorisation> BeginAsync(int number, UsageLimits limits, long seconds = 300) =>
        Calls.AuthoriseAsync(
            Limited(number, Subject(LimitScope.Account, AccountId, limits)) with
            {
                WantedSeconds = seconds,
            },
            default
        );

    private async Task SettleAsync(int number, int minutes) =>
        (await Calls.SettleAsync(Settlement(number, TimeSpan.FromMinutes(minutes)), default))
            .Should()
            .Be(SettleOutcome.Settled);

    private Task<bool> ReleaseAsync(int number) =>
        Calls.ReleaseAsync(CallId(number), EndReason.Busy, 17, Clock.GetUtcNow(), default);
}
