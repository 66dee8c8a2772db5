using System.Text.RegularExpressions;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed partial class InvoiceVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Request_ThenApprove_GivesCreditOnceAndAnInvoiceWithTheNextNumber()
    {
        await rig.OpenAccountAsync("1.00");
        var first = await RequestAsync("250");
        (await BalanceAsync()).Should().Be("1.00");

        var approved = await rig.DoAsync("invoice", "approve", first, "--json");
        approved.Json.GetProperty("number").GetString().Should().Be("INV-2026-000001");
        (await rig.DoAsync("invoice", "approve", first)).Error.Should().Contain("approved before");
        await rig.DoAsync("invoice", "approve", await RequestAsync("10"));

        (await BalanceAsync()).Should().Be("261.00");
        var listed = (await rig.DoAsync("invoice", "list", "--open", "--json")).Json;
        listed
            .EnumerateArray()
            .Select(invoice => invoice.GetProperty("number").GetString())
            .Should()
            .BeEquivalentTo("INV-2026-000001", "INV-2026-000002");
        (await rig.DoAsync("ledger", "verify")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Due_InvoicesThatAreNotPaid_AreRemindedOfOnce()
    {
        await rig.OpenAccountAsync("1.00");
        await rig.DoAsync("invoice", "approve", await RequestAsync("250"));
        await rig.DoAsync("invoice", "approve", await RequestAsync("10"));
        await rig.DoAsync("invoice", "pay", "INV-2026-000002", "--reference", "WIRE-1");

        (await RemindAsync()).Should().Contain("0 reminders");
        rig.Time.Advance(TimeSpan.FromDays(30));
        (await RemindAsync()).Should().Contain("1 reminders");
        (await RemindAsync()).Should().Contain("0 reminders");
    }

    [Fact]
    public async Task Refuse_GivesNoCreditForEver_AndTellsTheAccountWhy()
    {
        await rig.OpenAccountAsync("1.00");
        var id = await RequestAsync("250");
        var waiting = (await rig.DoAsync("invoice", "waiting", "--json")).Json;
        waiting[0].GetProperty("topUp").GetString().Should().Be(id);
        waiting[0].GetProperty("amount").GetString().Should().Be("250.00");

        (await rig.DoAsync("invoice", "refuse", id, "--reason", "Two are unpaid."))
            .Out.Should()
            .Be("Refused.\n");
        await rig.DoAsync("invoice", "refuse", id);

        var approved = await rig.RunAsync("invoice", "approve", id);
        approved.ExitCode.Should().Be(1);
        approved.Error.Should().Contain("it was refused; nothing was changed");
        (await BalanceAsync()).Should().Be("1.00");
        (await rig.DoAsync("invoice", "waiting")).Out.Should().Contain("Nothing waits.");
        var mails = (await rig.DoAsync("mail", "list", "--json")).Json.EnumerateArray();
        var told = mails.Where(mail => mail.GetProperty("kind").GetString() == "top-up-declined");
        var number = told.Should().ContainSingle().Subject.GetProperty("id").ToString();
        (await rig.DoAsync("mail", "show", number)).Out.Should().Contain("Two are unpaid.");
    }

    [Fact]
    public async Task Refuse_WhatWasApproved_IsRefused()
    {
        await rig.OpenAccountAsync("1.00");
        var id = await RequestAsync("250");
        await rig.DoAsync("invoice", "approve", id);

        var refused = await rig.RunAsync("invoice", "refuse", id);

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("approved before, as invoice INV-2026-000001");
        (await BalanceAsync()).Should().Be("251.00");
    }

    [Fact]
    public async Task Request_WhereThePolicyGivesCreditAtOnce_IsInvoicedWithItsTaxes()
    {
        Configure(
            """
            "CreditAtOnce": true, "DueDays": 14,
            "Taxes": [ { "Name": "GST", "Percent": "5" }, { "Name": "QST", "Percent": "9.975" } ]
            """
        );
        await rig.OpenAccountAsync("1.00");
        (await rig.DoAsync("invoice", "request", "acme", "250"))
            .Out.Should()
            .Be("Added 250.00 USD by invoice INV-2026-000001.\n");

        var invoice = (await rig.DoAsync("invoice", "list", "--json")).Json[0];
        invoice.GetProperty("credit").GetString().Should().Be("250.00");
        invoice.GetProperty("tax").GetString().Should().Be("37.44");
        invoice.GetProperty("total").GetString().Should().Be("287.44");
        (invoice.GetProperty("dueAt").GetDateTime() - invoice.GetProperty("issuedAt").GetDateTime())
            .Should()
            .Be(TimeSpan.FromDays(14));
        (await BalanceAsync()).Should().Be("251.00", "credit is what calls cost: without taxes");
    }

    [Theory]
    [InlineData(
        """ "Taxes": [ { "Name": "VAT", "Percent": "20.1234" } ] """,
        "Invoicing:Taxes:0:Percent",
        "three decimals"
    )]
    [InlineData(
        """ "Taxes": [ { "Name": "VAT", "Percent": "101" } ] """,
        "Invoicing:Taxes:0:Percent",
        "from 0 to 100"
    )]
    [InlineData(""" "Taxes": [ { "Percent": "20" } ] """, "Invoicing:Taxes:0:Name", "missing")]
    [InlineData(
        """ "Issuer": ["1","2","3","4","5","6","7","8","9"] """,
        "Invoicing:Issuer",
        "at most 8 lines"
    )]
    [InlineData(""" "PaymentDetails": ["a\nb"] """, "Invoicing:PaymentDetails", "lines")]
    [InlineData(""" "DueDays": 0 """, "Invoicing:DueDays", "1")]
    [InlineData(""" "BoldFont": "b.ttf" """, "Invoicing:BoldFont", "Font beside it")]
    public async Task Configuration_ThatIsWrong_IsRefusedByItsKey(
        string section,
        string key,
        string expected
    )
    {
        Configure(section);

        var result = await rig.RunAsync("invoice", "list");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain(key).And.Contain(expected);
    }

    [Fact]
    public async Task Pdf_WithoutAFont_IsRefusedWithTheReason_AndTheDoctorSaysSo()
    {
        Configure(""" "Issuer": ["Telco"], "Font": "none.ttf" """);
        await rig.OpenAccountAsync("1.00");
        await rig.DoAsync("invoice", "approve", await RequestAsync("250"));

        var pdf = await rig.RunAsync("invoice", "pdf", "INV-2026-000001", "x.pdf");

        pdf.ExitCode.Should().Be(1);
        pdf.Error.Should().Contain("none.ttf").And.Contain("Invoicing:Font");
        var checks = (await rig.RunAsync("doctor", "--json")).Json.EnumerateArray();
        checks
            .Should()
            .ContainSingle(check => check.GetProperty("name").GetString() == "invoices: font")
            .Which.GetProperty("result")
            .GetString()
            .Should()
            .Be("fail");
    }

    [Theory]
    [InlineData(1, "There is no top-up 'nothing'", "invoice", "refuse", "nothing")]
    [InlineData(1, "There is no top-up 'nothing'", "invoice", "approve", "nothing")]
    [InlineData(1, "There is no invoice 'INV-1'", "invoice", "pay", "INV-1")]
    [InlineData(2, "is not an amount above zero", "invoice", "request", "acme", "0")]
    [InlineData(1, "from 5.00 USD to 5000.00 USD", "invoice", "request", "acme", "4.99")]
    [InlineData(1, "from 5.00 USD to 5000.00 USD", "invoice", "request", "acme", "5000.01")]
    [InlineData(1, "in steps of 0.01 USD", "invoice", "request", "acme", "10.001")]
    [InlineData(1, "There is no account 'nobody'", "invoice", "request", "nobody", "5")]
    public async Task WhatCantBeDone_IsRefusedWithTheReason(
        int exitCode,
        string why,
        params string[] arguments
    )
    {
        await rig.OpenAccountAsync();
        var result = await rig.RunAsync(arguments);
        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(why);
    }

    [GeneratedRegex(@"invoice approve (\S+)")]
    private static partial Regex Named();

    private void Configure(string invoicing) =>
        File.WriteAllText(
            rig.ConfigPath,
            $$"""
            {
              "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ],
              "Invoicing": { {{invoicing}} }
            }
            """
        );

    private async Task<string> RequestAsync(string amount) =>
        Named()
            .Match((await rig.DoAsync("invoice", "request", "acme", amount)).Out)
            .Groups[1]
            .Value;

    private async Task<string> RemindAsync() =>
        (await rig.DoAsync("jobs", "run", "invoice-due")).Out;

    private async Task<string?> BalanceAsync() =>
        (await rig.DoAsync("account", "show", "acme", "--json"))
            .Json.GetProperty("balance")
            .GetString();
}
