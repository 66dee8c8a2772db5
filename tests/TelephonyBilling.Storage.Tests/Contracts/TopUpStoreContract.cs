using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ITopUpStore"/> and <see cref="IRechargeStore"/> promise.</summary>
public abstract class TopUpStoreContract : IAsyncLifetime
{
    private static readonly RechargePolicy Policy = new();
    private static readonly TopUpFailure Declined = new(
        "card_declined",
        "The card was declined.",
        ""
    );

    private Books Books { get; set; } = null!;

    private ITopUpStore TopUps { get; set; } = null!;

    private IRechargeStore Recharges { get; set; } = null!;

    private ICardStore Cards { get; set; } = null!;

    public async Task InitializeAsync()
    {
        var opened = await OpenAsync();
        (Books, TopUps, Recharges, Cards) = (
            opened.Books,
            opened.TopUps,
            opened.Recharges,
            opened.Cards
        );
        await Books.OpenAccountAsync("10.00");
    }

    public abstract Task DisposeAsync();

    /// <summary>Opens empty stores.</summary>
    protected abstract Task<Opened> OpenAsync();

    [Fact]
    public async Task Succeed_OnceOrOften_PostsTheCreditOnce()
    {
        var topUp = await RequestAsync(1);
        topUp.State.Should().Be(TopUpState.Requested);
        (await TopUps.BeginAsync(topUp.Id, Noon.AddSeconds(2), default))
            .Should()
            .BeEquivalentTo(new { State = TopUpState.Pending, Attempts = 1 });
        await TopUps.DoubtAsync(topUp.Id, "timed out", Noon.AddSeconds(4), default);
        await MoneyShouldBe("10.00");

        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ => TopUps.SucceedAsync(topUp.Id, "pi_1", Noon, default))
        );

        all.Count(result => result.Posted).Should().Be(1);
        all.Should().OnlyContain(result => result.TopUp.State == TopUpState.Succeeded);
        await MoneyShouldBe("35.00");
        var entries = await Books.Ledger.EntriesAsync(AccountId, 10, default);
        entries[^1].Cause.Should().Be($"topup/{topUp.Id}");
        entries[^1].Kind.Should().Be(EntryKind.TopUp);
        (await TopUps.FailAsync(topUp.Id, Declined, Policy, Noon, default))
            .State.Should()
            .Be(TopUpState.Succeeded, "what was decided never changes");
        (await TopUps.FindByReferenceAsync("pi_1", default))!.Id.Should().Be(topUp.Id);
    }

    [Fact]
    public async Task Fail_ThenSucceed_StaysFailedAndPostsNothing()
    {
        var topUp = await RequestAsync(1);
        var failed = await TopUps.FailAsync(topUp.Id, Declined, Policy, Noon, default);
        failed.State.Should().Be(TopUpState.Failed);
        failed.ErrorCode.Should().Be("card_declined");

        var (after, posted) = await TopUps.SucceedAsync(topUp.Id, "pi_1", Noon, default);

        (after.State, posted).Should().Be((TopUpState.Failed, false));
        await MoneyShouldBe("10.00");
    }

    [Fact]
    public async Task Request_SameCause_IsOneTopUp()
    {
        var first = await RequestAsync(1);

        var again = await TopUps.RequestAsync(New(1) with { Id = "another" }, default);
        again.Outcome.Should().Be(TopUpOutcome.AlreadyRequested);
        again.TopUp!.Id.Should().Be(first.Id);
        (await TopUps.RequestAsync(New(1) with { Amount = Dollars("26") }, default))
            .Outcome.Should()
            .Be(TopUpOutcome.CauseReused);
        (await TopUps.RequestAsync(New(2) with { Account = "nobody" }, default))
            .Outcome.Should()
            .Be(TopUpOutcome.UnknownAccount);
        (await TopUps.ListAsync(new TopUpFilter(), default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Add_ManualCredit_IsPostedAtOnceAndOnce()
    {
        var wire = New(1) with { Source = TopUpSource.Manual, Reference = "WIRE-77" };

        (await TopUps.AddAsync(wire, default)).TopUp!.State.Should().Be(TopUpState.Succeeded);
        (await TopUps.AddAsync(wire with { Id = "another" }, default))
            .Outcome.Should()
            .Be(TopUpOutcome.AlreadyRequested);

        await MoneyShouldBe("35.00");
        (await Books.Ledger.EntriesAsync(AccountId, 1, default))[0]
            .Note.Should()
            .Be("manual WIRE-77");
    }

    [Fact]
    public async Task List_DueOnes_AreOpenAndTheirTimeHasCome()
    {
        var due = await RequestAsync(1);
        var later = await RequestAsync(2);
        await TopUps.BeginAsync(later.Id, Noon.AddHours(1), default);
        var done = await RequestAsync(3);
        await TopUps.SucceedAsync(done.Id, "pi_3", Noon, default);

        (await TopUps.ListAsync(new TopUpFilter { DueAt = Noon }, default))
            .Select(topUp => topUp.Id)
            .Should()
            .Equal(due.Id);
    }

    [Fact]
    public async Task Claim_FiveAtOnce_GivesOneTopUp()
    {
        await SetRuleAsync();
        await SpendAsync("6.00");

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => ClaimAsync(exhausted: false))
        );

        var claimed = claims.OfType<RechargeClaim.Claimed>().Should().ContainSingle().Subject;
        claimed.TopUp.IsAutomatic.Should().BeTrue();
        claimed.TopUp.Cause.Should().Be("auto/acme/1");
        claims
            .OfType<RechargeClaim.NotDue>()
            .Should()
            .OnlyContain(claim => claim.Why == RechargeHindrance.EnoughCredit);
    }

    [Theory]
    [InlineData("4.99", false, RechargeHindrance.EnoughCredit)] // 5.01 are left
    [InlineData("5.00", false, null)] // the threshold is reached
    [InlineData("0", true, null)] // a call could not be paid for
    public async Task Claim_AtTheThresholdOrExhausted_IsDue(
        string spent,
        bool exhausted,
        RechargeHindrance? hindrance
    )
    {
        await SetRuleAsync();
        await SpendAsync(spent);

        var claim = await ClaimAsync(exhausted);

        (claim as RechargeClaim.NotDue)?.Why.Should().Be(hindrance);
        (claim is RechargeClaim.Claimed).Should().Be(hindrance is null);
    }

    [Fact]
    public async Task Claim_ExhaustedBeforeTheLastRechargeCameIn_IsNotDueOnceMore()
    {
        await SetRuleAsync();
        var first = (RechargeClaim.Claimed)await ClaimAsync(exhausted: true);
        await TopUps.SucceedAsync(first.TopUp.Id, "pi_1", Noon.AddSeconds(1), default);

        (await ClaimAsync(exhausted: true, at: Noon.AddSeconds(2)))
            .Should()
            .Be(new RechargeClaim.NotDue(RechargeHindrance.EnoughCredit));
        (await ClaimAsync(exhausted: true, at: Noon.AddSeconds(7)))
            .Should()
            .BeOfType<RechargeClaim.Claimed>("a call still can't be paid for");
    }

    [Fact]
    public async Task TakeFallen_ExhaustedBeforeCreditCameIn_IsForgotten()
    {
        await SetRuleAsync(threshold: "0");
        await SpendAsync("9.90");
        await Books.Calls.AuthoriseAsync(NewCall(1), default);
        await TopUps.AddAsync(New(1) with { Source = TopUpSource.Manual }, default);

        (await Recharges.TakeFallenAsync(default))
            .Should()
            .Equal(new FallenAccount(AccountId, Exhausted: false));
    }

    [Fact]
    public async Task Claim_UpToTheDaysAndTheMonthsLimit_AndNoFurther()
    {
        await SetRuleAsync(perDay: "50", perMonth: "75");
        await SpendAsync("10.00");
        var day = Noon;

        await RechargeAndSpendAsync(day);
        await RechargeAndSpendAsync(day.AddHours(2));
        (await ClaimAsync(at: day.AddHours(3)))
            .Should()
            .Be(
                new RechargeClaim.Limited(RechargeHindrance.DayLimit, Dollars("50"), Dollars("50"))
            );
        await RechargeAndSpendAsync(day.AddDays(1));
        (await ClaimAsync(at: day.AddDays(2)))
            .Should()
            .Be(
                new RechargeClaim.Limited(
                    RechargeHindrance.MonthLimit,
                    Dollars("75"),
                    Dollars("75")
                )
            );
        await RechargeAndSpendAsync(day.AddMonths(1));
    }

    [Fact]
    public async Task Claim_TooOftenInTooShortATime_StopsTheRule()
    {
        await SetRuleAsync();
        await SpendAsync("10.00");
        for (var i = 0; i < Policy.VelocityCount; i++)
        {
            await RechargeAndSpendAsync(Noon.AddMinutes(i));
        }

        (await ClaimAsync(at: Noon.AddMinutes(30)))
            .Should()
            .Be(new RechargeClaim.NotDue(RechargeHindrance.Velocity));

        (await Recharges.FindAsync(AccountId, default))!.Stopped.Should().Be("velocity");
        (await ClaimAsync(at: Noon.AddDays(1)))
            .Should()
            .Be(new RechargeClaim.NotDue(RechargeHindrance.Stopped));
        await SetRuleAsync();
        (await ClaimAsync(at: Noon.AddDays(1))).Should().BeOfType<RechargeClaim.Claimed>();
    }

    [Fact]
    public async Task Fail_AutomaticTopUps_HoldTheRuleBackAndThenStopIt()
    {
        await SetRuleAsync();
        await SpendAsync("10.00");
        var at = Noon;
        foreach (var wait in Policy.Backoff)
        {
            var claimed = (RechargeClaim.Claimed)await ClaimAsync(at: at);
            await TopUps.FailAsync(claimed.TopUp.Id, Declined, Policy, at, default);
            (await ClaimAsync(at: at + wait - TimeSpan.FromTicks(1)))
                .Should()
                .BeOfType<RechargeClaim.NotDue>();
            at += wait;
        }
        (await Recharges.FindAsync(AccountId, default))!.Stopped.Should().Be("declined");
        (await ClaimAsync(at: at.AddDays(9)))
            .Should()
            .Be(new RechargeClaim.NotDue(RechargeHindrance.Stopped));
    }

    [Fact]
    public async Task Succeed_AnAutomaticTopUp_ForgetsEarlierDeclines()
    {
        await SetRuleAsync();
        await SpendAsync("10.00");
        var first = (RechargeClaim.Claimed)await ClaimAsync();
        await TopUps.FailAsync(first.TopUp.Id, Declined, Policy, Noon, default);
        (await Recharges.FindAsync(AccountId, default))!.Declines.Should().Be(1);

        var second = (RechargeClaim.Claimed)await ClaimAsync(at: Noon.AddHours(1));
        await TopUps.SucceedAsync(second.TopUp.Id, "pi_2", Noon, default);

        (await Recharges.FindAsync(AccountId, default))!.Declines.Should().Be(0);
    }

    [Fact]
    public async Task Claim_WithoutACard_OrWithOneThatIsNotConfirmed_IsNotDue()
    {
        await SetRuleAsync(withCard: false);
        await SpendAsync("10.00");
        (await ClaimAsync()).Should().Be(new RechargeClaim.NotDue(RechargeHindrance.NoCard));

        await Cards.SetAsync(
            SavedCard() with
            {
                State = CardState.Confirming,
            },
            "me",
            Noon,
            default
        );
        (await ClaimAsync()).Should().Be(new RechargeClaim.NotDue(RechargeHindrance.NoCard));

        await Cards.SetAsync(SavedCard(), "me", Noon, default);
        (await ClaimAsync()).Should().BeOfType<RechargeClaim.Claimed>();
    }

    [Fact]
    public async Task TakeFallen_AnAccountThatFellToItsThreshold_IsGivenOnce()
    {
        (await Recharges.TakeFallenAsync(default)).Should().BeEmpty();
        await SetRuleAsync();
        await SpendAsync("4.99");
        (await Recharges.TakeFallenAsync(default)).Should().BeEmpty();

        // What open calls hold counts as spent: a call of five minutes holds 14 cents.
        await Books.Calls.AuthoriseAsync(NewCall(1), default);

        (await Recharges.TakeFallenAsync(default))
            .Should()
            .Equal(new FallenAccount(AccountId, Exhausted: false));
        (await Recharges.TakeFallenAsync(default)).Should().BeEmpty();
        (await Recharges.DueAsync(Noon, default)).Should().Equal(AccountId);
    }

    [Fact]
    public async Task Set_ARuleOfAnAccountThatIsBelowAlready_IsNoticed()
    {
        await SpendAsync("9.00");
        await SetRuleAsync();
        (await Recharges.TakeFallenAsync(default))
            .Should()
            .Equal(new FallenAccount(AccountId, Exhausted: false));
    }

    [Fact]
    public async Task TakeFallen_ACallThatGetsLessThanItWants_IsExhausted()
    {
        await SetRuleAsync(threshold: "0");
        await SpendAsync("9.90");
        (await Books.Calls.AuthoriseAsync(NewCall(1), default))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Which.Call.FundedSeconds.Should()
            .Be(180, "ten cents pay for the fee and three minutes of five");
        (await Recharges.TakeFallenAsync(default))
            .Should()
            .Equal(new FallenAccount(AccountId, Exhausted: true));

        await Books.Calls.FundAsync(CallId(1), 480, default);
        await Books.Calls.AuthoriseAsync(NewCall(2), default);
        (await Recharges.TakeFallenAsync(default))
            .Should()
            .Equal(new FallenAccount(AccountId, Exhausted: true));
    }

    [Fact]
    public async Task TakeFallen_AccountsWithoutARule_AreNotLookedAt()
    {
        await SpendAsync("9.99");
        await Books.Calls.AuthoriseAsync(NewCall(1), default);
        (await Recharges.TakeFallenAsync(default)).Should().BeEmpty();
    }

    private static NewTopUp New(int number) =>
        new(
            $"tu-{number}",
            AccountId,
            TopUpSource.Card,
            Dollars("25"),
            $"request/{number}",
            "me",
            Noon
        );

    private static Card SavedCard() =>
        new(AccountId, "cus_1", "pm_1", "visa", "4242", "2029-04", CardState.Saved);

    private async Task<TopUp> RequestAsync(int number) =>
        (await TopUps.RequestAsync(New(number), default)).TopUp!;

    private Task<RechargeClaim> ClaimAsync(bool exhausted = false, DateTimeOffset? at = null) =>
        Recharges.ClaimAsync(AccountId, exhausted, Policy, at ?? Noon, default);

    private async Task SetRuleAsync(
        string? perDay = null,
        string? perMonth = null,
        bool withCard = true,
        string threshold = "5"
    )
    {
        if (withCard)
        {
            await Cards.SetAsync(SavedCard(), "me", Noon, default);
        }
        var rule = new RechargeRule(
            AccountId,
            Enabled: true,
            Dollars(threshold),
            Dollars("25"),
            TopUpSource.Card,
            perDay is null ? null : Dollars(perDay),
            perMonth is null ? null : Dollars(perMonth)
        );
        (await Recharges.SetAsync(rule, "me", default)).Should().BeTrue();
        (await Recharges.FindAsync(AccountId, default)).Should().Be(rule);
    }

    private async Task RechargeAndSpendAsync(DateTimeOffset at)
    {
        var claimed = (await ClaimAsync(at: at)).Should().BeOfType<RechargeClaim.Claimed>().Subject;
        await TopUps.SucceedAsync(claimed.TopUp.Id, $"pi_{claimed.TopUp.Id}", at, default);
        await SpendAsync("25");
    }

    private int spent;

    private async Task SpendAsync(string amount)
    {
        if (Dollars(amount).IsZero)
        {
            return;
        }
        var entry = new NewEntry(
            AccountId,
            EntryKind.Adjustment,
            -Dollars(amount),
            $"spent/{++spent}",
            "",
            "me",
            Noon
        );
        (await Books.Ledger.PostAsync(entry, default)).Outcome.Should().Be(PostOutcome.Posted);
    }

    private async Task MoneyShouldBe(string balance)
    {
        (await Books.BalanceAsync(AccountId)).Balance.Should().Be(Dollars(balance));
        (await Books.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    /// <summary>What is under test.</summary>
    protected sealed record Opened(
        Books Books,
        ITopUpStore TopUps,
        IRechargeStore Recharges,
        ICardStore Cards
    );
}
