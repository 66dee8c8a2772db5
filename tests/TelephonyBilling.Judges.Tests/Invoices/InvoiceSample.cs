using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Testing;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Judges.Tests.Invoices;

/// <summary>Invoices to be judged.</summary>
internal static class InvoiceSample
{
    /// <summary>What an operator in Canada would write; the font is fetched, whatever this machine has.</summary>
    internal static async Task<InvoicingOptions> OptionsAsync()
    {
        var (plain, bold) = await JudgeLibraries.FontAsync();
        return new InvoicingOptions
        {
            Issuer = ["Éclair Télécom inc.", "1200 rue Sainte-Catherine Ouest", "Montréal"],
            PaymentDetails = ["IBAN DE02 1203 0000 0000 2020 51"],
            Taxes = [new InvoiceTax("GST", 5_000), new InvoiceTax("QST", 9_975)],
            Font = plain,
            BoldFont = bold,
        };
    }

    /// <summary>250 of credit and both taxes.</summary>
    internal static Invoice Invoice(InvoicingOptions options, string language = "en") =>
        new(
            "INV-2026-000042",
            AccountId,
            "tu-261122T120000-7f3k9qx2ab",
            Dollars("1250"),
            Dollars("187.19"),
            Noon,
            Noon.AddDays(30),
            PaidAt: null,
            "",
            new InvoiceFacts
            {
                Seller = options.Issuer,
                Buyer = ["Acme & Söhne", "12 High St, London W1A 1AA"],
                Taxes =
                [
                    new InvoiceTaxLine("GST", 5_000, 62_500_000),
                    new InvoiceTaxLine("QST", 9_975, 124_690_000),
                ],
                PaymentDetails = options.PaymentDetails,
                Language = language,
                TimeZone = "America/Toronto",
            }
        );
}
