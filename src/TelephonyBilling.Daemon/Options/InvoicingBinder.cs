using System.Globalization;
using TelephonyBilling.Engine.Invoices;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads how credit is paid by invoice: section <c>Invoicing</c>. What is too long for the one page of an invoice is refused.</summary>
internal sealed class InvoicingBinder(OptionsReader section, Func<string, string> fullPath)
{
    private const int MostLines = 8;
    private const int LongestLine = 80;
    private const int MostTaxes = 4;
    private const int LongestTax = 24;

    internal InvoicingOptions Bind()
    {
        var defaults = new InvoicingOptions();
        var font = File("Font");
        var bold = File("BoldFont");
        if (bold is not null && font is null)
        {
            section.Fail("BoldFont", "it stands alone; expected Font beside it.");
        }
        return new InvoicingOptions
        {
            CreditAtOnce = section.Switch("CreditAtOnce", defaults.CreditAtOnce),
            DueDays = section.Integer("DueDays", defaults.DueDays, 1, 365),
            Issuer = Lines("Issuer", defaults.Issuer),
            PaymentDetails = Lines("PaymentDetails", defaults.PaymentDetails),
            Taxes = BindTaxes(),
            Font = font,
            BoldFont = bold,
        };
    }

    private InvoiceTax[] BindTaxes()
    {
        var taxes = section.Sections("Taxes");
        if (taxes.Count > MostTaxes)
        {
            section.Fail("Taxes", $"found {taxes.Count}, expected at most {MostTaxes}.");
        }
        return [.. taxes.Select(BindTax)];
    }

    private static InvoiceTax BindTax(OptionsReader tax)
    {
        var name = tax.RequiredText("Name", "what people call the tax, such as VAT");
        if (name.Length > LongestTax || name.Any(char.IsControl))
        {
            tax.Fail("Name", $"expected one line of at most {LongestTax} characters.");
        }
        const string expected =
            "a number from 0 to 100 with at most three decimals, such as 20 or 9.975";
        var text = tax.RequiredText("Percent", expected);
        if (text.Length == 0)
        {
            return new InvoiceTax(name, 0);
        }
        if (
            decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            )
            && percent <= 100
            && decimal.Truncate(percent * 1000) == percent * 1000
        )
        {
            return new InvoiceTax(name, (long)(percent * 1000));
        }
        tax.Fail("Percent", $"found '{text}', expected {expected}.");
        return new InvoiceTax(name, 0);
    }

    private IReadOnlyList<string> Lines(string key, IReadOnlyList<string> fallback)
    {
        var lines = section.Texts(key, fallback);
        if (
            lines.Count > MostLines
            || lines.Any(line => line.Length > LongestLine || line.Any(char.IsControl))
        )
        {
            section.Fail(
                key,
                $"expected at most {MostLines} lines of at most {LongestLine} characters each."
            );
        }
        return lines;
    }

    private string? File(string key) =>
        section.OptionalText(key) is { } path ? fullPath(path) : null;
}
