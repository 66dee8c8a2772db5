using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Mails that calls cause, as they arrive.</summary>
public abstract class MailTests(PbxFixture fixture) : MailedTests(fixture)
{
    [Fact]
    public async Task CallThatLowersTheBalance_TellsOnce_OwnerAndBooks()
    {
        await AddCreditAsync(1);
        await Daemon.DoAsync("notice", "set", "acme", "--below", "0.98,0.50");
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
        await SettledAsync(2);

        await WaitForAsync("low-balance", 2);
        ReceivedMail[] low = Received("below $0.98");
        low.Select(mail => mail.To.Single()).Should().BeEquivalentTo(Owner, Books);
        low.Should().OnlyContain(mail => mail.IsEncrypted && mail.User == MailServer.User);
        low[0].Text.Should().Contain("has fallen below $0.98").And.Contain("Account acme");
        (await MailsAsync("low-balance")).Should().ContainSingle(Daemon.Describe());
    }

    [Fact]
    public async Task CallThatTheCreditEnds_TellsWhichAndWhatItCost_InTheAccountsLanguage()
    {
        await Daemon.DoAsync("account", "set", "acme", "--language", "fr");
        await AddCreditAsync(0.09m); // 4¢ and five seconds at 1¢
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);
        await phone.WaitForEndAsync();
        BilledCall call = (await SettledAsync())[0];
        call.EndReason.Should().Be("credit-exhausted", Daemon.Describe());

        await WaitForAsync("credit-exhausted", 2);

        JsonNode told = (await MailsAsync("credit-exhausted")).Should().ContainSingle().Subject;
        ReceivedMail[] mails =
        [
            .. Server.Mails.Where(mail =>
                mail.Text.Contains("525555550000", StringComparison.Ordinal)
            ),
        ];
        mails.Select(mail => mail.To.Single()).Should().BeEquivalentTo(Owner, Books);
        mails[0].Text.Should().StartWith("Bonjour,");
        mails[0].Text.Should().Contain("0,09\u00a0$US").And.Contain("5\u00a0s");
        ((string)told["state"]!).Should().Be("sent");
    }

    [Fact]
    public async Task MailServerThatIsAway_CostsNoCall_AndHasTheMailWhenItIsBack()
    {
        await AddCreditAsync(0.09m);
        await WaitForAsync("top-up-done", 2);
        await Server.KillAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", Mexico);
        await phone.WaitForEndAsync();
        (await SettledAsync())[0].Charge.Should().Be(0.09m);
        JsonNode waiting = await Eventually.FindAsync(
            async () =>
                (await MailsAsync("credit-exhausted")).FirstOrDefault(mail =>
                    (int)mail["attempts"]! > 0 && ((string?)mail["error"] ?? "").Length > 0
                ),
            "a try that fails",
            null,
            Daemon.Describe
        );
        ((string)waiting["state"]!).Should().Be("waiting");

        await Server.RestartAsync();
        await Daemon.DoAsync("mail", "retry", waiting["id"]!.ToString());
        await Daemon.DoAsync("jobs", "run", "outbox");

        await WaitForAsync("credit-exhausted", 2);
    }

    /// <summary>Waits until the one mail of a kind has reached so many addresses.</summary>
    private Task WaitForAsync(string kind, int addresses) =>
        Eventually.TrueAsync(
            async () =>
                (await MailsAsync(kind)).Any(mail =>
                    (string?)mail["state"] == "sent"
                    && mail["deliveredTo"]!.AsArray().Count == addresses
                ),
            $"the mail '{kind}'",
            TimeSpan.FromSeconds(30),
            () => $"{Server.Output}\n{Daemon.Describe()}"
        );

    private async Task<JsonNode[]> MailsAsync(string kind) =>
        [
            .. (await Daemon.AskAsync("mail", "list"))
                .AsArray()
                .Where(mail => (string?)mail!["kind"] == kind)
                .Select(mail => mail!),
        ];

    private ReceivedMail[] Received(string subject) =>
        [.. Server.Mails.Where(mail => mail.Subject.Contains(subject, StringComparison.Ordinal))];
}

public sealed class Asterisk22MailTests(Asterisk22 fixture)
    : MailTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16MailTests(Asterisk16 fixture)
    : MailTests(fixture),
        IClassFixture<Asterisk16>;
