using System.CommandLine;
using TelephonyBilling.Daemon.Cli;
using TelephonyBilling.Engine.Auditing;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>
/// Every verb of the command line stands in <see cref="Table"/>: whether it changes something, and then what the audit log
/// says of it. A new verb without a row fails the first test.
/// </summary>
public sealed class AuditVerbTests : IDisposable
{
    private static readonly Dictionary<string, Row> Table = new(StringComparer.Ordinal)
    {
        ["run"] = Row.ElsewhereTested("the daemon, whose changes are signed by its own name"),
        ["doctor"] = Row.ElsewhereTested("it looks at a PBX; DoctorVerbTests"),
        ["explain"] = Row.Reads("explain", "011442079460000", "--account", "acme"),
        ["simulate"] = Row.Reads("simulate", CallsFile, "--deck", "standard"),
        ["account create"] = Row.Changes("account added", "account", "create", "beta"),
        ["account set"] = Row.Changes("account changed", "account", "set", "acme", "--name", "New"),
        ["account show"] = Row.Reads("account", "show", "acme"),
        ["account list"] = Row.Reads("account", "list"),
        ["account suspend"] = Row.Changes("account changed", "account", "suspend", "acme"),
        ["account resume"] = Row.Changes("account changed", "account", "resume", "acme"),
        ["credit add"] = Row.Changes("top-up posted", "credit", "add", "acme", "5"),
        ["credit adjust"] = Row.Changes(
            "adjustment posted",
            "credit",
            "adjust",
            "acme",
            "-1",
            "--reason",
            "test"
        ),
        ["credit history"] = Row.Reads("credit", "history", "acme"),
        ["number add"] = Row.Changes("number added", "number", "add", "acme", "+14165550123"),
        ["number set"] = Row.Changes(
            "number changed",
            "number",
            "set",
            "+13125550100",
            "--max-calls",
            "3"
        ),
        ["number list"] = Row.Reads("number", "list"),
        ["number remove"] = Row.Changes("number removed", "number", "remove", "+13125550199"),
        ["extension add"] = Row.Changes("extension added", "extension", "add", "acme", "1002"),
        ["extension set"] = Row.Changes(
            "extension changed",
            "extension",
            "set",
            "1001",
            "--member",
            "Bob"
        ),
        ["extension list"] = Row.Reads("extension", "list"),
        ["extension remove"] = Row.Changes("extension removed", "extension", "remove", "1001"),
        ["member add"] = Row.Changes("member added", "member", "add", "acme", "Bob"),
        ["member set"] = Row.Changes(
            "member changed",
            "member",
            "set",
            "acme",
            "Cid",
            "--role",
            "admin"
        ),
        ["member list"] = Row.Reads("member", "list"),
        ["member remove"] = Row.Changes("member removed", "member", "remove", "acme", "Cid"),
        ["rates import"] = Row.Changes(
            "rates added",
            "rates",
            "import",
            "-",
            "--deck",
            "other",
            "--currency",
            "USD"
        ),
        ["rates export"] = Row.Reads("rates", "export", "standard"),
        ["rates list"] = Row.Reads("rates", "list"),
        ["rates versions"] = Row.Reads("rates", "versions"),
        ["rates remove"] = Row.Changes(
            "rates removed",
            "rates",
            "remove",
            "standard",
            "--effective",
            "2099-01-01"
        ),
        ["plan create"] = Row.Changes("plan added", "plan", "create", "gold"),
        ["plan set"] = Row.Changes(
            "plan's deck removed",
            "plan",
            "set",
            "standard",
            "--decks",
            "none"
        ),
        ["plan list"] = Row.Reads("plan", "list"),
        ["plan show"] = Row.Reads("plan", "show", "standard"),
        ["rule add"] = Row.Changes(
            "rule added",
            "rule",
            "add",
            "--plan",
            "standard",
            "--country",
            "DE",
            "--free"
        ),
        ["rule list"] = Row.Reads("rule", "list"),
        ["rule remove"] = Row.Changes("rule removed", "rule", "remove", "1"),
        ["exchange add"] = Row.Changes(
            "rate of exchange added",
            "exchange",
            "add",
            "USD",
            "CAD",
            "1.3725"
        ),
        ["exchange import"] = Row.Changes(
            "rate of exchange added",
            "exchange",
            "import",
            "exchange.csv"
        ),
        ["exchange list"] = Row.Reads("exchange", "list"),
        ["rates lookup"] = Row.Reads("rates", "lookup", "+442079460000"),
        ["surcharge set"] = Row.Changes(
            "surcharge added",
            "surcharge",
            "set",
            "standard",
            "recording",
            "--rate",
            "0.005"
        ),
        ["surcharge remove"] = Row.Changes(
            "surcharge removed",
            "surcharge",
            "remove",
            "standard",
            "barge"
        ),
        ["surcharge list"] = Row.Reads("surcharge", "list"),
        ["calls live"] = Row.Reads("calls", "live"),
        ["calls list"] = Row.Reads("calls", "list"),
        ["calls show"] = Row.Reads("calls", "show", Sample.CallId(1).Value),
        ["usage"] = Row.Reads("usage", "acme"),
        ["limit set"] = Row.Changes(
            "limit added",
            "limit",
            "set",
            "account",
            "acme",
            "--spend-per-day",
            "20"
        ),
        ["limit show"] = Row.Reads("limit", "show", "account", "acme"),
        ["limit list"] = Row.Reads("limit", "list"),
        ["events list"] = Row.Reads("events", "list"),
        ["statement"] = Row.Reads("statement", "acme"),
        ["ledger verify"] = Row.Reads("ledger", "verify"),
        ["audit list"] = Row.Reads("audit", "list"),
        ["number rent"] = Row.Changes(
            "number changed",
            "number",
            "rent",
            "+13125550100",
            "--monthly",
            "1.50"
        ),
        ["number release"] = Row.ElsewhereTested(
            "its rent has to be begun first; see RentalVerbTests"
        ),
        ["recharge set"] = Row.Changes(
            "recharge rule added",
            "recharge",
            "set",
            "acme",
            "--threshold",
            "5",
            "--amount",
            "25"
        ),
        ["invoice request"] = Row.Changes("top-up added", "invoice", "request", "acme", "25"),
        ["invoice approve"] = Row.ElsewhereTested("it needs a request; see InvoiceVerbTests"),
        ["invoice waiting"] = Row.Reads("invoice", "waiting"),
        ["invoice refuse"] = Row.ElsewhereTested("it needs a request; see InvoiceVerbTests"),
        ["invoice pay"] = Row.ElsewhereTested("it needs an invoice; see InvoiceVerbTests"),
        ["invoice pdf"] = Row.ElsewhereTested("it needs an invoice; see InvoiceVerbTests"),
        ["invoice list"] = Row.Reads("invoice", "list"),
        ["topup buy"] = Row.ElsewhereTested("it needs a card and a provider; see TopUpVerbTests"),
        ["topup packs"] = Row.Reads("topup", "packs"),
        ["topup list"] = Row.Reads("topup", "list"),
        ["topup show"] = Row.Reads("topup", "show", "manual/first"),
        ["topup refund"] = Row.Changes("refund posted", "topup", "refund", "manual/first", "1"),
        ["card link"] = Row.ElsewhereTested("it needs a provider; see CardVerbTests"),
        ["card refresh"] = Row.ElsewhereTested("it needs a provider; see CardVerbTests"),
        ["card show"] = Row.ElsewhereTested("it needs a card; see CardVerbTests"),
        ["card confirm"] = Row.ElsewhereTested("it needs a provider; see CardVerbTests"),
        ["card remove"] = Row.ElsewhereTested("it needs a provider; see CardVerbTests"),
        ["recharge show"] = Row.ElsewhereTested("it needs a rule; see RechargeVerbTests"),
        ["recharge run"] = Row.ElsewhereTested("it needs a rule; see RechargeVerbTests"),
        ["notice set"] = Row.Changes(
            "notice threshold added",
            "notice",
            "set",
            "acme",
            "--below",
            "5"
        ),
        ["notice list"] = Row.Reads("notice", "list"),
        ["mail list"] = Row.Reads("mail", "list"),
        ["mail show"] = Row.Reads("mail", "show", "1"),
        ["mail retry"] = Row.ElsewhereTested("needs a mail that was given up: MailVerbTests"),
        ["mail test"] = Row.ElsewhereTested(
            "needs a mail server, and changes nothing: MailVerbTests"
        ),
        ["mail check-templates"] = Row.Reads("mail", "check-templates"),
        ["jobs list"] = Row.Reads("jobs", "list"),
        ["jobs run"] = Row.Reads("jobs", "run", "ledger-verification"), // runs are kept apart; what a job changes is signed by it
    };

    /// <summary>Stands for a file that <c>simulate</c> reads.</summary>
    private const string CallsFile = "calls.csv";

    private static byte[]? filled;

    private readonly CliRig rig = new();

    public static TheoryData<string> Verbs => [.. Table.Keys];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void Table_HasEveryVerbOfTheCommandLine()
    {
        var verbs = Leaves(CliRig.Root(), "");

        verbs.Should().BeEquivalentTo(Table.Keys);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_ThatChangesSomething_LeavesAnEntryByWhoRanIt_OthersLeaveNone(string verb)
    {
        var row = Table[verb];
        if (row.Arguments.Count == 0)
        {
            row.Why.Should().NotBeEmpty("a verb that is not run here is tested elsewhere");
            return;
        }
        await FillAsync();
        if (verb == "account resume")
        {
            await rig.DoAsync("account", "suspend", "acme");
        }
        rig.Input = CliRig.Rates;
        var exchange = rig.Write("exchange.csv", "from,to,rate\nUSD,EUR,0.92\n");
        var before = await EntriesAsync();

        var calls = rig.Write(CallsFile, "to,connected_seconds\n+442079460000,60\n");
        await rig.DoAsync([
            .. row.Arguments.Select(word =>
                word == CallsFile ? calls
                : word == Path.GetFileName(exchange) ? exchange
                : word
            ),
        ]);

        var added = (await EntriesAsync()).SkipLast(before.Count).ToList();
        if (row.Action is null)
        {
            added.Should().BeEmpty("'{0}' only reads", verb);
            return;
        }
        added.Should().OnlyContain(entry => entry.Actor == "tester");
        var told = added.Should().Contain(entry => entry.Action == row.Action).Which;
        told.Fields.Should().Contain(field => field.IsChanged);
    }

    [Fact]
    public async Task List_ForPeople_ShowsWhatChangedAndNothingElse()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "suspend", "acme");
        await rig.DoAsync("extension", "set", "1001", "--member", "");

        var ofAccount = (await rig.DoAsync("audit", "list", "--subject", "account/acme")).Out;
        var ofExtension = (await rig.DoAsync("audit", "list", "--subject", "extension/1001")).Out;

        ofAccount
            .Should()
            .Contain("tester  account changed  account/acme  status active → suspended\n")
            .And.Contain(
                "top-up posted    account/acme  entry=1, amount=10.00, cause=topup/manual/first"
            );
        ofExtension
            .Should()
            .Contain("member Ada → (none)\n")
            .And.Contain("defaultNumber=13125550100, international=off");
    }

    [Fact]
    public async Task List_Json_HasBothSidesInWordsOfPeople()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "set", "+13125550100", "--max-calls", "4");

        var entry = (
            await rig.DoAsync("audit", "list", "--subject", "number/13125550100", "--json")
        ).Json[0];

        entry.GetProperty("actor").GetString().Should().Be("tester");
        entry.GetProperty("action").GetString().Should().Be("number changed");
        entry.GetProperty("at").GetString().Should().EndWith("Z");
        entry
            .GetProperty("changed")
            .EnumerateArray()
            .Select(name => name.GetString())
            .Should()
            .Equal("maxCalls");
        var (before, after) = (entry.GetProperty("before"), entry.GetProperty("after"));
        before.GetProperty("maxCalls").GetString().Should().BeNull();
        after.GetProperty("maxCalls").GetString().Should().Be("4");
        after.GetProperty("monthlyFee").GetString().Should().Be("0.00");
        after.GetProperty("international").GetString().Should().Be("on");
    }

    [Fact]
    public async Task List_Filters_TakeTheirPart()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("member", "add", "acme", "Ada");
        await rig.DoAsync("member", "add", "acme", "Bob");
        rig.Time.Advance(TimeSpan.FromDays(1));
        await rig.DoAsync("account", "suspend", "acme");
        var now = rig.Time.GetUtcNow();

        (await CountAsync("--subject", "member/acme")).Should().Be(2);
        (await CountAsync("--subject", "member/acme/Bob")).Should().Be(1);
        (await CountAsync("--subject", "member/acm")).Should().Be(0, "it is another account");
        (await CountAsync("--actor", "somebody")).Should().Be(0);
        (await CountAsync("--since", $"{now:yyyy-MM-dd'T'HH:mm:ss}")).Should().Be(1);
        (await CountAsync("--limit", "3")).Should().Be(3);
        (await rig.RunAsync("audit", "list", "--since", "yesterday")).ExitCode.Should().Be(2);

        async Task<int> CountAsync(string option, string value) =>
            (await rig.DoAsync("audit", "list", option, value, "--json")).Json.GetArrayLength();
    }

    /// <summary>What the verbs of the table need is made once, and copied for each of them.</summary>
    private async Task FillAsync()
    {
        if (filled is { } content)
        {
            await File.WriteAllBytesAsync(rig.DatabasePath, content);
            return;
        }
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "add", "acme", "+13125550199");
        await rig.DoAsync("member", "add", "acme", "Cid");
        await rig.DoAsync("surcharge", "set", "standard", "barge", "--rate", "0.02");
        await rig.DoAsync("rule", "add", "--account", "acme", "--country", "GB", "--allow");
        rig.Input = CliRig.Rates;
        await rig.DoAsync([
            "rates",
            "import",
            "-",
            "--currency",
            "USD",
            "--effective",
            "2099-01-01",
        ]);
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), default);
        }
        File.Exists(rig.DatabasePath + "-wal").Should().BeFalse("the last to close empties it");
        filled = await File.ReadAllBytesAsync(rig.DatabasePath);
    }

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync()
    {
        await using var store = await rig.OpenStoreAsync();
        return await store.Audit.ListAsync(new AuditFilter { Limit = 1000 }, default);
    }

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [path]
            : command.Subcommands.SelectMany(child =>
                Leaves(child, path.Length == 0 ? child.Name : $"{path} {child.Name}")
            );

    /// <summary>A verb.</summary>
    /// <param name="Action">What the audit log says; null: nothing.</param>
    /// <param name="Arguments">A command line that is done.</param>
    /// <param name="Why">Why it is not run here.</param>
    private sealed record Row(string? Action, IReadOnlyList<string> Arguments, string Why)
    {
        internal static Row Changes(string action, params string[] arguments) =>
            new(action, arguments, "");

        internal static Row Reads(params string[] arguments) => new(null, arguments, "");

        internal static Row ElsewhereTested(string why) => new(null, [], why);
    }
}
