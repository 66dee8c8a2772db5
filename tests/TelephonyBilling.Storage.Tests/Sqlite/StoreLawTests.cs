using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>Laws that hold whatever is done in whatever order. A failure prints the seed and the shortest history.</summary>
public sealed class StoreLawTests : IAsyncLifetime
{
    private static readonly string[] Accounts = ["acme", "beta", "gamma"];
    private static readonly string[] Increments = ["60/60", "30/6", "1/1"];
    private readonly TempStore temp = new();
    private SqliteStore store = null!;

    public async Task InitializeAsync() => store = await temp.OpenAsync();

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public void AnyHistory_GivesTheSameAnswersAndBooksAsTheModel()
    {
        var round = 0;
        var law = Prop.ForAll(
            Arb.From(Step.Generator.ListOf(), Shrinks),
            steps => HoldsAsync(++round, [.. steps]).GetAwaiter().GetResult()
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(80), law);
    }

    [Fact]
    public async Task AnyHistoryByManyAtOnce_LeavesRightBooks()
    {
        const int workers = 8;
        foreach (var account in Accounts)
        {
            await TempStore.BooksOf(store).OpenAccountAsync("2.00", account);
        }
        // The seed is fixed by the worker; how they interleave is not, and need not be.
        await Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        var random = new Random(worker);
                        for (var i = 0; i < 120; i++)
                        {
                            await Step.Of(random).RunAsync(TempStore.BooksOf(store), round: 0);
                        }
                    })
                )
        );

        (await store.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
        foreach (var (account, money) in await store.Accounts.ListAsync(default))
        {
            money.Available.IsNegative.Should().BeFalse("{0} must not be overdrawn", account.Id);
        }
    }

    private static IEnumerable<List<Step>> Shrinks(List<Step> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            yield return [.. steps.Take(i), .. steps.Skip(i + 1)];
        }
    }

    /// <summary>Each history has accounts and calls of its own, so that all of them share one database.</summary>
    private async Task<bool> HoldsAsync(int round, IReadOnlyList<Step> steps)
    {
        var model = new InMemoryBooks().ToBooks();
        var real = TempStore.BooksOf(store);
        foreach (var account in Accounts)
        {
            await model.OpenAccountAsync("1.00", Step.Name(account, round));
            await real.OpenAccountAsync("1.00", Step.Name(account, round));
        }
        foreach (var step in steps)
        {
            var expected = await step.RunAsync(model, round);
            var answer = await step.RunAsync(real, round);
            if (answer != expected)
            {
                throw new InvalidOperationException(
                    $"{step}: the store said {answer}, the model {expected}."
                );
            }
        }
        foreach (var account in Accounts.Select(account => Step.Name(account, round)))
        {
            (await real.BalanceAsync(account)).Should().Be(await model.BalanceAsync(account));
            (await real.Ledger.EntriesAsync(account, 1000, default))
                .Select(entry => (entry.Amount, entry.BalanceAfter, entry.Cause))
                .Should()
                .Equal(
                    (await model.Ledger.EntriesAsync(account, 1000, default)).Select(entry =>
                        (entry.Amount, entry.BalanceAfter, entry.Cause)
                    )
                );
            (
                await real.Calls.ListAsync(
                    new CallFilter { Account = account, Limit = 1000 },
                    default
                )
            )
                .Should()
                .Equal(
                    await model.Calls.ListAsync(
                        new CallFilter { Account = account, Limit = 1000 },
                        default
                    )
                );
        }
        (await real.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
        return true;
    }

    /// <summary>One operation. Calls and causes are few, so that most of them meet one that exists.</summary>
    private sealed record Step(int Kind, int Account, int Call, int Increment, long Amount)
    {
        private const int CallsOfARound = 12;

        internal static Gen<Step> Generator { get; } =
            from kind in Gen.Choose(0, 9)
            from account in Gen.Choose(0, Accounts.Length - 1)
            from call in Gen.Choose(1, CallsOfARound)
            from increment in Gen.Choose(0, Increments.Length - 1)
            from amount in Gen.Choose(1, 400)
            select new Step(kind, account, call, increment, amount);

        internal static Step Of(Random random) =>
            new(
                random.Next(10),
                random.Next(Accounts.Length),
                random.Next(1, CallsOfARound + 1),
                random.Next(Increments.Length),
                random.Next(1, 401)
            );

        private Domain.Rating.CallPrice Price => PriceOf("0.04", "0.020007", Increments[Increment]);

        internal static string Name(string account, int round) => $"{account}-{round}";

        /// <summary>Does it, and gives the answer as text.</summary>
        internal async Task<string> RunAsync(Books books, int round)
        {
            try
            {
                return await AnswerAsync(books, round);
            }
            catch (InvalidOperationException)
            {
                return "refused as a defect";
            }
        }

        private async Task<string> AnswerAsync(Books books, int round)
        {
            var account = round == 0 ? Accounts[Account] : Name(Accounts[Account], round);
            var number = (round * CallsOfARound) + Call;
            var call = CallId(number);
            var seconds = Price.Increments.RoundUp(Amount);
            switch (Kind)
            {
                case 0 or 1 or 2:
                    var opening = NewCall(number, account, seconds) with
                    {
                        Price = Price,
                        Limits = new CallLimits(Account: 6, null, null, null, null),
                    };
                    return await books.Calls.AuthoriseAsync(opening, default) switch
                    {
                        Authorisation.Granted granted => $"{granted.IsNew} {granted.Call}",
                        var other => other.ToString(),
                    };
                case 3 or 4:
                    return (await books.Calls.FundAsync(call, seconds, default)).ToString();
                case 5:
                    await books.Calls.RecordAnswerAsync(call, $"1733.{number}", Noon, default);
                    return "";
                case 6 or 7:
                    var record = await books.Calls.FindAsync(call, default);
                    if (record?.Price is not { } price)
                    {
                        return "none";
                    }
                    var connected = TimeSpan.FromSeconds(Math.Min(Amount, record.FundedSeconds));
                    return (
                        await books.Calls.SettleAsync(Settlement(number, connected, price), default)
                    ).ToString();
                case 8:
                    return (
                        await books.Calls.ReleaseAsync(call, EndReason.Busy, 17, Noon, default)
                    ).ToString();
                default:
                    // Now a top-up, now a debit; half of the causes come again.
                    var isDebit = Amount % 2 == 0;
                    var entry = new NewEntry(
                        account,
                        isDebit ? EntryKind.Adjustment : EntryKind.TopUp,
                        new Domain.Monetary.Money((isDebit ? -1 : 1) * Amount * 1003, Usd),
                        $"cause/{round}/{Amount % 20}",
                        "",
                        "tester",
                        Noon
                    );
                    var posted = await books.Ledger.PostAsync(entry, default);
                    return $"{posted.Outcome} {posted.Entry?.Amount} {posted.Entry?.BalanceAfter}";
            }
        }
    }
}
