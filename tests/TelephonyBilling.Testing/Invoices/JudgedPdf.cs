using System.Text.Json;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Testing.Invoices;

/// <summary>A PDF as Firefox's library reads it: where each text stands. Lengths are in points from its lower left.</summary>
/// <param name="Pages">How many there are.</param>
/// <param name="Title">Of the document.</param>
/// <param name="Author">Likewise.</param>
/// <param name="Language">Likewise.</param>
/// <param name="Created">As PDF writes dates.</param>
/// <param name="Width">Of the first page.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Texts">What is on the pages.</param>
public sealed record JudgedPdf(
    int Pages,
    string Title,
    string Author,
    string Language,
    string Created,
    double Width,
    double Height,
    IReadOnlyList<PdfText> Texts
)
{
    /// <summary>The texts as a person reads them: from the top down, line by line from the left.</summary>
    public IReadOnlyList<string> Lines =>
        [
            .. Texts
                .GroupBy(text => (text.Page, Bottom: Math.Round(text.Bottom)))
                .OrderBy(line => line.Key.Page)
                .ThenByDescending(line => line.Key.Bottom)
                .Select(line => string.Join(" | ", Joined([.. line.OrderBy(text => text.Left)]))),
        ];

    /// <summary>Has a PDF read.</summary>
    public static async Task<JudgedPdf> ReadAsync(byte[] pdf)
    {
        var modules = await JudgeLibraries.FetchAsync();
        var folder = Directory.CreateTempSubdirectory("tb-pdf-");
        try
        {
            var file = Path.Combine(folder.FullName, "file.pdf");
            var answer = Path.Combine(folder.FullName, "answer.json");
            await File.WriteAllBytesAsync(file, pdf);
            await ChildProcess.RunAsync(
                "node",
                [JudgeLibraries.Script("pdf.mjs"), modules, file, answer],
                TimeSpan.FromMinutes(2)
            );
            return JsonSerializer.Deserialize<JudgedPdf>(
                    await File.ReadAllTextAsync(answer),
                    JsonSerializerOptions.Web
                ) ?? throw new InvalidDataException("eng/judges/pdf.mjs wrote no answer.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The library gives words with wide blanks between them apart; they are put together where no column is between.</summary>
    private static IEnumerable<string> Joined(IReadOnlyList<PdfText> line)
    {
        const double column = 12;
        var text = line[0].Text;
        for (var i = 1; i < line.Count; i++)
        {
            if (line[i].Left - line[i - 1].Right < column)
            {
                text += (line[i].Left - line[i - 1].Right > 1 ? " " : "") + line[i].Text;
                continue;
            }
            yield return text;
            text = line[i].Text;
        }
        yield return text;
    }
}

/// <summary>A text on a page.</summary>
/// <param name="Page">Which page, from one.</param>
/// <param name="Text">The text.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Bottom">The line it stands on.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Size">How high its letters are.</param>
public sealed record PdfText(
    int Page,
    string Text,
    double Left,
    double Bottom,
    double Width,
    double Size
)
{
    /// <summary>Where it ends.</summary>
    public double Right => Left + Width;
}
