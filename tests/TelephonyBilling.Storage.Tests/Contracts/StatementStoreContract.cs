using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IStatementStore"/> promises.</summary>
public abstract class StatementStoreContract : StoreContract
{
    private static readonly DateTimeOffset November = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Of the same books.</summary>
    protected abstract IStatementStore Statements { get; }

    /// <summary>Dates the charges of the books.</summary>
    protected FakeTimeProvider Clock { get; } = new(November);

    [Fact]
    public async Task Read_OfAMonth_HasItsEntriesAndTheBalancesAroundThem()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await PostAsync(1, "10.00", November.AddTicks(-1));
        await PostAsync(2, "5.00", November);
        await ChargeAsync(3, November.AddDays(3));
        await PostAsync(4, "-1.00", November.AddDays(30).AddTicks(-1));
        await PostAsync(5, "7.00", November.AddDays(30));

        var (span, lines) = await ReadAsync(November, November.AddDays(30));

        (span.Opening, span.Closing).Should().Be((Dollars("10.00"), Dollars("13.94")));
        lines
            .Select(line => (line.Entry.Kind, line.Entry.Amount, line.Entry.BalanceAfter))
            .Should()
            .Equal(
                (EntryKind.Adjustment, Dollars("5.00"), Dollars("15.00")),
                (EntryKind.Charge, Dollars("-0.06"), Dollars("14.94")),
                (EntryKind.Adjustment, Dollars("-1.00"), Dollars("13.94"))
            );
        var call = lines[1].Call!;
        (call.From, call.To, call.Destination, call.Connected)
            .Should()
            .Be(("1001", "442079460000", "United Kingdom", TimeSpan.FromSeconds(1)));
        lines[0].Call.Should().BeNull();
        lines
            .Select(line => line.Entry)
            .Should()
            .Equal((await Books.Ledger.EntriesAsync(AccountId, 10, default)).Skip(1).Take(3));
    }

    [Fact]
    public async Task Read_OfNothing_OpensAndClosesWithTheSame()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await Books.OpenAccountAsync("3.00", "beta");

        var (empty, none) = await ReadAsync(November, November.AddDays(30));
        (empty.Opening, empty.Closing, none.Count).Should().Be((Dollars("0"), Dollars("0"), 0));

        await PostAsync(1, "10.00", November);
        var (before, _) = await ReadAsync(November.AddDays(-30), November);
        (before.Opening, before.Closing).Should().Be((Dollars("0"), Dollars("0")));
        var (after, later) = await ReadAsync(November.AddDays(30), November.AddDays(60));
        (after.Opening, after.Closing).Should().Be((Dollars("10.00"), Dollars("10.00")));
        later.Should().BeEmpty();

        (await Statements.ReadAsync("nobody", November, November, _ => { }, default))
            .Should()
            .BeFalse();
    }

    [Fact]
    public async Task Read_EntriesDatedOutOfOrder_StayInTheOrderOfTheirBalances()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await PostAsync(1, "1.00", November.AddSeconds(-2));
        await PostAsync(2, "2.00", November.AddSeconds(1));
        // Another process was a little slower than the one that posted before it.
        await PostAsync(3, "4.00", November.AddSeconds(-1));
        await PostAsync(4, "8.00", November.AddSeconds(2));

        var (october, first) = await ReadAsync(November.AddDays(-31), November);
        var (november, second) = await ReadAsync(November, November.AddDays(30));

        first.Select(line => line.Entry.Amount).Should().Equal(Dollars("1.00"));
        second
            .Select(line => line.Entry.Amount)
            .Should()
            .Equal(Dollars("2.00"), Dollars("4.00"), Dollars("8.00"));
        (october.Closing, november.Opening).Should().Be((Dollars("1.00"), Dollars("1.00")));
    }

    [Fact]
    public void AnyLedger_StatementsAddUp_AndHaveEachEntryOnce()
    {
        var round = 0;
        var posting =
            from day in Gen.Choose(-45, 75)
            from second in Gen.Choose(0, 86_399)
            from amount in Gen.Choose(-500, 2000)
            from isCall in Gen.Frequency((3, Gen.Constant(true)), (2, Gen.Constant(false)))
            select new Posting(November.AddDays(day).AddSeconds(second), amount * 1003L, isCall);
        var law = Prop.ForAll(
            Arb.From(posting.ListOf(), Shrinks),
            postings => AddsUpAsync($"law-{++round}", postings).GetAwaiter().GetResult()
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60), law);
    }

    /// <summary>An entry that is to be posted, at whatever time a clock showed.</summary>
    private sealed record Posting(DateTimeOffset At, long Micros, bool IsCall);

    private static IEnumerable<List<Posting>> Shrinks(List<Posting> postings)
    {
        for (var i = 0; i < postings.Count; i++)
        {
            yield return [.. postings.Take(i), .. postings.Skip(i + 1)];
        }
    }

    private async Task<bool> AddsUpAsync(string account, IReadOnlyList<Posting> postings)
    {
        await Books.OpenAccountAsync("20.00", account);
        var number = 0;
        foreach (var posting in postings)
        {
            number++;
            if (posting.IsCall)
            {
                await ChargeAsync(number, posting.At, account);
            }
            else if (posting.Micros != 0)
            {
                await PostAsync(number, new Money(posting.Micros, Usd), posting.At, account);
            }
        }
        var all = await Books.Ledger.EntriesAsync(account, int.MaxValue, default);
        List<LedgerEntry> told = [];
        var opening = Dollars("0");
        for (var month = -24; month < 24; month++)
        {
            var (from, until) = (November.AddMonths(month), November.AddMonths(month + 1));
            var (span, lines) = await ReadAsync(from, until, account);
            span.Opening.Should().Be(opening, "a month opens with what the one before closed with");
            var sums = new StatementSums(span.Opening);
            foreach (var line in lines)
            {
                sums.Add(line.Entry);
            }
            sums.Balance.Should().Be(span.Closing, "opening and entries make the closing balance");
            sums.Fault.Should().BeNull();
            sums.ByKind.Aggregate(Dollars("0"), (sum, kind) => sum + kind.Amount)
                .Should()
                .Be(span.Closing - span.Opening);
            lines.Select(line => line.Entry).Should().Equal(Expected(all, from, until));
            told.AddRange(lines.Select(line => line.Entry));
            opening = span.Closing;
        }
        told.Should().Equal(all, "each entry belongs to one month, and they stay in order");
        return true;
    }

    /// <summary>The definition, in the plainest way.</summary>
    private static IEnumerable<LedgerEntry> Expected(
        IReadOnlyList<LedgerEntry> all,
        DateTimeOffset from,
        DateTimeOffset until
    )
    {
        return all.Skip(Cut(from)).Take(Cut(until) - Cut(from));

        int Cut(DateTimeOffset instant)
        {
            var mark = all.ToList()
                .FindIndex(entry => entry.Kind != EntryKind.Charge && entry.At >= instant);
            var upTo = mark < 0 ? all.Count : mark;
            return all.Take(upTo).ToList().FindLastIndex(entry => entry.At < instant) + 1;
        }
    }

    private async Task<(StatementSpan Span, IReadOnlyList<StatementLine> Lines)> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        string account = AccountId
    )
    {
        StatementSpan? found = null;
        IReadOnlyList<StatementLine> lines = [];
        (
            await Statements.ReadAsync(
                account,
                from,
                until,
                span =>
                {
                    (found, lines) = (span, [.. span.Lines]);
                    span.Lines.Should().Equal(lines, "they may be gone through again");
                },
                default
            )
        ).Should().BeTrue();
        return (found!, lines);
    }

    private Task<PostResult> PostAsync(int number, string amount, DateTimeOffset at) =>
        PostAsync(number, Dollars(amount), at, AccountId);

    /// <summary>What the balance can't pay for is not posted; that is no matter here.</summary>
    private Task<PostResult> PostAsync(
        int number,
        Money amount,
        DateTimeOffset at,
        string account
    ) =>
        Books.Ledger.PostAsync(
            new NewEntry(
                account,
                EntryKind.Adjustment,
                amount,
                $"adjustment/{account}/{number}",
                "",
                "tester",
                at
            ),
            default
        );

    /// <summary>A call of a second for six cents, settled at that time, if the balance pays for it.</summary>
    private async Task ChargeAsync(int number, DateTimeOffset at, string account = AccountId)
    {
        Clock.StepClock(at - Clock.GetUtcNow());
        calls++;
        var opened = await Books.Calls.AuthoriseAsync(
            NewCall(calls, account, wantedSeconds: 60) with
            {
                Owner = $"{account}.{number}",
            },
            default
        );
        if (opened is Engine.Calls.Authorisation.Granted)
        {
            await Books.Calls.SettleAsync(Settlement(calls, TimeSpan.FromSeconds(1)), default);
        }
    }

    private int calls;
}
