using CsvHelper;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Writes CSV (RFC 4180, UTF-8, LF) for spreadsheets and for programs, row by row.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvWriter csv;

    /// <summary>Begins with the names of the columns.</summary>
    internal CsvTable(TextWriter output, params string[] columns)
    {
        csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(columns);
    }

    public void Dispose() => csv.Dispose();

    internal void Add(params string?[] cells) =>
        csv.WriteRecord([.. cells.Select(cell => cell ?? "")]);

    /// <summary>
    /// A text that somebody else chose, such as a caller's name: a spreadsheet would take one that begins like a formula for
    /// one, so it gets an apostrophe in front.
    /// </summary>
    internal static string Guarded(string? text) =>
        text is { Length: > 0 } && text[0] is '=' or '@' or '+' or '-' or '\t' && !IsNumber(text)
            ? "'" + text
            : text ?? "";

    private static bool IsNumber(string text) =>
        text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
