using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// Credit that comes in by card, with a real mail server and a server that takes payments and remembers every charge. Calls
/// reserve six seconds and renew five seconds before their end, so that a recharge has seconds to come in.
/// </summary>
public abstract class CreditTests(PbxFixture fixture) : BillingTests(fixture)
{
    /// <summary>Who gets the account's mails.</summary>
    protected const string Owner = "owner@acme.example";

    /// <summary>The payment server.</summary>
    protected StripeServer Server { get; private set; } = null!;

    /// <summary>The mail server.</summary>
    protected MailServer Mailbox { get; private set; } = null!;

    protected override Dictionary<string, object> Mail => Mailbox.Section;

    protected override Dictionary<string, object> Payments => Server.Section();

    protected override string WarnTone => "Beep";

    protected override Dictionary<string, object> Metering =>
        new(StringComparer.Ordinal)
        {
            ["QuotaSeconds"] = 6,
            ["FirstQuotaSeconds"] = 6,
            ["RenewBeforeSeconds"] = 5,
            ["WarnBeforeSeconds"] = 1,
        };

    public override async Task InitializeAsync()
    {
        Mailbox = await MailServer.StartAsync();
        Server = await StripeServer.StartAsync();
        Prepare();
        await base.InitializeAsync();
        await Daemon.DoAsync("account", "set", "acme", "--email", Owner);
    }

    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            await Server.DisposeAsync();
            await Mailbox.DisposeAsync();
        }
    }

    /// <summary>Puts something between daemon and payment server before the daemon is configured.</summary>
    protected virtual void Prepare() { }

    /// <summary>The account's holder enters a card under the link that the operator gave.</summary>
    protected async Task EnterCardAsync(StripeCard kind = StripeCard.Good)
    {
        await Daemon.DoAsync("card", "link", "acme");
        string customer = Server.Requests.Last(request => request["customer"].Length > 0)[
            "customer"
        ];
        Server.EnterCard(customer, kind);
        await Daemon.DoAsync("card", "refresh", "acme");
    }

    /// <summary>Has the account recharged by card.</summary>
    protected Task RechargeAsync(string threshold, string amount, params string[] more) =>
        Daemon.DoAsync([
            "recharge",
            "set",
            "acme",
            "--threshold",
            threshold,
            "--amount",
            amount,
            .. more,
        ]);

    /// <summary>All top-ups that were bought by card, newest first.</summary>
    protected async Task<JsonNode[]> TopUpsAsync() =>
        [
            .. (await Daemon.AskAsync("topup", "list", "--source", "card"))
                .AsArray()
                .Select(topUp => topUp!),
        ];

    /// <summary>Waits until so many top-ups by card are credited.</summary>
    protected Task<JsonNode[]> CreditedAsync(int count, string when = "") =>
        Eventually.FindAsync(
            async () =>
                await TopUpsAsync() is { } all
                && all.Count(topUp => (string?)topUp["state"] == "succeeded") == count
                    ? all
                    : null,
            $"{count} top-ups {when}".TrimEnd(),
            TimeSpan.FromSeconds(30),
            Daemon.Describe
        );

    /// <summary>There were so many payments of 5.00 at the server, and each is one entry in the ledger.</summary>
    protected async Task ChargesShouldBeCreditedAsync(int count)
    {
        Server.Charges.Should().HaveCount(count).And.OnlyContain(charge => charge.Amount == 500);
        JsonNode[] entries =
        [
            .. (await Daemon.AskAsync("credit", "history", "acme"))
                .AsArray()
                .Select(entry => entry!)
                .Where(entry =>
                    ((string)entry["cause"]!).StartsWith("topup/tu-", StringComparison.Ordinal)
                ),
        ];
        entries.Should().HaveCount(count).And.OnlyContain(entry => Amount(entry, "amount") == 5);
        entries
            .Select(entry => (string)entry["cause"]!)
            .Should()
            .BeEquivalentTo(
                (await TopUpsAsync())
                    .Where(topUp => (string?)topUp["state"] == "succeeded")
                    .Select(topUp => $"topup/{(string)topUp["id"]!}")
            );
    }

    /// <summary>Waits for so many mails whose subject has these words.</summary>
    protected Task<ReceivedMail[]> ReceivedAsync(string subject, int count = 1) =>
        Eventually.FindAsync(
            () =>
                Mailbox
                    .Mails.Where(mail => mail.Subject.Contains(subject, StringComparison.Ordinal))
                    .ToArray()
                    is { } found
                && found.Length >= count
                    ? found
                    : null,
            string.Create(CultureInfo.InvariantCulture, $"{count} mails '{subject}'"),
            TimeSpan.FromSeconds(30),
            () => $"{Mailbox.Output}\n{Daemon.Describe()}"
        );

    /// <summary>Talks for some time, and hangs up.</summary>
    protected async Task TalkAsync(string number, double seconds, int calls = 1)
    {
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(seconds) },
            calls
        );
        IReadOnlyList<SipCall> heard = await phone.WaitForEndAsync();
        heard.Should().OnlyContain(call => call.FinalStatus == 200, phone.Describe());
    }
}
