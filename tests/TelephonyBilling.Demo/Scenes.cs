using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Demo;

/// <summary>The five scenes. The deck is docs/examples/demo-rates.csv: 4¢ to connect, 1¢ a second, so that nobody waits.</summary>
public static class Scenes
{
    private const string London = "011442079460000";
    private const string TollFree = "18005550100";
    private const decimal Fee = 0.04m;
    private const decimal PerSecond = 0.01m;

    /// <summary>Plays them all.</summary>
    public static async Task PlayAsync(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Title("An account, two desk phones and a toll-free number");
        await stage.TypeAsync(
            "rates",
            "import",
            Repository.Path("docs", "examples", "demo-rates.csv"),
            "--deck",
            "standard",
            "--currency",
            "USD"
        );
        await stage.TypeAsync("account", "create", "demo", "--currency", "USD");
        await stage.TypeAsync(
            "number",
            "add",
            "demo",
            "+" + TollFree,
            "--kind",
            "toll-free",
            "--country",
            "US"
        );
        foreach (var phone in (string[])["1001", "1002"])
        {
            await stage.TypeAsync("extension", "add", "demo", phone, "--international", "on");
        }
        await stage.Daemon.StartAsync();

        await WithoutCreditAsync(stage);
        await WithCreditAsync(stage);
        await TwoPhonesAsync(stage);
        await TollFreeAsync(stage);
        await KilledAsync(stage);

        stage.Title("The account's statement, and the ledger checked");
        await stage.TypeAsync("calls", "list", "--account", "demo");
        await stage.TypeAsync("credit", "history", "demo");
        await stage.TypeAsync("ledger", "verify");
    }

    private static async Task WithoutCreditAsync(Stage stage)
    {
        stage.Title("1. A phone with no credit dials 011");
        await using var phone = await SippPhone.DialAsync(stage.Pbx, "1001", London);
        var call = await phone.WaitForCallToEndAsync();
        stage.Check(
            call.EarlyMedia,
            "the phone hears the prompt \"insufficient credit\" before any answer"
        );
        stage.Check(call.FinalStatus == 403, "and is refused: SIP 403");
        stage.Check(stage.Carrier.Calls.Count == 0, "the carrier never saw an INVITE");
        var record = (await stage.CallsAsync(1))[0];
        stage.Check(
            (string?)record["endReason"] == "insufficient-credit",
            "the attempt is kept with its reason"
        );
    }

    private static async Task WithCreditAsync(Stage stage)
    {
        stage.Title("2. Credit is added, the call connects, its cost ticks");
        await stage.TypeAsync("credit", "add", "demo", "0.50", "--reference", "demo-1");
        await using var phone = await SippPhone.DialAsync(
            stage.Pbx,
            "1001",
            London,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(5.5) }
        );
        await stage.WatchAsync(phone.WaitForCallToEndAsync());
        await stage.SettledAsync();
        var record = (await stage.CallsAsync(1))[0];
        CheckCharge(stage, record);
        stage.Check(
            (await stage.MoneyAsync()).Balance == 0.50m - Stage.Amount(record["charge"]),
            "the balance is lower by exactly that"
        );
    }

    private static async Task TwoPhonesAsync(Stage stage)
    {
        stage.Title("3. Two phones of the account talk at once until the shared balance ends");
        await using var first = await SippPhone.DialAsync(stage.Pbx, "1001", London);
        await using var second = await SippPhone.DialAsync(stage.Pbx, "1002", London);
        var ended = Task.WhenAll(first.WaitForCallToEndAsync(), second.WaitForCallToEndAsync());
        await stage.WatchAsync(ended);
        await stage.SettledAsync();
        foreach (var record in await stage.CallsAsync(2))
        {
            stage.Check(
                (string?)record["endReason"] == "credit-exhausted",
                $"phone {record["from"]} was cut by the PBX when the money ended, and hears why"
            );
            CheckCharge(stage, record);
        }
        var (balance, _) = await stage.MoneyAsync();
        stage.Check(
            balance is >= 0 and < PerSecond,
            $"{Text(balance)} is left: never below zero, less than one second's price"
        );
    }

    private static async Task TollFreeAsync(Stage stage)
    {
        stage.Title("4. A toll-free call comes in");
        await stage.TypeAsync("credit", "add", "demo", "0.04", "--reference", "demo-2");
        await using var desk = new SipUserAgent(stage.Pbx, "1001", stage.DeskPort);
        await using (var caller = await SippCarrier.CallAsync(stage.Pbx, "14165550199", TollFree))
        {
            await stage.WatchAsync(caller.WaitForCallToEndAsync());
        }
        await stage.SettledAsync();
        var record = (await stage.CallsAsync(1))[0];
        stage.Check(
            (string?)record["service"] == "tollfree-inbound",
            "the desk phone rang, answered, and the account paid for it"
        );
        stage.Check(
            Stage.Amount(record["charge"]) == PerSecond * (long)record["billedSeconds"]!,
            $"{record["billedSeconds"]} s cost {record["charge"]}, charged from the answer, and the balance ended it"
        );
        await using var again = await SippCarrier.CallAsync(stage.Pbx, "14165550199", TollFree);
        var refused = await again.WaitForCallToEndAsync();
        stage.Check(
            refused.AnsweredAt is null && refused.FinalStatus >= 400,
            "the next caller hears that the number is unavailable, and nothing is charged"
        );
    }

    private static async Task KilledAsync(Stage stage)
    {
        stage.Title("5. The daemon is killed during a call, and the call ends while it is down");
        await stage.TypeAsync("credit", "add", "demo", "1", "--reference", "demo-3");
        await using var phone = await SippPhone.DialAsync(
            stage.Pbx,
            "1001",
            London,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(3.5) }
        );
        await phone.WaitForAnswerAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await stage.Daemon.KillAsync();
        stage.Say("kill -9");
        var call = await phone.WaitForCallToEndAsync();
        stage.Say(
            $"the call went on without it and ended after {call.Connected.TotalSeconds:0.0} s"
        );
        await stage.Daemon.StartAsync();
        stage.Say("started again");
        await stage.SettledAsync();
        var record = (await stage.CallsAsync(1))[0];
        CheckCharge(stage, record);
        stage.Check(
            (bool)record["estimated"]! is false,
            "from the PBX's own record, not estimated"
        );
    }

    private static void CheckCharge(Stage stage, JsonNode record)
    {
        var billed = (long)record["billedSeconds"]!;
        var connected = Stage.Amount(record["connectedSeconds"]);
        stage.Check(
            Stage.Amount(record["charge"]) == Fee + (PerSecond * billed)
                && billed >= connected - 0.5m
                && billed < connected + 1,
            $"{Text(connected)} s connected, {billed} s billed: {Text(Fee)} + {billed} × {Text(PerSecond)} = {record["charge"]}, settled to the cent"
        );
    }

    private static string Text(decimal number) =>
        number.ToString("0.00####", CultureInfo.InvariantCulture);
}
