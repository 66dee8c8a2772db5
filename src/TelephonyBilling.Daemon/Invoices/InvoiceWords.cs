using System.Globalization;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>The words of an invoice in one language.</summary>
internal sealed record InvoiceWords
{
    private static readonly InvoiceWords English = new()
    {
        Language = "en",
        Invoice = "Invoice",
        To = "Bill to",
        Account = "Account: ",
        Number = "Invoice number",
        Date = "Date",
        Due = "Due",
        Description = "Description",
        Amount = "Amount",
        Item = "Call credit",
        Subtotal = "Subtotal",
        Total = "Total",
        HowToPay = "How to pay",
        DecimalSign = '.',
        BeforePercent = "",
        TermsFormat = "Payable within {0} days, by {1}.",
    };

    private static readonly InvoiceWords French = new()
    {
        Language = "fr",
        Invoice = "Facture",
        To = "Facturé à",
        Account = "Compte\u00a0: ",
        Number = "Numéro",
        Date = "Date",
        Due = "Échéance",
        Description = "Désignation",
        Amount = "Montant",
        Item = "Crédit d’appel",
        Subtotal = "Sous-total",
        Total = "Total",
        HowToPay = "Moyens de paiement",
        DecimalSign = ',',
        BeforePercent = "\u00a0",
        TermsFormat = "Payable sous {0} jours, au plus tard le {1}.",
    };

    /// <summary>ISO 639-1.</summary>
    internal required string Language { get; init; }
    internal required string Invoice { get; init; }
    internal required string To { get; init; }

    /// <summary>Up to the account's id.</summary>
    internal required string Account { get; init; }
    internal required string Number { get; init; }
    internal required string Date { get; init; }
    internal required string Due { get; init; }
    internal required string Description { get; init; }
    internal required string Amount { get; init; }
    internal required string Item { get; init; }
    internal required string Subtotal { get; init; }
    internal required string Total { get; init; }
    internal required string HowToPay { get; init; }
    internal required char DecimalSign { private get; init; }
    internal required string BeforePercent { private get; init; }

    /// <summary>Takes days and date.</summary>
    internal required string TermsFormat { private get; init; }

    /// <summary>The words of a language, ISO 639-1; English where it is not known.</summary>
    internal static InvoiceWords In(string language) =>
        language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;

    /// <summary>A rate in thousandths of a percent: <c>20%</c>, <c>9.975%</c>.</summary>
    internal string Percent(long rate)
    {
        var whole = (rate / 1000).ToString(CultureInfo.InvariantCulture);
        var fraction = (rate % 1000).ToString("D3", CultureInfo.InvariantCulture).TrimEnd('0');
        return (fraction.Length > 0 ? whole + DecimalSign + fraction : whole) + BeforePercent + "%";
    }

    /// <summary>Until when it has to be paid, as a sentence.</summary>
    internal string Terms(int days, string date) =>
        string.Format(CultureInfo.InvariantCulture, TermsFormat, days, date);
}
