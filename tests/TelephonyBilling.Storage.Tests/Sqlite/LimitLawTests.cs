using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>
/// Limits on spending hold whatever is done in whatever order, as the ledger shows, and the database counts as the model does.
/// A failure prints the seed and the shortest history.
/// </summary>
public sealed class LimitLawTests : IAsyncLifetime
{
    private static readonly string[] Numbers = ["12125550100", "12125550101"];
    private static readonly string[] Phones = ["1001", "1002"];

    private readonly TempStore temp = new();
    private readonly FakeTimeProvider clock = new(Noon);
    private SqliteStore store = null!;

    public async Task InitializeAsync() => store = await temp.OpenAsync(time: clock);

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public void AnyHistory_GivesTheSameAnswersAsTheModel_AndKeepsTheLimits()
    {
        var round = 0;
        var law = Prop.ForAll(
            Arb.From(Step.Generator.ListOf(), Shrinks),
            steps => HoldsAsync(++round, [.. steps]).GetAwaiter().GetResult()
        );
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(120), law);
    }

    private static IEnumerable<List<Step>> Shrinks(List<Step> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            yield return [.. steps.Take(i), .. steps.Skip(i + 1)];
        }
    }

    private async Task<bool> HoldsAsync(int round, IReadOnlyList<Step> steps)
    {
        var account = $"acme-{round}";
        var model = new InMemoryBooks(clock).ToBooks();
        var real = TempStore.BooksOf(store);
        foreach (var books in (Books[])[model, real])
        {
            await books.OpenAccountAsync("100.00", account);
            foreach (var number in Numbers)
            {
                await books.Accounts.AddNumberAsync(
                    Number(Unique(number, round), account),
                    default
                );
            }
            foreach (var phone in Phones)
            {
                await books.Accounts.AddExtensionAsync(
                    Extension($"{phone}-{round}", account),
                    default
                );
            }
        }
        var watch = new Watch(real, account, clock);
        foreach (var step in steps)
        {
            var expected = await step.RunAsync(model, account, round, clock.GetUtcNow());
            var answer = await step.RunAsync(real, account, round, clock.GetUtcNow());
            if (answer != expected)
            {
                throw new InvalidOperationException(
                    $"{step}: the store said {answer}, the model {expected}."
                );
            }
            await watch.LookAsync(step, round);
            if (step.Kind == Step.Pass)
            {
                clock.Advance(TimeSpan.FromSeconds(step.Amount * 13));
            }
        }
        return true;
    }

    private static string Unique(string digits, int round) => $"{digits}{round}";

    /// <summary>Adds up the ledger and the open calls after each step: the law itself, in another way than the store.</summary>
    private sealed class Watch(Books books, string account, TimeProvider clock)
    {
        private readonly Dictionary<LimitOwner, Money> before = [];

        public async Task LookAsync(Step step, int round)
        {
            var calls = (
                await books.Calls.ListAsync(
                    new CallFilter { Account = account, Limit = 10_000 },
                    default
                )
            ).ToDictionary(call => call.Id.Value, StringComparer.Ordinal);
            var entries = await books.Ledger.EntriesAsync(account, 10_000, default);
            foreach (var (owner, limits) in await books.Limits.ListAsync(account, default))
            {
                Money Committed(TimeSpan window) =>
                    entries
                        .Where(entry =>
                            entry.Kind == EntryKind.Charge
                            && entry.At > clock.GetUtcNow() - window
                            && IsOf(calls[entry.Note].Parties, owner)
                        )
                        .Select(entry => -entry.Amount)
                        .Concat(
                            calls
                                .Values.Where(call => IsOf(call.Parties, owner))
                                .Select(call => call.Held)
                        )
                        .Aggregate(Money.Zero(Usd), (sum, amount) => sum + amount);

                var hour = Committed(TimeSpan.FromHours(1));
                if (step.Kind == Step.Limit && step.Owner(account, round) == owner)
                {
                    before[owner] = hour; // What was spent before a limit was set or lowered is spent.
                }
                if (
                    limits.SpendPerHour is { } most
                    && hour > most
                    && hour > before.GetValueOrDefault(owner, Money.Zero(Usd))
                )
                {
                    throw new InvalidOperationException(
                        $"After {step}, {owner} has {hour} charged or held in an hour, and {most} are allowed."
                    );
                }
            }
        }

        private static bool IsOf(CallParties parties, LimitOwner owner) =>
            owner.Scope switch
            {
                LimitScope.Account => true,
                LimitScope.Number => parties.Number == owner.Subject,
                _ => parties.Extension == owner.Subject,
            };
    }

    /// <summary>One operation.</summary>
    private sealed record Step(int Kind, int Who, int Call, long Amount)
    {
        internal const int Limit = 8;
        internal const int Pass = 9;
        private const int CallsOfARound = 16;

        internal static Gen<Step> Generator { get; } =
            from kind in Gen.Choose(0, 9)
            from who in Gen.Choose(0, 4)
            from call in Gen.Choose(1, CallsOfARound)
            from amount in Gen.Choose(1, 400)
            select new Step(kind, who, call, amount);

        internal LimitOwner Owner(string account, int round) =>
            Who switch
            {
                0 => LimitOwner.OfAccount(account),
                1 or 2 => LimitOwner.OfNumber(account, Unique(Numbers[Who - 1], round)),
                _ => LimitOwner.OfExtension(account, $"{Phones[Who - 3]}-{round}"),
            };

        /// <summary>Does it, and gives the answer as text.</summary>
        internal async Task<string> RunAsync(
            Books books,
            string account,
            int round,
            DateTimeOffset now
        )
        {
            try
            {
                return await AnswerAsync(books, account, round, now);
            }
            catch (InvalidOperationException)
            {
                return "refused as a defect";
            }
        }

        private async Task<string> AnswerAsync(
            Books books,
            string account,
            int round,
            DateTimeOffset now
        )
        {
            var number = (round * CallsOfARound) + Call;
            var seconds = Price.Increments.RoundUp(Amount);
            switch (Kind)
            {
                case 0 or 1 or 2 or 3:
                    return await books.Calls.AuthoriseAsync(
                        await OpeningAsync(books, account, round, number, seconds, now),
                        default
                    ) switch
                    {
                        Authorisation.Granted granted => $"{granted.IsNew} {granted.Call}",
                        var other => other.ToString(),
                    };
                case 4 or 5:
                    return (
                        await books.Calls.FundAsync(CallId(number), seconds, default)
                    ).ToString();
                case 6 or 7:
                    if (await books.Calls.FindAsync(CallId(number), default) is not { } record)
                    {
                        return "none";
                    }
                    var connected = TimeSpan.FromSeconds(Math.Min(Amount, record.FundedSeconds));
                    return (
                        await books.Calls.SettleAsync(Settlement(number, connected), default)
                    ).ToString();
                case Limit:
                    return (
                        await books.Limits.SetAsync(
                            Owner(account, round),
                            new UsageLimits
                            {
                                SpendPerCall =
                                    Amount % 5 == 0 ? new Money(Amount * 1000, Usd) : null,
                                SpendPerHour =
                                    Amount % 7 == 0 ? null : new Money(Amount * 3000, Usd),
                                SpendPerDay =
                                    Amount % 3 == 0 ? new Money(Amount * 9000, Usd) : null,
                                CallsPerMinute = Amount % 4 == 0 ? (int)Amount / 40 : null,
                                CallsPerHour = Amount % 6 == 0 ? (int)Amount / 20 : null,
                                MaxCallSeconds = Amount % 8 == 0 ? (int)Amount : null,
                            },
                            default
                        )
                    ).ToString();
                default:
                    return "";
            }
        }

        /// <summary>What the gate would ask for: with the limits as they are.</summary>
        private async Task<NewCall> OpeningAsync(
            Books books,
            string account,
            int round,
            int number,
            long seconds,
            DateTimeOffset now
        )
        {
            var parties = Parties(account) with
            {
                Number = Unique(Numbers[Call % 2], round),
                Extension = $"{Phones[Call / 2 % 2]}-{round}",
            };
            var limits = new AccountLimits(await books.Limits.ListAsync(account, default));
            return NewCall(number, account, seconds) with
            {
                Parties = parties,
                At = now,
                LimitedBy = limits.ForCallOut(parties.Number, parties.Extension),
            };
        }
    }
}
