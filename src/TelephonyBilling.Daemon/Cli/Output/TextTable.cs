namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>
/// Plain columns: headings, two spaces between, numbers to the right, no lines around anything. Control characters in a
/// cell are replaced, since names come from callers and files and a terminal obeys them.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly string[] headings;
    private readonly bool[] right;
    private readonly List<string[]> rows = [];

    /// <summary>Makes a table.</summary>
    /// <param name="headings">The columns; one that begins with <c>&gt;</c> is aligned to the right.</param>
    internal TextTable(params string[] headings)
    {
        right = [.. headings.Select(heading => heading.StartsWith('>'))];
        this.headings = [.. headings.Select(heading => heading.TrimStart('>'))];
    }

    internal bool IsEmpty => rows.Count == 0;

    internal void Add(params string?[] cells) =>
        rows.Add([.. cells.Select(cell => OneLine(cell ?? ""))]);

    internal void Write(TextWriter output)
    {
        var widths = headings
            .Select((heading, i) => rows.Select(row => row[i].Length).Append(heading.Length).Max())
            .ToArray();
        foreach (var row in rows.Prepend(headings))
        {
            var cells = row.Select(
                (cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])
            );
            output.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }

    /// <summary>Writes names and values below one another; what is empty is left out.</summary>
    internal static void WriteBlock(TextWriter output, params (string Name, string? Value)[] lines)
    {
        var shown = lines.Where(line => !string.IsNullOrEmpty(line.Value)).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(line => line.Name.Length);
        foreach (var (name, value) in shown)
        {
            output.WriteLine($"{name.PadRight(width)}{Gap}{OneLine(value!)}");
        }
    }

    private static string OneLine(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c))
            : text;
}
