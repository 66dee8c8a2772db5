using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// The real daemon beside a real Asterisk, with an empty database for each test. The account <c>acme</c> owns phones
/// 1001 to 1003 and the toll-free number +1 800 555 0100. After each test the ledger has to verify and nothing may be
/// held or left in the PBX.
/// </summary>
public abstract class BillingTests(PbxFixture fixture) : IAsyncLifetime
{
    /// <summary>A call to a destination at 4¢ and 2¢ a minute, by the second.</summary>
    protected const string UnitedKingdom = "011442079460000";

    /// <summary>The same, in sixes.</summary>
    protected const string France = "01133140000000";

    /// <summary>The same, by the minute.</summary>
    protected const string Germany = "01149305550000";

    /// <summary>4¢ and 60¢ a minute, by the second: 1¢ a second.</summary>
    protected const string Mexico = "011525555550000";

    /// <summary>4¢ and 60¢ a minute, in sixes.</summary>
    protected const string Spain = "01134915550000";

    /// <summary>No fee, 60¢ a minute, by the second.</summary>
    protected const string Cuba = "01153725550000";

    /// <summary>60¢ a minute, by the second, paid by who is called.</summary>
    protected const string TollFree = "+18005550100";

    /// <summary>Who calls it.</summary>
    protected const string Outsider = "+14155550123";

    private const string Rates = """
        prefix,destination,connection_fee,per_minute,increments,service,flags
        44,United Kingdom,0.04,0.02,1/1,,
        33,France,0.04,0.02,6/6,,
        49,Germany,0.04,0.02,60/60,,
        52,Mexico,0.04,0.60,1/1,,
        34,Spain,0.04,0.60,6/6,,
        53,Cuba,0,0.60,1/1,,
        881,Satellite,,,,,blocked: satellite
        1,United States and Canada,,,,domestic-outbound,free
        1,Toll-free number,0,0.60,1/1,tollfree-inbound,
        1,Number,,,,domestic-inbound,free
        1,Number,,,,international-inbound,free

        """;

    private int logMark;

    private static readonly SemaphoreSlim Filling = new(1, 1);

    private static Dictionary<string, byte[]>? filled;

    /// <summary>The PBX and its phones.</summary>
    protected PbxFixture Fixture { get; } = fixture;

    /// <summary>The PBX.</summary>
    protected AsteriskInstance Pbx => Fixture.Pbx;

    /// <summary>What Asterisk logged since the test began.</summary>
    protected string Said => Pbx.Log[logMark..];

    /// <summary>The daemon.</summary>
    protected BillingDaemon Daemon { get; private set; } = null!;

    /// <summary>Where the daemon finds AMI; a test that cuts the connection says something else.</summary>
    protected virtual int AmiPort => Pbx.AmiPort;

    /// <summary>What one reservation pays for: short, so that a short call renews it.</summary>
    protected virtual int QuotaSeconds => 4;

    /// <summary>How callers are warned.</summary>
    protected virtual string WarnTone => "None";

    /// <summary>Section <c>Mail</c> of the daemon's configuration: no mail server.</summary>
    protected virtual Dictionary<string, object> Mail => new(StringComparer.Ordinal);

    /// <summary>Section <c>Payments</c> of the daemon's configuration: nobody who charges cards.</summary>
    protected virtual Dictionary<string, object> Payments => new(StringComparer.Ordinal);

    /// <summary>Section <c>Invoicing</c> of the daemon's configuration.</summary>
    protected virtual Dictionary<string, object> Invoicing => new(StringComparer.Ordinal);

    /// <summary>Section <c>Metering</c> of the daemon's configuration.</summary>
    protected virtual Dictionary<string, object> Metering =>
        new(StringComparer.Ordinal)
        {
            ["QuotaSeconds"] = QuotaSeconds,
            ["FirstQuotaSeconds"] = QuotaSeconds,
            ["RenewBeforeSeconds"] = 2,
            ["WarnBeforeSeconds"] = 0,
        };

    public virtual async Task InitializeAsync()
    {
        logMark = Pbx.Log.Length;
        Daemon = new BillingDaemon(
            new BillingOptions
            {
                Pbxes = new Dictionary<string, AsteriskInstance>(StringComparer.Ordinal)
                {
                    ["pbx1"] = Pbx,
                },
                AmiPorts = new Dictionary<string, int>(StringComparer.Ordinal)
                {
                    ["pbx1"] = AmiPort,
                },
                GatePort = Pbx.GatePort,
                WarnTone = WarnTone,
                Metering = Metering,
                Mail = Mail,
                Payments = Payments,
                Invoicing = Invoicing,
            }
        );
        await FillDatabaseAsync();
        await Daemon.StartAsync();
    }

    public virtual async Task DisposeAsync()
    {
        try
        {
            await Pbx.WaitUntilIdleAsync();
            JsonNode ledger = await Daemon.AskAsync("ledger", "verify");
            ((bool)ledger["ok"]!).Should().BeTrue(ledger.ToJsonString());
            if (Daemon.IsRunning)
            {
                (await Pbx.RecordsAsync())
                    .Should()
                    .BeEmpty("the daemon deletes the PBX's record of a settled call");
            }
        }
        finally
        {
            await Daemon.DisposeAsync();
            await Pbx.Probe.SendAsync("DBDelTree", ("Family", "TelephonyBilling"));
        }
    }

    /// <summary>Makes rates, account, phones and number by the command line once, and copies the database for each test.</summary>
    private async Task FillDatabaseAsync()
    {
        await Filling.WaitAsync();
        try
        {
            if (filled is null)
            {
                string rates = Path.Combine(Pbx.Folder, "rates.csv");
                await File.WriteAllTextAsync(rates, Rates);
                await Daemon.DoAsync(
                    "rates",
                    "import",
                    rates,
                    "--deck",
                    "test",
                    "--currency",
                    "USD"
                );
                await Daemon.DoAsync("account", "create", "acme", "--plan", "test");
                foreach (string phone in (string[])["1001", "1002", "1003"])
                    await Daemon.DoAsync(
                        "extension",
                        "add",
                        "acme",
                        phone,
                        "--international",
                        "on"
                    );
                await Daemon.DoAsync("number", "add", "acme", TollFree, "--country", "US");
                // What the last verb wrote may still be in the write-ahead log.
                filled = new Dictionary<string, byte[]>(StringComparer.Ordinal);
                foreach (string suffix in (string[])["", "-wal"])
                {
                    if (File.Exists(Daemon.DatabaseFile + suffix))
                        filled[suffix] = await File.ReadAllBytesAsync(Daemon.DatabaseFile + suffix);
                }
            }
            else
            {
                foreach ((string suffix, byte[] content) in filled)
                    await File.WriteAllBytesAsync(Daemon.DatabaseFile + suffix, content);
            }
        }
        finally
        {
            Filling.Release();
        }
    }

    /// <summary>Adds credit.</summary>
    protected Task AddCreditAsync(decimal amount, string account = "acme") =>
        Daemon.DoAsync("credit", "add", account, amount.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Waits until <paramref name="calls"/> calls are known and none of them is open, and gives them back, oldest first.
    /// </summary>
    protected Task<IReadOnlyList<BilledCall>> SettledAsync(int calls = 1, TimeSpan? within = null)
    {
        string last = "";
        return Eventually.FindAsync<IReadOnlyList<BilledCall>>(
            async () =>
            {
                JsonNode list = await Daemon.AskAsync("calls", "list");
                last = list.ToJsonString();
                BilledCall[] found =
                [
                    .. list.AsArray()
                        .Select(call => new BilledCall(call!))
                        .OrderBy(call => call.AuthorisedAt, StringComparer.Ordinal),
                ];
                return found.Length == calls && found.All(call => call.IsOver) ? found : null;
            },
            $"{calls} calls to be settled",
            within ?? TimeSpan.FromSeconds(30),
            () => $"{last}\n{Daemon.Describe()}"
        );
    }

    /// <summary>The account's money, to the millionth; nothing of it may be held.</summary>
    protected async Task BalanceShouldBeAsync(decimal balance, string account = "acme")
    {
        JsonNode shown = await Daemon.AskAsync("account", "show", account);
        Amount(shown, "balance").Should().Be(balance, Daemon.Describe());
        Amount(shown, "held").Should().Be(0);
        Amount(shown, "available").Should().Be(balance);
    }

    /// <summary>
    /// The one call there was, to <see cref="Mexico"/> on a credit of 1.00, is charged by the time that the carrier saw, and
    /// nothing of it is a guess.
    /// </summary>
    protected async Task<BilledCall> ShouldBeExactAsync(SipCall trunk)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        BilledCall call = (await SettledAsync())[0];
        call.State.Should().Be("settled", Daemon.Describe());
        call.Estimated.Should().BeFalse(Daemon.Describe());
        call.ConnectedSeconds.Should()
            .BeApproximately((decimal)trunk.Connected.TotalSeconds, 0.1m, Daemon.Describe());
        call.Charge.Should().Be(0.04m + 0.01m * call.BilledSeconds);
        await BalanceShouldBeAsync(1 - call.Charge);
        return call;
    }

    /// <summary>An amount in an answer of the command line.</summary>
    protected static decimal Amount(JsonNode node, string field)
    {
        ArgumentNullException.ThrowIfNull(node);
        return decimal.Parse((string)node[field]!, CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the daemon knows that so many calls are connected.</summary>
    protected async Task WaitUntilMeteredAsync(int calls = 1) =>
        await Eventually.TrueAsync(
            async () =>
                (await Daemon.AskAsync("calls", "live"))
                    .AsArray()
                    .Count(call => (string?)call!["state"] == "connected") == calls,
            $"{calls} calls to be metered",
            null,
            Daemon.Describe
        );
}

/// <summary>A call as <c>calls list --json</c> tells it.</summary>
public sealed class BilledCall(JsonNode call)
{
    /// <summary>Its name.</summary>
    public string Id => (string)call["id"]!;

    /// <summary>authorised, connected, settled, released or refused.</summary>
    public string State => (string)call["state"]!;

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => State is "settled" or "released" or "refused";

    /// <summary>What was charged, such as <c>international-outbound</c>.</summary>
    public string Service => (string)call["service"]!;

    /// <summary>Who pays.</summary>
    public string Account => (string)call["account"]!;

    /// <summary>Whose call it is: the one that dialled, transferred or forwarded.</summary>
    public string Extension => (string?)call["extension"] ?? "";

    /// <summary>When the gate decided.</summary>
    public string AuthorisedAt => (string)call["authorisedAt"]!;

    /// <summary>Connected time by the PBX's clock.</summary>
    public decimal ConnectedSeconds => (decimal)call["connectedSeconds"]!;

    /// <summary>What is paid for.</summary>
    public long BilledSeconds => (long)call["billedSeconds"]!;

    /// <summary>What it cost; zero where nothing was charged.</summary>
    public decimal Charge =>
        decimal.Parse((string?)call["charge"] ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Why it ended, or why it was refused.</summary>
    public string EndReason => (string?)call["endReason"] ?? "";

    /// <summary>Whether the end is a guess.</summary>
    public bool Estimated => (bool)call["estimated"]!;

    /// <summary>The trunk leg.</summary>
    public string UniqueId => (string?)call["uniqueid"] ?? "";

    /// <summary>A surcharge: the call that it belongs to; empty: it is a call.</summary>
    public string Parent => (string?)call["parent"] ?? "";

    /// <summary>When it ended, by the PBX's clock.</summary>
    public DateTimeOffset EndedAt =>
        DateTimeOffset.Parse((string)call["endedAt"]!, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override string ToString() => call.ToJsonString();
}
