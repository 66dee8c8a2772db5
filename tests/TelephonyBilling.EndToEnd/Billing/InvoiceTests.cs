using System.Text.Json.Nodes;
using TelephonyBilling.Testing;
using TelephonyBilling.Testing.Invoices;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Recharge by invoice: a call lowers the balance, mails go out, a person approves, or the policy does.</summary>
public abstract class InvoiceTests(PbxFixture fixture) : MailedTests(fixture)
{
    private (string Plain, string Bold) font;

    protected override Dictionary<string, object> Invoicing =>
        new(StringComparer.Ordinal)
        {
            ["Issuer"] = new[] { "Éclair Télécom inc.", "1 rue Sainte-Catherine, Montréal" },
            ["Taxes"] = new[] { new { Name = "VAT", Percent = "20" } },
            ["Font"] = font.Plain,
            ["BoldFont"] = font.Bold,
        };

    public override async Task InitializeAsync()
    {
        font = await JudgeLibraries.FontAsync();
        await base.InitializeAsync();
        await Daemon.DoAsync("account", "set", "acme", "--billing-address", "12 High St, London");
    }

    [Fact]
    public async Task BalanceThatFallsBelow_IsAskedForByMail_AndApproved_WithAnInvoice()
    {
        await AddCreditAsync(1);
        await RechargeAsync("0.98", "25");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);

        for (int call = 0; call < 2; call++)
        {
            await using SippPhone phone = await SippPhone.DialAsync(
                Pbx,
                "1001",
                UnitedKingdom,
                new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(1) }
            );
            await phone.WaitForEndAsync();
        }
        decimal spent = (await SettledAsync(2)).Sum(call => call.Charge);
        ReceivedMail[] asked = await ReceivedAsync("waits for approval", 2);
        asked.Select(mail => mail.To.Single()).Should().BeEquivalentTo(Owner, Books);
        JsonNode waiting = (await Daemon.AskAsync("invoice", "waiting"))
            .AsArray()
            .Should()
            .ContainSingle("the second call finds that the first has asked")
            .Subject!;
        string topUp = (string)waiting["topUp"]!;
        asked[0].Text.Should().Contain(topUp);
        await BalanceShouldBeAsync(1 - spent);

        JsonNode approved = await Daemon.AskAsync("invoice", "approve", topUp);
        await Daemon.DoAsync("invoice", "approve", topUp);

        string number = (string)approved["number"]!;
        await BalanceShouldBeAsync(26 - spent);
        ReceivedMail[] invoiced = await ReceivedAsync($"Invoice {number}", 2);
        invoiced.Select(mail => mail.To.Single()).Should().BeEquivalentTo(Owner, Books);
        ReceivedAttachment file = invoiced[0].Attachments.Should().ContainSingle().Subject;
        file.Name.Should().Be($"{number}.pdf");
        (await JudgedPdf.ReadAsync(file.Content))
            .Lines.Should()
            .Contain("Éclair Télécom inc.")
            .And.Contain(line => line.StartsWith("12 High St, London", StringComparison.Ordinal))
            .And.Contain($"Call credit ({topUp}) | $25.00")
            .And.Contain("VAT 20% | $5.00")
            .And.Contain("Total (USD) | $30.00");
    }

    [Fact]
    public async Task CallThatWouldHaveEnded_GoesOn_WhereThePolicyGivesCreditAtOnce()
    {
        await SetAsync("CreditAtOnce", true);
        await AddCreditAsync(0.09m); // 4¢ and five seconds at 1¢
        await RechargeAsync("0.05", "25");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            Mexico,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(8) }
        );
        SipCall trunk = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        trunk.Connected.Should().BeGreaterThan(TimeSpan.FromSeconds(7.5), Daemon.Describe());
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("hangup", Daemon.Describe());
        await BalanceShouldBeAsync(25.09m - call.Charge);
        JsonNode invoice = (await Daemon.AskAsync("invoice", "list"))
            .AsArray()
            .Should()
            .ContainSingle()
            .Subject!;
        await ReceivedAsync($"Invoice {(string)invoice["number"]!}", 2);
    }

    private Task<string> RechargeAsync(string threshold, string amount) =>
        Daemon.DoAsync(
            "recharge",
            "set",
            "acme",
            "--threshold",
            threshold,
            "--amount",
            amount,
            "--source",
            "invoice"
        );

    /// <summary>Changes a key of section <c>Invoicing</c> and starts the daemon anew.</summary>
    private async Task SetAsync(string key, JsonNode value)
    {
        JsonNode configuration = JsonNode.Parse(
            await File.ReadAllTextAsync(Daemon.ConfigurationFile)
        )!;
        configuration[nameof(Invoicing)]![key] = value;
        await Daemon.StopAsync();
        await File.WriteAllTextAsync(Daemon.ConfigurationFile, configuration.ToJsonString());
        await Daemon.StartAsync();
    }

    /// <summary>Waits for so many mails whose subject has these words.</summary>
    private Task<ReceivedMail[]> ReceivedAsync(string subject, int count) =>
        Eventually.FindAsync<ReceivedMail[]>(
            () =>
                Server
                    .Mails.Where(mail => mail.Subject.Contains(subject, StringComparison.Ordinal))
                    .ToArray()
                    is { } found
                && found.Length >= count
                    ? found
                    : null,
            $"{count} mails '{subject}'",
            TimeSpan.FromSeconds(30),
            () => $"{Server.Output}\n{Daemon.Describe()}"
        );
}

public sealed class Asterisk22InvoiceTests(Asterisk22 fixture)
    : InvoiceTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16InvoiceTests(Asterisk16 fixture)
    : InvoiceTests(fixture),
        IClassFixture<Asterisk16>;
