using PdfSharp.Fonts;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Invoices;

/// <summary>
/// The font of invoices: a file of this machine, of which the letters that an invoice uses go into its PDF, so that it looks
/// the same everywhere. PDFsharp's own font is not free to be handed on, so none comes with us.
/// </summary>
/// <param name="Regular">A TrueType file.</param>
/// <param name="Bold">Its bold one.</param>
internal sealed record InvoiceFont(string Regular, string Bold)
{
    /// <summary>Where systems have free fonts with many letters, best first: Debian, Fedora, Arch.</summary>
    private static readonly InvoiceFont[] Known =
    [
        In("/usr/share/fonts/truetype/dejavu", "DejaVuSans", "DejaVuSans-Bold"),
        In("/usr/share/fonts/dejavu-sans-fonts", "DejaVuSans", "DejaVuSans-Bold"),
        In("/usr/share/fonts/TTF", "DejaVuSans", "DejaVuSans-Bold"),
        In("/usr/share/fonts/truetype/liberation", "LiberationSans-Regular", "LiberationSans-Bold"),
        In(
            "/usr/share/fonts/liberation-sans-fonts",
            "LiberationSans-Regular",
            "LiberationSans-Bold"
        ),
        In("/usr/share/fonts/truetype/noto", "NotoSans-Regular", "NotoSans-Bold"),
        In("/usr/share/fonts/noto", "NotoSans-Regular", "NotoSans-Bold"),
    ];

    /// <summary>By this name drawing asks for it.</summary>
    internal string Family => $"{Regular}\n{Bold}";

    /// <summary>The font that the configuration names, or else one of the system.</summary>
    /// <exception cref="InvoiceFontException">There is none.</exception>
    internal static InvoiceFont Find(InvoicingOptions options)
    {
        if (options.Font is { } named)
        {
            var font = new InvoiceFont(named, options.BoldFont ?? named);
            foreach (var file in (string[])[font.Regular, font.Bold])
            {
                if (!File.Exists(file))
                {
                    throw new InvoiceFontException(
                        $"There is no font '{file}': see Invoicing:Font."
                    );
                }
            }
            return font;
        }
        return Array.Find(Known, font => File.Exists(font.Regular) && File.Exists(font.Bold))
            ?? throw new InvoiceFontException(
                "There is no font for invoices on this machine: install DejaVu (Debian: apt install fonts-dejavu-core), or name a TrueType file in Invoicing:Font."
            );
    }

    private static InvoiceFont In(string folder, string regular, string bold) =>
        new(Path.Combine(folder, regular + ".ttf"), Path.Combine(folder, bold + ".ttf"));

    /// <summary>Gives PDFsharp the files that a <see cref="Family"/> names; it asks one resolver for the whole process.</summary>
    internal sealed class Resolver : IFontResolver
    {
        public byte[]? GetFont(string faceName) => File.ReadAllBytes(faceName);

        public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic)
        {
            var files = familyName.Split('\n');
            return files.Length == 2 ? new FontResolverInfo(files[bold ? 1 : 0]) : null;
        }
    }
}

/// <summary>Invoices can't be drawn for want of a font. The message is a sentence for the operator.</summary>
public sealed class InvoiceFontException(string message) : Exception(message);
