using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ICallStore"/> promises.</summary>
public abstract class CallStoreContract : StoreContract
{
    private ICallStore Calls => Books.Calls;

    [Fact]
    public async Task Authorise_EnoughCredit_HoldsFeeAndQuota()
    {
        await Books.OpenAccountAsync("10.00");

        var answer = await AuthoriseAsync(NewCall(1));

        var granted = answer.Should().BeOfType<Authorisation.Granted>().Subject;
        granted.IsNew.Should().BeTrue();
        granted.Call.FundedSeconds.Should().Be(300);
        granted.Call.Should().BeEquivalentTo((await OpenAsync()).Single());
        await MoneyShouldBe("10.00", held: "0.14");
        await BooksShouldBeRight();
    }

    [Theory]
    [InlineData("0.05", 0)] // not even fee and one minute
    [InlineData("0.06", 60)]
    [InlineData("0.079999", 60)]
    [InlineData("0.08", 120)]
    [InlineData("0.14", 300)]
    [InlineData("99", 300)]
    public async Task Authorise_LittleCredit_FundsWholeIncrementsThatItPaysFor(
        string credit,
        long funded
    )
    {
        await Books.OpenAccountAsync(credit);

        var answer = await AuthoriseAsync(NewCall(1));

        if (funded == 0)
        {
            answer
                .Should()
                .Be(new Authorisation.InsufficientCredit(Dollars(credit), Dollars("0.06")));
            (await OpenAsync()).Should().BeEmpty();
        }
        else
        {
            answer
                .Should()
                .BeOfType<Authorisation.Granted>()
                .Which.Call.FundedSeconds.Should()
                .Be(funded);
        }
        await BooksShouldBeRight();
    }

    [Theory]
    [InlineData("4.999999", false)]
    [InlineData("5", true)]
    public async Task Authorise_AccountThatMustHaveMore_IsRefusedBelowIt(
        string credit,
        bool granted
    )
    {
        await Books.OpenAccountAsync(credit);

        var answer = await AuthoriseAsync(NewCall(1) with { MinAvailable = Dollars("5") });

        if (granted)
        {
            answer.Should().BeOfType<Authorisation.Granted>();
        }
        else
        {
            answer.Should().Be(new Authorisation.InsufficientCredit(Dollars(credit), Dollars("5")));
        }
    }

    [Fact]
    public async Task Call_PricedInAnotherCurrency_IsHeldAndChargedInTheAccountsOwn()
    {
        // 4 cents and 2 cents a minute of a currency that is worth 1.3725 dollars.
        var euro = Currency.Parse("EUR");
        var price = new CallPrice(
            new Money(40_000, euro),
            new Money(20_000, euro),
            default,
            new ExchangeRate(euro, Usd, 1_372_500_000_000)
        );
        var source = new RateSource("standard", "euro-deck", "44", "US");
        await Books.OpenAccountAsync("0.20");

        var granted = (Authorisation.Granted)
            await AuthoriseAsync(NewCall(1) with { Price = price, Source = source });

        granted.Call.Price.Should().Be(price);
        granted.Call.FundedSeconds.Should().Be(300, "five minutes are 0.14 EUR, 0.19215 USD");
        await MoneyShouldBe("0.20", held: "0.19215");
        (await OpenAsync()).Single().Price.Should().Be(price);
        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .Be(new Funding.Refused(FundingRefusal.InsufficientCredit));
        await BooksShouldBeRight();

        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(61), price), default);

        await MoneyShouldBe("0.0902", held: "0");
        var record = (await Calls.FindAsync(CallId(1), default))!;
        record.Charge.Should().Be(Dollars("0.1098"));
        record.Price.Should().Be(price);
        record.Source.Should().Be(source);
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_SameChannelAsksAgain_GivesTheOpenCallWithoutASecondReservation()
    {
        await Books.OpenAccountAsync("10.00");
        var first = (Authorisation.Granted)await AuthoriseAsync(NewCall(1));

        var again = await AuthoriseAsync(NewCall(2) with { Owner = "1732.1", WantedSeconds = 600 });

        var granted = again.Should().BeOfType<Authorisation.Granted>().Subject;
        granted.IsNew.Should().BeFalse();
        granted.Call.Should().BeEquivalentTo(first.Call);
        await MoneyShouldBe("10.00", held: "0.14");
    }

    [Fact]
    public async Task Authorise_SameChannelAfterItsCallWasAnswered_OpensAnotherOne()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await Calls.RecordAnswerAsync(CallId(1), "1733.1", Noon, default);

        var second = (Authorisation.Granted)
            await AuthoriseAsync(NewCall(2) with { Owner = "1732.1" });
        var again = (Authorisation.Granted)
            await AuthoriseAsync(NewCall(3) with { Owner = "1732.1" });

        second.IsNew.Should().BeTrue();
        again.IsNew.Should().BeFalse();
        again.Call.Id.Should().Be(CallId(2));
        await MoneyShouldBe("10.00", held: "0.28");
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(10)), default);
        await Calls.RecordAnswerAsync(CallId(2), "1733.2", Noon, default);
        await Calls.SettleAsync(Settlement(2, TimeSpan.FromSeconds(10)), default);
        await MoneyShouldBe("9.88", held: "0");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_ChannelThatIsATrunkLeg_IsOneCallWhateverItAsksFor()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1) with { OwnerIsTrunk = true });
        var other = NewCall(2) with
        {
            Owner = "1732.1",
            OwnerIsTrunk = true,
            Parties = Parties(dialled: "18005550199"),
        };

        var ringing = (Authorisation.Granted)await AuthoriseAsync(other);
        await Calls.RecordAnswerAsync(CallId(1), "1732.1", Noon, default);
        var answered = (Authorisation.Granted)await AuthoriseAsync(other);
        var outbound = (Authorisation.Granted)
            await AuthoriseAsync(NewCall(3) with { Owner = "1732.1" });

        (ringing.IsNew, answered.IsNew, outbound.IsNew).Should().Be((false, false, true));
        ringing.Call.Id.Should().Be(CallId(1));
        answered.Call.Id.Should().Be(CallId(1));
        await MoneyShouldBe("10.00", held: "0.28");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_SameChannelAfterTheEndOrOtherNumberOrOtherSwitch_IsANewCall()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        var other = NewCall(2) with
        {
            Owner = "1732.1",
            Parties = Parties(dialled: "01133140000000"),
        };
        var elsewhere = NewCall(3) with { Owner = "1732.1", Pbx = "pbx2" };

        (await AuthoriseAsync(other))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Which.IsNew.Should()
            .BeTrue();
        (await AuthoriseAsync(elsewhere))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Which.IsNew.Should()
            .BeTrue();
        await Calls.ReleaseAsync(CallId(1), EndReason.Busy, 17, Noon, default);
        (await AuthoriseAsync(NewCall(4) with { Owner = "1732.1" }))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Which.IsNew.Should()
            .BeTrue();
        await MoneyShouldBe("10.00", held: "0.42");
        await BooksShouldBeRight();
    }

    [Theory]
    [InlineData("")]
    [InlineData("beside")]
    public async Task Authorise_DaemonThatOpensTheCall_IsKept(string daemon)
    {
        await Books.OpenAccountAsync("10.00");

        var granted = (Authorisation.Granted)
            await AuthoriseAsync(NewCall(1) with { Daemon = daemon });

        granted.Call.Daemon.Should().Be(daemon);
        (await OpenAsync()).Single().Daemon.Should().Be(daemon);
    }

    [Fact]
    public async Task Authorise_UnknownAccount_IsSaid() =>
        (await AuthoriseAsync(NewCall(1))).Should().BeOfType<Authorisation.UnknownAccount>();

    [Fact]
    public async Task Authorise_SuspendedAccount_IsRefusedUntilItIsResumed()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.Accounts.SetStatusAsync(AccountId, AccountStatus.Suspended, default);
        (await AuthoriseAsync(NewCall(1))).Should().BeOfType<Authorisation.AccountSuspended>();

        await Books.Accounts.SetStatusAsync(AccountId, AccountStatus.Active, default);
        (await AuthoriseAsync(NewCall(1))).Should().BeOfType<Authorisation.Granted>();
    }

    [Fact]
    public async Task Authorise_FreeCall_NeedsCreditOnlyWhereAsked()
    {
        await Books.OpenAccountAsync("0");
        var free = NewCall(1) with { Price = PriceOf("0", "0", "60/60") };

        (await AuthoriseAsync(free with { NeedsCredit = true }))
            .Should()
            .Be(new Authorisation.InsufficientCredit(Dollars("0"), Dollars("0")));
        (await AuthoriseAsync(free))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Which.Call.FundedSeconds.Should()
            .Be(300);
        await MoneyShouldBe("0", held: "0");
    }

    [Theory]
    [InlineData(CallLimit.Account)]
    [InlineData(CallLimit.Number)]
    [InlineData(CallLimit.Extension)]
    [InlineData(CallLimit.Caller)]
    public async Task Authorise_AsManyOpenCallsAsAllowed_RefusesTheNextUntilOneEnds(CallLimit limit)
    {
        await Books.OpenAccountAsync("10.00");
        var limits = limit switch
        {
            CallLimit.Account => new CallLimits { Account = 2 },
            CallLimit.Number => new CallLimits { Number = 2 },
            CallLimit.Extension => new CallLimits { Extension = 2 },
            _ => new CallLimits { Caller = 2 },
        };
        NewCall Next(int number) => NewCall(number) with { Limits = limits, OwnerIsTrunk = true };

        (await AuthoriseAsync(Next(1))).Should().BeOfType<Authorisation.Granted>();
        (await AuthoriseAsync(Next(2))).Should().BeOfType<Authorisation.Granted>();
        (await AuthoriseAsync(Next(3))).Should().Be(new Authorisation.LimitReached(limit));
        (await AuthoriseAsync(Next(1)))
            .Should()
            .BeOfType<Authorisation.Granted>("it is open already");

        await Calls.ReleaseAsync(CallId(1), EndReason.NoAnswer, 19, Noon, default);
        (await AuthoriseAsync(Next(4))).Should().BeOfType<Authorisation.Granted>();
    }

    [Fact]
    public async Task Authorise_LimitOfOne_CountsOnlyCallsOfThatNumberExtensionAndCaller()
    {
        await Books.OpenAccountAsync("10.00");
        var limits = new CallLimits(null, 1, 1, 1, null);
        NewCall From(int number, string own, string extension, string caller) =>
            NewCall(number) with
            {
                Limits = limits,
                Parties = Parties() with { Number = own, Extension = extension, From = caller },
            };

        (await AuthoriseAsync(From(1, "12125550100", "1001", "441")))
            .Should()
            .BeOfType<Authorisation.Granted>();
        (await AuthoriseAsync(From(2, "12125550101", "1002", "441")))
            .Should()
            .BeOfType<Authorisation.Granted>();
        (await AuthoriseAsync(From(3, "12125550102", "1001", "442")))
            .Should()
            .Be(new Authorisation.LimitReached(CallLimit.Extension));
    }

    [Fact]
    public async Task Authorise_CallerPerHour_CountsEndedCallsOfTheLast60Minutes()
    {
        await Books.OpenAccountAsync("10.00");
        NewCall At(int number, TimeSpan after) =>
            NewCall(number) with
            {
                OwnerIsTrunk = true,
                Limits = new CallLimits { CallerPerHour = 2 },
                At = Noon + after,
            };

        await AuthoriseAsync(At(1, TimeSpan.Zero));
        await Calls.ReleaseAsync(CallId(1), EndReason.NoAnswer, 19, Noon, default);
        await AuthoriseAsync(At(2, TimeSpan.FromMinutes(30)));

        (await AuthoriseAsync(At(3, TimeSpan.FromMinutes(59.9))))
            .Should()
            .Be(new Authorisation.LimitReached(CallLimit.CallerPerHour));
        (await AuthoriseAsync(At(3, TimeSpan.FromMinutes(60))))
            .Should()
            .BeOfType<Authorisation.Granted>();
    }

    [Fact]
    public async Task Authorise_ManyAtOnce_NeverHoldsMoreThanThereIs()
    {
        // Each call takes 0.14 first: four fit whole, a fifth gets what 0.04 + n × 0.02 leaves of 0.64 − 0.56.
        await Books.OpenAccountAsync("0.64");

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 40).Select(i => AuthoriseAsync(NewCall(i)))
        );

        answers
            .OfType<Authorisation.Granted>()
            .Sum(granted => granted.Call.FundedSeconds)
            .Should()
            .Be(4 * 300 + 120);
        answers.OfType<Authorisation.InsufficientCredit>().Should().HaveCount(35);
        await MoneyShouldBe("0.64", held: "0.64");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_SameChannelManyTimesAtOnce_OpensOneCall()
    {
        await Books.OpenAccountAsync("10.00");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(i => AuthoriseAsync(NewCall(i) with { Owner = "1732.1" }))
        );

        var granted = answers.Cast<Authorisation.Granted>().ToArray();
        granted.Count(answer => answer.IsNew).Should().Be(1);
        granted.Select(answer => answer.Call.Id).Distinct().Should().ContainSingle();
        await MoneyShouldBe("10.00", held: "0.14");
    }

    [Fact]
    public async Task Authorise_PriceInAnotherCurrency_Throws()
    {
        await Books.OpenAccountAsync("10.00");
        var eur = Domain.Monetary.Currency.Parse("EUR");
        var price = new Domain.Rating.CallPrice(new(0, eur), new(20_000, eur), default);

        await Invoking(() => AuthoriseAsync(NewCall(1) with { Price = price }))
            .Should()
            .ThrowAsync<Domain.Monetary.CurrencyMismatchException>();
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Fund_EnoughCredit_ExtendsToWhatIsWanted()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));

        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(600));

        await MoneyShouldBe("10.00", held: "0.24");
        (await OpenAsync()).Single().FundedSeconds.Should().Be(600);
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Fund_LittleCredit_GoesAsFarAsItReachesAndThenRefuses()
    {
        await Books.OpenAccountAsync("0.19");
        await AuthoriseAsync(NewCall(1));

        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(420));
        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .Be(new Funding.Refused(FundingRefusal.InsufficientCredit));

        await MoneyShouldBe("0.19", held: "0.18");
        await Books.Ledger.PostAsync(TopUp("1.00"), default);
        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(600));
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Fund_AskedAgainAfterALostAnswer_SaysTheSame()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await Calls.FundAsync(CallId(1), 600, default);

        (await Calls.FundAsync(CallId(1), 600, default)).Should().Be(new Funding.Extended(600));
        await MoneyShouldBe("10.00", held: "0.24");
    }

    [Fact]
    public async Task Fund_SuspendedOrClosed_IsRefused()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await Books.Accounts.SetStatusAsync(AccountId, AccountStatus.Suspended, default);

        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .Be(new Funding.Refused(FundingRefusal.AccountSuspended));
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(10)), default);
        (await Calls.FundAsync(CallId(1), 600, default))
            .Should()
            .Be(new Funding.Refused(FundingRefusal.CallClosed));
    }

    [Fact]
    public async Task Settle_ConnectedCall_ChargesReleasesAndRecords()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await Calls.RecordAnswerAsync(CallId(1), "1733.1", Noon, default);

        var connected = TimeSpan.FromTicks(605_000_001);
        (await Calls.SettleAsync(Settlement(1, connected), default))
            .Should()
            .Be(SettleOutcome.Settled);

        await MoneyShouldBe("9.92", held: "0");
        (await OpenAsync()).Should().BeEmpty();
        var entry = (await Books.Ledger.EntriesAsync(AccountId, 1, default)).Single();
        (entry.Cause, entry.Amount, entry.BalanceAfter)
            .Should()
            .Be(("settlement/pbx1/1733.1", Dollars("-0.08"), Dollars("9.92")));
        var record = (await Calls.FindAsync(CallId(1), default))!;
        record
            .Should()
            .BeEquivalentTo(
                new CallRecord(
                    CallId(1),
                    "pbx1",
                    Parties(),
                    CallState.Settled,
                    Price,
                    Noon,
                    "1733.1",
                    Noon,
                    Noon + connected,
                    connected,
                    BilledSeconds: 120,
                    FundedSeconds: 300,
                    Held: Dollars("0"),
                    Charge: Dollars("0.08"),
                    Usd,
                    "hangup",
                    Cause: 16,
                    Estimated: false,
                    ClockStepped: false
                )
            );
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Settle_Twice_ChargesOnce()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(61)), default))
        );

        outcomes.Count(outcome => outcome == SettleOutcome.Settled).Should().Be(1);
        (await Calls.ReleaseAsync(CallId(1), EndReason.Cancelled, 0, Noon, default))
            .Should()
            .BeFalse();
        await MoneyShouldBe("9.92", held: "0");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Settle_FreeCall_PostsAnEntryOfZero()
    {
        await Books.OpenAccountAsync("0");
        var free = PriceOf("0", "0", "60/60");
        await AuthoriseAsync(NewCall(1) with { Price = free });

        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(61), free), default);

        (await Books.Ledger.EntriesAsync(AccountId, 10, default))
            .Single()
            .Amount.Should()
            .Be(Dollars("0"));
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Settle_MoreThanIsHeld_ThrowsAndChangesNothing()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        var tooMuch = Settlement(1, TimeSpan.FromSeconds(60)) with { Charge = Dollars("0.140001") };

        await Invoking(() => Calls.SettleAsync(tooMuch, default))
            .Should()
            .ThrowAsync<InvalidOperationException>()
            .WithMessage("*0.140001*0.14*");

        await MoneyShouldBe("10.00", held: "0.14");
        (await OpenAsync()).Should().ContainSingle();
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Settle_LegThatWasChargedAsAnotherCalls_ClosesItForNothing()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await AuthoriseAsync(NewCall(2));
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);
        var again = Settlement(2, TimeSpan.FromSeconds(60)) with { Leg = "1733.1" };

        var outcome = await Calls.SettleAsync(again, default);
        var repeated = await Calls.SettleAsync(again, default);

        outcome.Should().Be(SettleOutcome.LegChargedBefore);
        repeated.Should().Be(SettleOutcome.AlreadyClosed);
        await MoneyShouldBe("9.94", held: "0");
        var record = (await Calls.FindAsync(CallId(2), default))!;
        (record.State, record.Leg, record.Connected, record.BilledSeconds, record.Charge)
            .Should()
            .Be((CallState.Settled, "1733.1", TimeSpan.FromSeconds(60), 0, Dollars("0")));
        (await Books.Ledger.EntriesAsync(AccountId, 2, default))
            .Select(entry => (entry.Cause, entry.Amount))
            .Should()
            .BeEquivalentTo([
                ("settlement/pbx1/1733.1", -Dollars("0.06")),
                ($"settlement/pbx1/1733.1/{CallId(2)}", Dollars("0")),
            ]);
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Release_UnansweredCall_FreesWhatItHeld()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        var at = Noon.AddSeconds(20);

        (await Calls.ReleaseAsync(CallId(1), EndReason.Busy, 17, at, default)).Should().BeTrue();
        (await Calls.ReleaseAsync(CallId(1), EndReason.Busy, 17, at, default)).Should().BeFalse();
        (await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(1)), default))
            .Should()
            .Be(SettleOutcome.AlreadyClosed);

        await MoneyShouldBe("10.00", held: "0");
        var record = (await Calls.FindAsync(CallId(1), default))!;
        (record.State, record.EndReason, record.Cause, record.EndedAt, record.Charge)
            .Should()
            .Be((CallState.Released, "busy", 17, at, null));
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Release_AnsweredCall_Throws()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await Calls.RecordAnswerAsync(CallId(1), "1733.1", Noon, default);

        await Invoking(() => Calls.ReleaseAsync(CallId(1), EndReason.Cancelled, 16, Noon, default))
            .Should()
            .ThrowAsync<InvalidOperationException>();
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task RecordAnswer_Repeated_KeepsTheFirst()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));

        await Calls.RecordAnswerAsync(CallId(1), "1733.1", Noon, default);
        await Calls.RecordAnswerAsync(CallId(1), "1733.9", Noon.AddSeconds(9), default);

        var open = (await OpenAsync()).Single();
        (open.Leg, open.AnsweredAt).Should().Be(("1733.1", Noon));
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(5)), default);
        await Calls.RecordAnswerAsync(CallId(1), "1733.9", Noon, default);
        (await Calls.FindAsync(CallId(1), default))!.State.Should().Be(CallState.Settled);
    }

    [Fact]
    public async Task AnyWrite_ToACallThatDoesNotExist_Throws()
    {
        await Books.OpenAccountAsync("10.00");
        Func<Task>[] writes =
        [
            () => Calls.FundAsync(CallId(7), 60, default),
            () => Calls.RecordAnswerAsync(CallId(7), "1733.7", Noon, default),
            () => Calls.SettleAsync(Settlement(7, TimeSpan.FromSeconds(1)), default),
            () => Calls.ReleaseAsync(CallId(7), EndReason.Busy, 17, Noon, default),
        ];
        foreach (var write in writes)
        {
            await write
                .Should()
                .ThrowAsync<InvalidOperationException>()
                .WithMessage($"*{CallId(7)}*");
        }
        (await Calls.FindAsync(CallId(7), default)).Should().BeNull();
    }

    [Fact]
    public async Task RecordRefusal_WithAndWithoutAccount_IsListed()
    {
        await Books.OpenAccountAsync("0");
        var refused = new RefusedCall(
            CallId(1),
            "pbx1",
            "1732.1",
            Parties(),
            "insufficient-credit",
            Noon
        );
        await Calls.RecordRefusalAsync(refused, default);
        await Calls.RecordRefusalAsync(refused, default);
        await Calls.RecordRefusalAsync(
            refused with
            {
                Id = CallId(2),
                Parties = Parties(account: "") with { Number = null, Extension = null },
            },
            default
        );

        var records = await Calls.ListAsync(new CallFilter { State = CallState.Refused }, default);

        records.Select(record => record.Id).Should().Equal(CallId(2), CallId(1));
        records[0].Currency.Should().Be(default(Domain.Monetary.Currency));
        records[0].Parties.Account.Should().BeEmpty();
        (records[1].EndReason, records[1].EndedAt, records[1].Price)
            .Should()
            .Be(("insufficient-credit", Noon, null));
        (await OpenAsync()).Should().BeEmpty();
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task List_Filters_AndGivesTheNewestFirst()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.OpenAccountAsync("10.00", "beta");
        foreach (var i in Enumerable.Range(1, 6))
        {
            await AuthoriseAsync(NewCall(i, i % 2 == 0 ? "beta" : AccountId));
        }
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(1)), default);
        await Calls.ReleaseAsync(CallId(2), EndReason.Busy, 17, Noon, default);
        await Calls.RecordAnswerAsync(CallId(3), "1733.3", Noon, default);

        (await Numbers(new CallFilter())).Should().Equal(6, 5, 4, 3, 2, 1);
        (await Numbers(new CallFilter { Limit = 2 })).Should().Equal(6, 5);
        (await Numbers(new CallFilter { Account = "beta" })).Should().Equal(6, 4, 2);
        (await Numbers(new CallFilter { OnlyOpen = true })).Should().Equal(6, 5, 4, 3);
        (await Numbers(new CallFilter { OnlyOpen = true, Account = AccountId }))
            .Should()
            .Equal(5, 3);
        (await Numbers(new CallFilter { State = CallState.Connected, Account = AccountId }))
            .Should()
            .Equal(3);
        (await Numbers(new CallFilter { State = CallState.Released })).Should().Equal(2);
        (await Numbers(new CallFilter { Account = "nobody" })).Should().BeEmpty();
    }

    [Fact]
    public async Task List_ByEachThingThatIsKnownOfACall_FindsThoseAlone()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.OpenAccountAsync("10.00", "beta");
        var anns = Parties() with { Member = "Ann", Department = "Board", Extension = "1002" };
        var toMexico = Parties(dialled: "011525555550000") with
        {
            To = "525555550000",
            Destination = "Mexico",
            Number = "12125550199",
            From = "1003",
        };
        var tollFree = Parties("beta", "18005550100") with { Service = Service.TollFreeInbound };
        await AuthoriseAsync(NewCall(1) with { At = Noon });
        await AuthoriseAsync(NewCall(2) with { At = Noon.AddHours(1), Parties = anns });
        await AuthoriseAsync(NewCall(3) with { At = Noon.AddHours(2), Parties = toMexico });
        await AuthoriseAsync(NewCall(4) with { At = Noon.AddHours(3), Parties = tollFree });
        await Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(1)), default);
        await Calls.SettleAsync(Settlement(2, TimeSpan.FromSeconds(61)), default);
        await Calls.ReleaseAsync(CallId(3), EndReason.Busy, 17, Noon, default);
        await Calls.RecordRefusalAsync(
            new RefusedCall(
                CallId(5),
                "pbx1",
                "1732.5",
                Parties(account: ""),
                "unknown-account",
                Noon.AddHours(4)
            ),
            default
        );

        (await Numbers(new CallFilter { Member = "ann" })).Should().Equal(2);
        (await Numbers(new CallFilter { Department = "BOARD" })).Should().Equal(2);
        (await Numbers(new CallFilter { Extension = "1002" })).Should().Equal(2);
        (await Numbers(new CallFilter { Number = "12125550199" })).Should().Equal(3);
        (await Numbers(new CallFilter { Destination = "mexico" })).Should().Equal(3);
        (await Numbers(new CallFilter { Service = Service.TollFreeInbound })).Should().Equal(4);
        (await Numbers(new CallFilter { From = "1003" })).Should().Equal(3);
        (await Numbers(new CallFilter { To = "525555550000" })).Should().Equal(3);
        (await Numbers(new CallFilter { Reason = "busy" })).Should().Equal(3);
        (await Numbers(new CallFilter { Reason = "unknown-account" })).Should().Equal(5);
        (await Numbers(new CallFilter { Outcome = CallOutcome.Answered })).Should().Equal(2, 1);
        (await Numbers(new CallFilter { Outcome = CallOutcome.Unanswered })).Should().Equal(3);
        (await Numbers(new CallFilter { Outcome = CallOutcome.Refused })).Should().Equal(5);
        (await Numbers(new CallFilter { MinChargeMicros = 80_000 })).Should().Equal(2);
        (await Numbers(new CallFilter { MinChargeMicros = 60_000 })).Should().Equal(2, 1);
        (await Numbers(new CallFilter { Since = Noon.AddHours(1), Until = Noon.AddHours(4) }))
            .Should()
            .Equal([4, 3, 2], "an instant belongs to what begins with it");
        (await Numbers(new CallFilter { Account = AccountId, Since = Noon.AddHours(1) }))
            .Should()
            .Equal(3, 2);
        (await Numbers(new CallFilter { Until = Noon.AddHours(1), Account = "ACME" }))
            .Should()
            .Equal(1);
        (await Numbers(new CallFilter { Since = Noon.AddHours(4) }))
            .Should()
            .Equal([5], "it has no account");
        (await Numbers(new CallFilter { OnlyOpen = true, Since = Noon.AddHours(1) }))
            .Should()
            .Equal(4);
        (
            await Numbers(
                new CallFilter
                {
                    Account = AccountId,
                    Destination = "Mexico",
                    Outcome = CallOutcome.Answered,
                }
            )
        ).Should().BeEmpty("all that is named must hold");
    }

    [Fact]
    public async Task List_PageByPage_GivesEachCallOnce()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.OpenAccountAsync("10.00", "beta");
        // Two at a time at the same instant, and written down in another order than they were asked for.
        int[] hours = [3, 3, 1, 1, 2, 2, 5];
        foreach (var (hour, i) in hours.Select((hour, i) => (hour, i + 1)))
        {
            await AuthoriseAsync(
                NewCall(i, i == 7 ? "beta" : AccountId) with
                {
                    At = Noon.AddHours(hour),
                }
            );
        }

        (await PagesAsync(new CallFilter { Limit = 2 })).Should().Equal(7, 6, 5, 4, 3, 2, 1);
        (await PagesAsync(new CallFilter { Limit = 2, Account = AccountId }))
            .Should()
            .Equal([2, 1, 6, 5, 4, 3], "of one account they come by when the gate was asked");

        async Task<List<int>> PagesAsync(CallFilter filter)
        {
            List<int> all = [];
            while (await Numbers(filter) is { Length: > 0 } page)
            {
                all.AddRange(page);
                filter = filter with { Before = CallId(page[^1]) };
            }
            return all;
        }
    }

    [Fact]
    public async Task OpenCalls_OfTwoSwitches_AreToldApart()
    {
        await Books.OpenAccountAsync("10.00");
        await AuthoriseAsync(NewCall(1));
        await AuthoriseAsync(NewCall(2) with { Pbx = "pbx2", OwnerIsTrunk = true });

        (await Calls.OpenCallsAsync("pbx2", default))
            .Single()
            .Should()
            .BeEquivalentTo(
                new
                {
                    Id = CallId(2),
                    Pbx = "pbx2",
                    OwnerIsTrunk = true,
                }
            );
    }

    private static Func<Task> Invoking(Func<Task> action) => action;

    private async Task<int[]> Numbers(CallFilter filter) =>
        [
            .. (await Calls.ListAsync(filter, default)).Select(record =>
                Enumerable.Range(1, 9).Single(i => CallId(i) == record.Id)
            ),
        ];

    private Task<Authorisation> AuthoriseAsync(NewCall call) =>
        Calls.AuthoriseAsync(call, CancellationToken.None);

    private Task<IReadOnlyList<OpenCall>> OpenAsync() =>
        Calls.OpenCallsAsync("pbx1", CancellationToken.None);
}
