using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ILedgerStore"/> promises.</summary>
public abstract class LedgerStoreContract : StoreContract
{
    private ILedgerStore Ledger => Books.Ledger;

    [Fact]
    public async Task Post_TopUp_MovesTheBalance()
    {
        await Books.OpenAccountAsync("0");

        var result = await Ledger.PostAsync(TopUp("25.00"), default);

        result.Outcome.Should().Be(PostOutcome.Posted);
        result
            .Entry.Should()
            .BeEquivalentTo(
                new
                {
                    Account = AccountId,
                    Kind = EntryKind.TopUp,
                    Amount = Dollars("25.00"),
                    BalanceAfter = Dollars("25.00"),
                    Cause = "topup/acme/1",
                    Note = "invoice",
                    Actor = "tester",
                    At = Noon,
                }
            );
        (await Ledger.EntriesAsync(AccountId, 10, default)).Should().Equal(result.Entry!);
        await MoneyShouldBe("25.00", held: "0");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Post_SameFactAgain_GivesTheFirstEntry()
    {
        await Books.OpenAccountAsync("0");
        var first = await Ledger.PostAsync(TopUp("25.00"), default);

        var again = await Ledger.PostAsync(
            TopUp("25.00") with
            {
                At = Noon.AddDays(1),
                Actor = "somebody",
            },
            default
        );

        again.Should().Be(new PostResult(PostOutcome.AlreadyPosted, first.Entry));
        await MoneyShouldBe("25.00", held: "0");
    }

    [Fact]
    public async Task Post_SameCauseForAnotherFact_IsRefused()
    {
        await Books.OpenAccountAsync("0");
        await Books.OpenAccountAsync("0", "beta");
        var first = await Ledger.PostAsync(TopUp("25.00"), default);

        foreach (
            var other in new[]
            {
                TopUp("25.000001"),
                TopUp("25.00") with
                {
                    Kind = EntryKind.Adjustment,
                },
                TopUp("25.00") with
                {
                    Account = "beta",
                },
            }
        )
        {
            (await Ledger.PostAsync(other, default))
                .Should()
                .Be(new PostResult(PostOutcome.CauseReused, first.Entry));
        }
        await MoneyShouldBe("0", held: "0", "beta");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Post_SameFactManyTimesAtOnce_MovesTheBalanceOnce()
    {
        await Books.OpenAccountAsync("0");

        var results = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Ledger.PostAsync(TopUp("25.00"), default))
        );

        results.Count(result => result.Outcome == PostOutcome.Posted).Should().Be(1);
        await MoneyShouldBe("25.00", held: "0");
    }

    [Theory]
    [InlineData("-5.00", PostOutcome.Posted)]
    [InlineData("-9.86", PostOutcome.Posted)]
    [InlineData("-9.860001", PostOutcome.InsufficientFunds)]
    public async Task Post_Debit_TakesOnlyWhatNoCallHolds(string amount, PostOutcome outcome)
    {
        await Books.OpenAccountAsync("10.00");
        await Books.Calls.AuthoriseAsync(NewCall(1), default);

        var debit = new NewEntry(
            AccountId,
            EntryKind.Adjustment,
            Dollars(amount),
            "adjust/1",
            "",
            "tester",
            Noon
        );
        (await Ledger.PostAsync(debit, default)).Outcome.Should().Be(outcome);

        (await Books.BalanceAsync()).Held.Should().Be(Dollars("0.14"));
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Post_ManyDebitsAtOnce_NeverOverdraw()
    {
        await Books.OpenAccountAsync("1.00");
        NewEntry Debit(int i) =>
            new(AccountId, EntryKind.Rental, Dollars("-0.30"), $"rental/{i}", "", "tester", Noon);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => Ledger.PostAsync(Debit(i), default))
        );

        results.Count(result => result.Outcome == PostOutcome.Posted).Should().Be(3);
        await MoneyShouldBe("0.10", held: "0");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Post_UnknownAccountOrOtherCurrency_IsRefused()
    {
        await Books.OpenAccountAsync("0");
        (await Ledger.PostAsync(TopUp("1", account: "nobody"), default))
            .Should()
            .Be(new PostResult(PostOutcome.UnknownAccount, null));
        var euros = new Money(1_000_000, Currency.Parse("EUR"));
        (await Ledger.PostAsync(TopUp("1") with { Amount = euros }, default))
            .Should()
            .Be(new PostResult(PostOutcome.WrongCurrency, null));
        await MoneyShouldBe("0", held: "0");
    }

    [Theory]
    [InlineData(EntryKind.TopUp, "-1")]
    [InlineData(EntryKind.TopUp, "0")]
    [InlineData(EntryKind.Rental, "1")]
    [InlineData(EntryKind.Refund, "1")]
    [InlineData(EntryKind.Adjustment, "0")]
    [InlineData(EntryKind.Charge, "-1")]
    public async Task Post_AmountThatTheKindCannotHave_Throws(EntryKind kind, string amount)
    {
        await Books.OpenAccountAsync("10.00");
        var entry = new NewEntry(AccountId, kind, Dollars(amount), "some/1", "", "tester", Noon);

        await FluentActions
            .Invoking(() => Ledger.PostAsync(entry, default))
            .Should()
            .ThrowAsync<ArgumentException>();
        await MoneyShouldBe("10.00", held: "0");
    }

    [Fact]
    public async Task Entries_MoreThanAskedFor_GivesTheNewestInTheirOrder()
    {
        await Books.OpenAccountAsync("0");
        await Books.OpenAccountAsync("0", "beta");
        foreach (var i in Enumerable.Range(1, 5))
        {
            await Ledger.PostAsync(TopUp("1", i), default);
            await Ledger.PostAsync(TopUp("1", i, "beta"), default);
        }

        (await Ledger.EntriesAsync(AccountId, 3, default))
            .Select(entry => entry.Cause)
            .Should()
            .Equal("topup/acme/3", "topup/acme/4", "topup/acme/5");
        (await Ledger.EntriesAsync(AccountId, 100, default)).Should().HaveCount(5);
        (await Ledger.EntriesAsync(AccountId, 0, default)).Should().BeEmpty();
        (await Ledger.EntriesAsync("nobody", 10, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Verify_RightBooks_CountsThem()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.OpenAccountAsync("0", "beta");
        await Books.Calls.AuthoriseAsync(NewCall(1), default);
        await Books.Calls.AuthoriseAsync(NewCall(2), default);
        await Books.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(1)), default);
        await Books.Calls.AuthoriseAsync(NewCall(3), default);
        await Books.Calls.ReleaseAsync(CallId(3), EndReason.Cancelled, 0, Noon, default);

        var report = await Ledger.VerifyAsync(default);

        report
            .Should()
            .BeEquivalentTo(new LedgerReport(Accounts: 2, Entries: 2, OpenCalls: 1, Faults: []));
    }
}
