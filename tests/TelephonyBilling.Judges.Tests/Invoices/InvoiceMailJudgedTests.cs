using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Judges.Tests.Mail;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Invoices;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Judges.Tests.Invoices;

/// <summary>From an approval to a mailbox: the invoice hangs on its mail, and on the one that reminds of it.</summary>
public sealed class InvoiceMailJudgedTests(OneMailServer one)
    : IClassFixture<OneMailServer>,
        IAsyncLifetime
{
    private static readonly Actor Operator = Actor.Operator("tester");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-invoice-");
    private readonly FakeTimeProvider time = new(Noon);
    private InvoicingOptions invoicing = new();
    private SqliteStore store = null!;
    private InvoiceDesk desk = null!;

    public async Task InitializeAsync()
    {
        invoicing = await InvoiceSample.OptionsAsync();
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "tb.db")),
            time,
            NullLogger.Instance
        );
        desk = new InvoiceDesk(
            store.Invoices,
            store.TopUps,
            invoicing.ToPolicy(),
            new RechargePolicy(),
            new DaemonClock(time),
            NullLogger<InvoiceDesk>.Instance
        );
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Approval_SendsTheInvoiceToTheAccountAndItsBillingAddress()
    {
        var issue = await ApproveAsync("ann", "fr");
        await SendAsync(invoicing);

        var mails = await one.Server.WaitForMailAsync("ann-books@example.com");
        one.Server.Mails.Should().Contain(mail => mail.To.Contains("ann@example.com"));
        var mail = mails.Single(mail => mail.Subject.Contains("INV-2026-000001"));
        mail.Subject.Should().StartWith("Facture INV-2026-000001").And.Contain("287,44");
        var file = mail.Attachments.Should().ContainSingle().Subject;
        (file.Name, file.Type).Should().Be(("INV-2026-000001.pdf", "application/pdf"));
        var page = await JudgedPdf.ReadAsync(file.Content);
        page.Title.Should().Be("Facture INV-2026-000001");
        page.Lines.Should()
            .Contain("Total (USD) | 287,44 $US")
            .And.Contain($"Crédit d’appel ({issue.TopUp}) | 250,00 $US");
    }

    [Fact]
    public async Task Reminder_HasTheSameInvoiceOnceMore_AndOtherMailsHaveNone()
    {
        var invoice = await ApproveAsync("bob", "en");
        await SendAsync(invoicing);
        time.Advance(TimeSpan.FromDays(30));
        (await desk.RemindAsync(default)).Should().StartWith("1 ");
        (await desk.RemindAsync(default)).Should().StartWith("0 ");
        await SendAsync(invoicing);

        var mails = (await one.Server.WaitForMailAsync("bob@example.com")).ToList();
        mails
            .Where(mail => mail.Attachments.Count > 0)
            .Select(mail => mail.Subject)
            .Should()
            .Equal($"Invoice {invoice.Number} of $287.44", $"Invoice {invoice.Number} is overdue");
        mails.Should().HaveCount(3, "that credit came in is a mail of its own");
        var pages = new List<JudgedPdf>();
        foreach (var mail in mails.Where(mail => mail.Attachments.Count > 0))
        {
            pages.Add(await JudgedPdf.ReadAsync(mail.Attachments.Single().Content));
        }
        pages[1].Lines.Should().Equal(pages[0].Lines);
    }

    [Fact]
    public async Task InvoiceThatCantBeDrawn_KeepsItsMailWaiting_UntilItCan()
    {
        await ApproveAsync("cleo", "en");
        var broken = invoicing with { Font = Path.Combine(folder.FullName, "none.ttf") };

        var round = await SendAsync(broken);
        (round.Sent, round.Postponed).Should().Be((1, 1), "only the invoice has to wait");
        (await store.Outbox.ListAsync(new OutboxFilter { State = MailState.Waiting }, default))
            .Should()
            .ContainSingle()
            .Which.Error.Should()
            .Contain("none.ttf");
        time.Advance(TimeSpan.FromMinutes(1));
        (await SendAsync(invoicing)).Sent.Should().Be(1);

        (await one.Server.WaitForMailAsync("cleo@example.com"))
            .Count(mail => mail.Attachments.Count == 1)
            .Should()
            .Be(1);
    }

    private async Task<Invoice> ApproveAsync(string name, string language)
    {
        await store.Accounts.CreateAsync(
            Account(name) with
            {
                Email = $"{name}@example.com",
                BillingEmail = $"{name}-books@example.com",
                Language = language,
            },
            default
        );
        var asked = await desk.RequestAsync(Operator, name, Dollars("250"), default);
        var issue = await desk.ApproveAsync(Operator, asked.TopUp!.Id, default);
        return issue.Invoice!;
    }

    private async Task<OutboxRound> SendAsync(InvoicingOptions with)
    {
        using var mails = new MailServices(
            new DaemonOptions { Mail = one.Server.Options(), Invoicing = with },
            store,
            new DaemonClock(time),
            NullLoggerFactory.Instance
        );
        return await mails.Sender.SendDueAsync(default);
    }
}
