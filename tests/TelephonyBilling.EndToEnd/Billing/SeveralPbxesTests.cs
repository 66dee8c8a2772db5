using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>One daemon, one balance, two PBXes of different versions behind one address.</summary>
public sealed class SeveralPbxesTests : IAsyncLifetime
{
    private const string Mexico = "011525555550000";
    private const string Rates = """
        prefix,destination,connection_fee,per_minute,increments
        52,Mexico,0.04,0.60,1/1

        """;

    private AsteriskInstance old = null!;
    private AsteriskInstance young = null!;
    private BillingDaemon daemon = null!;

    public async Task InitializeAsync()
    {
        int gate = Loopback.FreePort();
        old = await AsteriskInstance.StartAsync(
            new AsteriskOptions
            {
                Version = 16,
                GatePort = gate,
                Name = "old",
            }
        );
        young = await AsteriskInstance.StartAsync(
            new AsteriskOptions
            {
                Version = 22,
                GatePort = gate,
                Name = "young",
            }
        );
        daemon = new BillingDaemon(
            new BillingOptions
            {
                Pbxes = new Dictionary<string, AsteriskInstance>(StringComparer.Ordinal)
                {
                    ["old"] = old,
                    ["young"] = young,
                },
                GatePort = gate,
            }
        );
        string rates = Path.Combine(old.Folder, "rates.csv");
        await File.WriteAllTextAsync(rates, Rates);
        await daemon.DoAsync("rates", "import", rates, "--deck", "test", "--currency", "USD");
        await daemon.DoAsync("account", "create", "acme", "--plan", "test");
        await daemon.DoAsync("extension", "add", "acme", "1001", "--international", "on");
        await daemon.DoAsync("credit", "add", "acme", "10");
        await daemon.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (daemon is not null)
            await daemon.DisposeAsync();
        if (young is not null)
            await young.DisposeAsync();
        if (old is not null)
            await old.DisposeAsync();
    }

    [Fact]
    public async Task OnePbxDies_ItsCallIsSettledByItsLeaseAndTheOthersCallGoesOn()
    {
        await using SippCarrier oldCarrier = await SippCarrier.StartAsync(old);
        await using SippCarrier youngCarrier = await SippCarrier.StartAsync(young);
        await using SippPhone doomed = await SippPhone.DialAsync(old, "1001", Mexico);
        await using SippPhone lucky = await SippPhone.DialAsync(
            young,
            "1001",
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(6) }
        );
        await doomed.WaitForAnswerAsync();
        await lucky.WaitForAnswerAsync();

        await old.KillAsync();
        await old.StartAsync();
        SipCall call = await lucky.WaitForCallToEndAsync();
        JsonArray calls = await Eventually.FindAsync(
            async () =>
            {
                JsonArray found = (await daemon.AskAsync("calls", "list")).AsArray();
                return found.Count == 2 && found.All(one => (string?)one!["state"] == "settled")
                    ? found
                    : null;
            },
            "both calls to be settled",
            TimeSpan.FromSeconds(30),
            daemon.Describe
        );

        JsonNode ofYoung = calls.Single(one => (string?)one!["pbx"] == "young")!;
        ((decimal)ofYoung["connectedSeconds"]!)
            .Should()
            .BeApproximately((decimal)call.Connected.TotalSeconds, 0.1m, daemon.Describe());
        ((bool)ofYoung["estimated"]!).Should().BeFalse();
        JsonNode ofOld = calls.Single(one => (string?)one!["pbx"] == "old")!;
        ((bool)ofOld["estimated"]!).Should().BeTrue(ofOld.ToJsonString());
        ((bool)(await daemon.AskAsync("ledger", "verify"))["ok"]!).Should().BeTrue();
    }
}
