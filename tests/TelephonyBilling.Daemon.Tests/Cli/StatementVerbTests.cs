using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class StatementVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Statement_ForPeople_OpensListsAndCloses()
    {
        await FillAsync();

        var shown = (await rig.DoAsync("statement", "acme", "--month", "2026-11")).Out;

        shown
            .Should()
            .Be(
                """
                Statement of acme (Acme Ltd) for November 2026, in USD. Times are those of America/New_York.

                TIME                 KIND        TEXT                                    AMOUNT  BALANCE
                                                 opening balance                                   10.00
                2026-11-22 07:00:00  charge      to +442079460000, United Kingdom, 1:03   -0.08     9.92
                2026-11-22 07:00:00  charge      to +442079460000, United Kingdom, 2:01   -0.10     9.82
                2026-11-23 07:00:00  adjustment  credited twice                           -2.50     7.32
                2026-11-30 23:59:59  top-up      bank transfer                            20.00    27.32
                                                 closing balance                                   27.32

                KIND        ENTRIES  AMOUNT
                top-up            1   20.00
                charge            2   -0.18
                adjustment        1   -2.50

                """
            );
    }

    [Fact]
    public async Task Statement_NextMonth_OpensWithWhatThisOneClosesWith()
    {
        await FillAsync();

        var november = await JsonAsync("2026-11");
        var december = await JsonAsync("2026-12");
        var january = await JsonAsync("2027-01");

        november.GetProperty("opening").GetString().Should().Be("10.00");
        november.GetProperty("closing").GetString().Should().Be("27.32");
        november.GetProperty("addsUp").GetBoolean().Should().BeTrue();
        november.GetProperty("entries").GetArrayLength().Should().Be(4);
        var charge = november.GetProperty("entries")[0];
        charge.GetProperty("kind").GetString().Should().Be("charge");
        charge.GetProperty("amount").GetString().Should().Be("-0.08");
        charge.GetProperty("balance").GetString().Should().Be("9.92");
        charge.GetProperty("at").GetString().Should().Be("2026-11-22T12:00:00Z");
        december.GetProperty("opening").GetString().Should().Be("27.32");
        december.GetProperty("entries").GetArrayLength().Should().Be(1);
        december.GetProperty("closing").GetString().Should().Be("28.32");
        january.GetProperty("opening").GetString().Should().Be("28.32");
        january.GetProperty("entries").GetArrayLength().Should().Be(0);
        january.GetProperty("closing").GetString().Should().Be("28.32");
    }

    [Fact]
    public async Task Statement_Csv_HasBothBalancesAndGuardsTexts()
    {
        await FillAsync("=1+1");

        var lines = (
            await rig.DoAsync("statement", "acme", "--month", "2026-11", "--csv")
        ).Out.Split('\n');

        lines[0].Should().Be("time,kind,text,amount,balance,currency,entry,cause,actor");
        lines[1].Should().Be("2026-11-01T00:00:00-04:00,,opening balance,,10.00,USD,,,");
        lines[2]
            .Should()
            .Be(
                "2026-11-22T07:00:00-05:00,charge,\"to +442079460000, United Kingdom, 1:03\",-0.08,9.92,USD,2,settlement/pbx1/1733.1,daemon"
            );
        lines[5].Should().StartWith("2026-11-30T23:59:59-05:00,top-up,'=1+1,20.00,27.32,USD,");
        lines[6].Should().Be("2026-12-01T00:00:00-05:00,,closing balance,,27.32,USD,,,");
    }

    [Fact]
    public async Task Statement_FalsifiedLedger_SaysWhereAndFails()
    {
        await FillAsync();
        await using (
            var shell = new SqliteConnection($"Data Source={rig.DatabasePath};Pooling=False")
        )
        {
            await shell.OpenAsync();
            await using var command = shell.CreateCommand();
            command.CommandText =
                "DROP TRIGGER ledger_entry_is_never_changed; UPDATE ledger_entry SET amount_micros = -70000 WHERE id = 2";
            await command.ExecuteNonQueryAsync();
        }

        var result = await rig.RunAsync("statement", "acme", "--month", "2026-11");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("does not add up at entry 2").And.Contain("ledger verify");
        result.Out.Should().Contain("closing balance");
    }

    [Theory]
    [InlineData(1, "statement", "nobody")]
    [InlineData(2, "statement", "acme", "--month", "2026")]
    [InlineData(2, "statement", "acme", "--csv", "--json")]
    public async Task Statement_OfNothingThatThereIs_IsRefused(int code, params string[] arguments)
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync(arguments)).ExitCode.Should().Be(code);
    }

    /// <summary>10 dollars in October; two calls, a correction and a top-up in November of New York; one dollar in December.</summary>
    private async Task FillAsync(string note = "bank transfer")
    {
        await rig.DoAsync(
            "account",
            "create",
            "acme",
            "--name",
            "Acme Ltd",
            "--time-zone",
            "America/New_York"
        );
        rig.Time.StepClock(Noon - rig.Time.GetUtcNow());
        await using var store = await rig.OpenStoreAsync();
        await PostAsync(EntryKind.TopUp, "10", Noon.AddMonths(-1), "first");
        foreach (var (call, seconds) in new[] { (1, 63), (2, 121) })
        {
            await store.Calls.AuthoriseAsync(NewCall(call), default);
            await store.Calls.SettleAsync(Settlement(call, TimeSpan.FromSeconds(seconds)), default);
        }
        await PostAsync(EntryKind.Adjustment, "-2.50", Noon.AddDays(1), "credited twice");
        var midnight = new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.Zero);
        await PostAsync(EntryKind.TopUp, "20", midnight.AddTicks(-1), note);
        await PostAsync(EntryKind.TopUp, "1", midnight, "");

        Task PostAsync(EntryKind kind, string amount, DateTimeOffset at, string why) =>
            store.Ledger.PostAsync(
                new NewEntry(
                    "acme",
                    kind,
                    Dollars(amount),
                    $"test/{kind}/{amount}",
                    why,
                    "tester",
                    at
                ),
                default
            );
    }

    private async Task<System.Text.Json.JsonElement> JsonAsync(string month) =>
        (await rig.DoAsync("statement", "acme", "--month", month, "--json")).Json;
}
