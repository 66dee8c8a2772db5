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
    public async Task Pdf_HasTheInvoicesWords_InTheAccountsLanguage()
    {
        File.WriteAllText(
            rig.ConfigPath,
            """
            {
              "Store": { "Path": "tb.db" }, "Pbx": [ { "Name": "pbx1", "AmiSecret": "x" } ],
              "Invoicing": { "CreditAtOnce": true, "Issuer": ["Télécom Example Inc.", "1 Rue Sainte-Catherine"] }
            }
            """
        );
        await rig.OpenAccountAsync("1.00");
        (await rig.DoAsync("invoice", "request", "acme", "250"))
            .Out.Should()
            .Be("Added 250.00 USD by invoice INV-2026-000001.\n");
        var path = rig.Write("invoice.pdf", "");

        await rig.DoAsync("invoice", "pdf", "INV-2026-000001", path);

        var pdf = File.ReadAllBytes(path);
        System.Text.Encoding.ASCII.GetString(pdf, 0, 5).Should().Be("%PDF-");
        using var document = PdfSharp.Pdf.IO.PdfReader.Open(path);
        document.PageCount.Should().Be(1);
        document.Info.Title.Should().Be("Invoice INV-2026-000001");
        document.Info.Author.Should().Be("Télécom Example Inc.");
    }

    [Theory]
    [InlineData(1, "There is no top-up 'nothing'", "invoice", "approve", "nothing")]
    [InlineData(1, "There is no invoice 'INV-1'", "invoice", "pay", "INV-1")]
    [InlineData(2, "is not an amount above zero", "invoice", "request", "acme", "0")]
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
