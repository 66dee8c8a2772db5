using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IInvoiceStore"/> promises.</summary>
public abstract class InvoiceStoreContract : IAsyncLifetime
{
    private static readonly InvoicePolicy Policy = new()
    {
        Due = TimeSpan.FromDays(14),
        Seller = ["Telco Ltd", "1 High St"],
        PaymentDetails = ["IBAN 1"],
        Taxes = [new InvoiceTax("GST", 5_000), new InvoiceTax("QST", 9_975)],
    };

    private Books Books { get; set; } = null!;

    private ITopUpStore TopUps { get; set; } = null!;

    private IInvoiceStore Invoices { get; set; } = null!;

    private IOutboxStore Outbox { get; set; } = null!;

    public async Task InitializeAsync()
    {
        (Books, TopUps, Invoices, Outbox) = await OpenAsync();
        await Books.OpenAccountAsync("10.00");
    }

    public abstract Task DisposeAsync();

    /// <summary>Opens empty stores.</summary>
    protected abstract Task<(
        Books Books,
        ITopUpStore TopUps,
        IInvoiceStore Invoices,
        IOutboxStore Outbox
    )> OpenAsync();

    [Fact]
    public async Task Issue_PostsTheCreditAndTellsOfWhatIsToBePaid()
    {
        var id = await RequestAsync(1);

        var issue = await IssueAsync(id);

        issue.Outcome.Should().Be(InvoiceOutcome.Issued);
        var invoice = issue.Invoice!;
        (invoice.Number, invoice.Account, invoice.TopUp)
            .Should()
            .Be(("INV-2026-000001", AccountId, id));
        (invoice.Credit, invoice.Tax, invoice.Total)
            .Should()
            .Be((Dollars("25"), Dollars("3.74"), Dollars("28.74")), "2.49375 of QST are 2.49");
        (invoice.IssuedAt, invoice.DueAt, invoice.PaidAt)
            .Should()
            .Be((Noon, Noon.AddDays(14), null));
        await BalanceShouldBe("35.00");
        var entry = (await Books.Ledger.EntriesAsync(AccountId, 1, default))[0];
        (entry.Kind, entry.Cause, entry.Note)
            .Should()
            .Be((EntryKind.TopUp, $"topup/{id}", "invoice INV-2026-000001"));
        (await TopUps.FindAsync(id, default))!
            .Should()
            .BeEquivalentTo(new { State = TopUpState.Succeeded, Reference = "INV-2026-000001" });
        var mail = (await MailsAsync("invoice")).Should().ContainSingle().Subject;
        mail.Cause.Should().Be("invoice/INV-2026-000001");
        mail.Data.Should().Contain("28740000");
        (await Invoices.FindAsync("INV-2026-000001", default)).Should().BeEquivalentTo(invoice);
    }

    [Fact]
    public async Task Issue_WhatItSays_StaysWhateverBecomesOfTheAccountAndTheConfiguration()
    {
        await ChangeAccountAsync("Acme Ltd", "12 High St, London", "fr", "Europe/Paris");
        var number = (await IssueAsync(await RequestAsync(1))).Invoice!.Number;
        await ChangeAccountAsync("Other Ltd", "", "en", "UTC");

        (await Invoices.FindAsync(number, default))!
            .Facts.Should()
            .BeEquivalentTo(
                new InvoiceFacts
                {
                    Seller = ["Telco Ltd", "1 High St"],
                    Buyer = ["Acme Ltd", "12 High St, London"],
                    Taxes =
                    [
                        new InvoiceTaxLine("GST", 5_000, 1_250_000),
                        new InvoiceTaxLine("QST", 9_975, 2_490_000),
                    ],
                    PaymentDetails = ["IBAN 1"],
                    Language = "fr",
                    TimeZone = "Europe/Paris",
                }
            );
    }

    [Fact]
    public async Task Issue_AskedManyTimesAtOnce_IsOneInvoiceAndOneCredit()
    {
        var id = await RequestAsync(1);

        var issues = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => IssueAsync(id)));

        issues.Count(issue => issue.Outcome == InvoiceOutcome.Issued).Should().Be(1);
        issues
            .Should()
            .OnlyContain(issue =>
                issue.Invoice!.Number == "INV-2026-000001"
                && (
                    issue.Outcome == InvoiceOutcome.Issued
                    || issue.Outcome == InvoiceOutcome.AlreadyIssued
                )
            );
        await BalanceShouldBe("35.00");
        (await MailsAsync("invoice")).Should().ContainSingle();
    }

    [Fact]
    public async Task Issue_ManyAtOnce_NumbersHaveNoGaps()
    {
        await Books.OpenAccountAsync("0", "beta");
        var ids = new List<string>();
        for (var i = 1; i <= 40; i++)
        {
            ids.Add(await RequestAsync(i, i % 2 == 0 ? AccountId : "beta"));
        }
        // Some come to nothing, and some are asked for twice: neither takes a number.
        foreach (var given in ids.Where((_, i) => i % 8 == 0))
        {
            await TopUps.FailAsync(
                given,
                new TopUpFailure("refused", "No.", ""),
                new RechargePolicy(),
                Noon,
                default
            );
        }

        var issues = await Task.WhenAll(ids.Concat(ids).Select(id => IssueAsync(id)));

        issues.Count(issue => issue.Outcome == InvoiceOutcome.NotByInvoice).Should().Be(10);
        issues
            .Where(issue => issue.Outcome == InvoiceOutcome.Issued)
            .Select(issue => issue.Invoice!.Number)
            .Order(StringComparer.Ordinal)
            .Should()
            .Equal(Enumerable.Range(1, 35).Select(i => $"INV-2026-{i:D6}"));
        (await Books.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Issue_AtTheTurnOfTheYear_CountsByTheAccountsOwnCalendar()
    {
        var lastHour = new DateTimeOffset(2026, 12, 31, 23, 30, 0, TimeSpan.Zero);
        await Books.OpenAccountAsync("0", "paris");
        await ChangeAccountAsync("Paris SA", "", "fr", "Europe/Paris", "paris");

        var numbers = new List<string>();
        for (var i = 1; i <= 4; i++)
        {
            var id = await RequestAsync(i, i % 2 == 0 ? "paris" : AccountId);
            numbers.Add((await IssueAsync(id, lastHour)).Invoice!.Number);
        }

        numbers
            .Should()
            .Equal("INV-2026-000001", "INV-2027-000001", "INV-2026-000002", "INV-2027-000002");
    }

    [Fact]
    public async Task Issue_OfWhatIsNotByInvoice_ChangesNothing()
    {
        var byCard = new NewTopUp(
            "tu-card",
            AccountId,
            TopUpSource.Card,
            Dollars("25"),
            "request/card",
            "me",
            Noon
        );
        await TopUps.RequestAsync(byCard, default);

        (await IssueAsync("tu-card"))
            .Should()
            .Be(new InvoiceIssue(InvoiceOutcome.NotByInvoice, null));
        (await IssueAsync("nothing"))
            .Should()
            .Be(new InvoiceIssue(InvoiceOutcome.UnknownTopUp, null));

        await BalanceShouldBe("10.00");
        (await Invoices.ListAsync(null, onlyOpen: false, 10, default)).Should().BeEmpty();
        (await IssueAsync(await RequestAsync(1))).Invoice!.Number.Should().Be("INV-2026-000001");
    }

    [Fact]
    public async Task Pay_OnceOrOften_KeepsTheFirstPayment()
    {
        var number = (await IssueAsync(await RequestAsync(1))).Invoice!.Number;

        var paid = await Invoices.PayAsync(number, "WIRE-1", Noon.AddDays(1), "me", default);
        (paid!.PaidAt, paid.Payment).Should().Be((Noon.AddDays(1), "WIRE-1"));
        var again = await Invoices.PayAsync(number, "WIRE-2", Noon.AddDays(2), "me", default);

        again.Should().BeEquivalentTo(paid);
        await BalanceShouldBe("35.00");
        (await Invoices.ListAsync(AccountId, onlyOpen: true, 10, default)).Should().BeEmpty();
        (await Invoices.PayAsync("INV-1", "", Noon, "me", default)).Should().BeNull();
    }

    [Fact]
    public async Task Remind_OpenInvoicesPastTheirDay_Once()
    {
        var late = (await IssueAsync(await RequestAsync(1))).Invoice!;
        var paid = (await IssueAsync(await RequestAsync(2))).Invoice!;
        await IssueAsync(await RequestAsync(3), Noon.AddSeconds(1));
        await Invoices.PayAsync(paid.Number, "", Noon.AddDays(1), "me", default);

        (await Invoices.RemindAsync(late.DueAt.AddTicks(-1), default)).Should().Be(0);
        var counts = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Invoices.RemindAsync(late.DueAt, default))
        );

        counts.Sum().Should().Be(1);
        (await Invoices.RemindAsync(late.DueAt.AddDays(30), default)).Should().Be(1, "the third");
        (await MailsAsync("invoice-overdue"))
            .Select(mail => mail.Cause)
            .Should()
            .BeEquivalentTo("invoice-overdue/INV-2026-000001", "invoice-overdue/INV-2026-000003");
    }

    [Fact]
    public async Task List_IsNewestFirst_OfOneAccountOrAll()
    {
        await Books.OpenAccountAsync("0", "beta");
        await IssueAsync(await RequestAsync(1));
        await IssueAsync(await RequestAsync(2, "beta"), Noon.AddHours(1));
        await IssueAsync(await RequestAsync(3), Noon.AddHours(2));

        (await NumbersAsync(null, 10)).Should().Equal("000003", "000002", "000001");
        (await NumbersAsync(null, 2)).Should().Equal("000003", "000002");
        (await NumbersAsync("ACME", 10)).Should().Equal("000003", "000001");
    }

    private async Task<string[]> NumbersAsync(string? account, int limit) =>
        [
            .. (await Invoices.ListAsync(account, onlyOpen: false, limit, default)).Select(
                invoice => invoice.Number["INV-2026-".Length..]
            ),
        ];

    private async Task<string> RequestAsync(int number, string account = AccountId)
    {
        var topUp = new NewTopUp(
            $"tu-{number}",
            account,
            TopUpSource.Invoice,
            Dollars("25"),
            $"request/{number}",
            "me",
            Noon
        );
        return (await TopUps.RequestAsync(topUp, default)).TopUp!.Id;
    }

    private Task<InvoiceIssue> IssueAsync(string id, DateTimeOffset? at = null) =>
        Invoices.IssueAsync(id, Policy, at ?? Noon, "me", default);

    private Task<Account?> ChangeAccountAsync(
        string name,
        string address,
        string language,
        string timeZone,
        string account = AccountId
    ) =>
        Books.Accounts.SetAsync(
            account,
            before =>
                before with
                {
                    Name = name,
                    BillingAddress = address,
                    Language = language,
                    TimeZone = timeZone,
                },
            default
        );

    private async Task<OutboxMail[]> MailsAsync(string kind) =>
        [.. (await Outbox.ListAsync(new OutboxFilter(), default)).Where(mail => mail.Kind == kind)];

    private async Task BalanceShouldBe(string balance) =>
        (await Books.BalanceAsync()).Balance.Should().Be(Dollars(balance));
}
