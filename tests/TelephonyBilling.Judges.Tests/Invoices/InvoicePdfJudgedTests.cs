using TelephonyBilling.Daemon.Invoices;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Testing.Invoices;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Judges.Tests.Invoices;

/// <summary>Invoices as another program shows them: what is on the page, and that all of it is on the page.</summary>
public sealed class InvoicePdfJudgedTests : IAsyncLifetime
{
    private InvoicingOptions options = new();

    public async Task InitializeAsync() => options = await InvoiceSample.OptionsAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task English_HasWhatAnAccountantLooksFor()
    {
        var page = await DrawAsync(InvoiceSample.Invoice(options));

        page.Lines.Should()
            .Equal(
                "Éclair Télécom inc.",
                "1200 rue Sainte-Catherine Ouest",
                "Montréal",
                "Invoice",
                "Bill to | Invoice number | INV-2026-000042",
                "Acme & Söhne | Date | 22 November 2026",
                "12 High St, London W1A 1AA | Due | 22 December 2026",
                "Account: acme",
                "Description | Amount",
                "Call credit (tu-261122T120000-7f3k9qx2ab) | $1,250.00",
                "Subtotal | $1,250.00",
                "GST 5% | $62.50",
                "QST 9.975% | $124.69",
                "Total (USD) | $1,437.19",
                "Payable within 30 days, by 22 December 2026.",
                "How to pay",
                "IBAN DE02 1203 0000 0000 2020 51",
                "INV-2026-000042, 1/1"
            );
        (page.Pages, page.Title, page.Author, page.Language)
            .Should()
            .Be((1, "Invoice INV-2026-000042", "Éclair Télécom inc.", "en"));
        page.Created.Should().StartWith("D:20261122120000");
        (Math.Round(page.Width), Math.Round(page.Height)).Should().Be((595, 842), "that is A4");
    }

    [Fact]
    public async Task French_IsFrench()
    {
        var page = await DrawAsync(InvoiceSample.Invoice(options, "fr"));

        page.Lines.Should()
            .ContainInOrder(
                "Facture",
                "Facturé à | Numéro | INV-2026-000042",
                "Compte : acme",
                "Désignation | Montant",
                "Crédit d’appel (tu-261122T120000-7f3k9qx2ab) | 1 250,00 $US",
                "Sous-total | 1 250,00 $US",
                "GST 5 % | 62,50 $US",
                "QST 9,975 % | 124,69 $US",
                "Total (USD) | 1 437,19 $US",
                "Payable sous 30 jours, au plus tard le 22 décembre 2026.",
                "Moyens de paiement"
            );
        page.Language.Should().Be("fr");
    }

    [Fact]
    public async Task WithoutTaxes_ThereIsNoLineOfThem()
    {
        var invoice = InvoiceSample.Invoice(options);
        var page = await DrawAsync(
            invoice with
            {
                Tax = Dollars("0"),
                Facts = invoice.Facts with { Taxes = [], PaymentDetails = [] },
            }
        );

        page.Lines.Should().Contain("Total (USD) | $1,250.00");
        page.Lines.Should().NotContain(line => line.StartsWith("Subtotal"));
        page.Lines.Should().NotContain("How to pay");
    }

    [Fact]
    public async Task Dates_AreThoseOfTheAccountsClock()
    {
        var invoice = InvoiceSample.Invoice(options) with
        {
            IssuedAt = new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero),
        };

        (await DrawAsync(invoice))
            .Lines.Should()
            .Contain(line => line.Contains("Date | 21 November 2026"));
    }

    [Fact]
    public async Task LettersOfManyScripts_AreInTheFile()
    {
        const string name = "Łódź Œuvre Αθήνα Москва €";
        var invoice = InvoiceSample.Invoice(options);

        var page = await DrawAsync(invoice with { Facts = invoice.Facts with { Buyer = [name] } });

        page.Lines.Should().Contain(line => line.StartsWith(name));
    }

    /// <summary>All that the configuration and an account may hold, at its longest, and the largest amounts.</summary>
    [Theory]
    [InlineData("en", 'W')]
    [InlineData("fr", 'W')]
    [InlineData("fr", 'i')]
    public async Task TheLongest_IsOnItsPages_AndNothingLiesOverAnother(
        string language,
        char letter
    )
    {
        var words = new string(letter, 80);
        var most = Dollars("9000000000000");
        var invoice = InvoiceSample.Invoice(options, language) with
        {
            Account = new string(letter, 64).ToLowerInvariant(),
            Credit = most,
            Tax = Dollars("36000000000"),
        };
        var page = await DrawAsync(
            invoice with
            {
                Facts = invoice.Facts with
                {
                    Seller = [.. Enumerable.Repeat(words, 8)],
                    Buyer = [new string(letter, 200), new string(letter, 200)],
                    Taxes =
                    [
                        .. Enumerable.Repeat(
                            new InvoiceTaxLine(new string(letter, 24), 99_999, most.Micros),
                            4
                        ),
                    ],
                    PaymentDetails = [.. Enumerable.Repeat(words, 8)],
                },
            }
        );

        page.Pages.Should().BeLessThanOrEqualTo(2);
        page.Texts.Should()
            .OnlyContain(text =>
                text.Left >= 50
                && text.Right <= page.Width - 50
                && text.Bottom >= 30
                && text.Bottom + text.Size <= page.Height - 30
            );
        foreach (var line in page.Texts.GroupBy(text => (text.Page, Math.Round(text.Bottom))))
        {
            var texts = line.OrderBy(text => text.Left).ToList();
            for (var i = 1; i < texts.Count; i++)
            {
                texts[i].Left.Should().BeGreaterThanOrEqualTo(texts[i - 1].Right - 0.01);
            }
        }
        foreach (var sheet in page.Texts.GroupBy(text => text.Page))
        {
            var heights = sheet.Select(text => Math.Round(text.Bottom)).Distinct().Order().ToList();
            for (var i = 1; i < heights.Count; i++)
            {
                (heights[i] - heights[i - 1]).Should().BeGreaterThan(8, "a line has its own place");
            }
        }
    }

    [Fact]
    public void FontThatIsNotThere_IsNamed()
    {
        var bare = options with { Font = "/nowhere/font.ttf", BoldFont = null };

        FluentActions
            .Invoking(() => new InvoicePdf(bare).Draw(InvoiceSample.Invoice(bare)))
            .Should()
            .Throw<InvoiceFontException>()
            .WithMessage("*'/nowhere/font.ttf'*Invoicing:Font*");
    }

    private Task<JudgedPdf> DrawAsync(Invoice invoice) =>
        JudgedPdf.ReadAsync(new InvoicePdf(options).Draw(invoice));
}
