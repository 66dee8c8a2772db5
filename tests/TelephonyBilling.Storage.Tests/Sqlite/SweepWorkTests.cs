using System.Globalization;
using SQLitePCL;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>
/// What jobs do for one account costs SQLite as many steps among a thousand accounts as among twenty: whatever it looks for
/// is found in an index. A query that walks through all accounts, entries or mails would show here, on the fastest machine
/// too.
/// </summary>
public sealed class SweepWorkTests
{
    private const string Middle = "a10";
    private static readonly DateTimeOffset Later = Noon.AddDays(40);

    [Fact]
    public async Task WorkForOneAccount_DoesNotGrowWithTheirNumber()
    {
        var few = await StepsAsync(20);
        var many = await StepsAsync(1_000);

        foreach (var (what, steps) in few)
        {
            steps.Should().BePositive("{0} does something", what);
            many[what].Should().BeLessThan(steps * 3 / 2, "{0} took {1} among twenty", what, steps);
        }
    }

    private static async Task<Dictionary<string, int>> StepsAsync(int accounts)
    {
        await using var temp = new TempStore();
        var store = await temp.OpenAsync(time: new FakeTimeProvider(Noon));
        foreach (var some in Enumerable.Range(0, accounts).Chunk(200))
        {
            await Task.WhenAll(some.Select(number => OpenAsync(store, number)));
        }
        var counter = new Counter();
        await store.Writer.WriteAsync(session => counter.Watch(session.Connection), default);
        store.Readers.Read(counter.Watch);

        var steps = new Dictionary<string, int>(StringComparer.Ordinal);
        async Task<T> CountAsync<T>(string what, Func<Task<T>> work)
        {
            var before = counter.Steps;
            var result = await work();
            steps[what] = counter.Steps - before;
            return result;
        }
        (
            await CountAsync(
                "low-balance-sweep",
                () => store.Thresholds.TellAsync(Middle, Noon, default)
            )
        )
            .Should()
            .NotBeNull();
        var claim = await CountAsync(
            "claiming a recharge",
            () => store.Recharges.ClaimAsync(Middle, false, new RechargePolicy(), Noon, default)
        );
        var topUp = claim.Should().BeOfType<RechargeClaim.Claimed>().Subject.TopUp;
        await CountAsync(
            "beginning a recharge",
            () => store.TopUps.BeginAsync(topUp.Id, Noon, default)
        );
        (
            await CountAsync(
                "crediting a recharge",
                () => store.TopUps.SucceedAsync(topUp.Id, "pi_1", Noon, default)
            )
        )
            .Posted.Should()
            .BeTrue();
        (
            await CountAsync(
                "number-rental",
                () => store.Rentals.ChargeAsync(Number(10).Number, Later, default)
            )
        )
            .Should()
            .Be(RentCharge.Charged);
        var entries = 0;
        await CountAsync(
            "monthly-statement",
            async () =>
            {
                await store.Statements.ReadAsync(
                    Middle,
                    Noon.AddDays(-1),
                    Later.AddDays(1),
                    span => entries = span.Lines.Count(),
                    default
                );
                return entries;
            }
        );
        entries.Should().Be(5 + 1 + 2, "five wires, a recharge and two months' rent");
        return steps;
    }

    private static async Task OpenAsync(SqliteStore store, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"a{number}");
        await store.Accounts.CreateAsync(Account(id) with { Email = $"{id}@example.com" }, default);
        for (var entry = 0; entry < 5; entry++)
        {
            var cause = string.Create(CultureInfo.InvariantCulture, $"{id}/{entry}");
            await store.TopUps.AddAsync(
                new NewTopUp(cause, id, TopUpSource.Manual, Dollars("2"), cause, "me", Noon),
                default
            );
        }
        await store.Thresholds.SetAsync(id, [Dollars("100")], "me", default);
        await store.Recharges.SetAsync(
            new RechargeRule(
                id,
                true,
                Dollars("20"),
                Dollars("25"),
                TopUpSource.Invoice,
                null,
                null
            ),
            "me",
            default
        );
        await store.Accounts.AddNumberAsync(Number(number), default);
        await store.Rentals.StartAsync(
            new NumberRental(Number(number).Number, Dollars("1.50")),
            Dollars("0"),
            Noon,
            "me",
            default
        );
    }

    private static AccountNumber Number(int number) =>
        Sample.Number(
            string.Create(CultureInfo.InvariantCulture, $"1212555{number:D4}"),
            string.Create(CultureInfo.InvariantCulture, $"a{number}")
        );

    /// <summary>Counts the instructions of SQLite's machine on the connections that it watches.</summary>
    private sealed class Counter
    {
        private int steps;

        internal int Steps => Volatile.Read(ref steps);

        internal bool Watch(Microsoft.Data.Sqlite.SqliteConnection connection)
        {
            raw.sqlite3_progress_handler(
                connection.Handle,
                1,
                _ =>
                {
                    Interlocked.Increment(ref steps);
                    return 0;
                },
                null
            );
            return true;
        }
    }
}
