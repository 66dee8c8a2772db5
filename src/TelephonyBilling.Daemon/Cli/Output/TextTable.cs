namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>
/// Plain columns: headings, two spaces between, numbers to the right, no lines around anything. Control characters in a
/// cell are replaced, since names come from callers and files and a terminal obeys them.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly TextColumns columns;
    private readonly List<string?[]> rows = [];

    /// <summary>Makes a table.</summary>
    /// <param name="headings">The columns; one that begins with <c>&gt;</c> is aligned to the right.</param>
    internal TextTable(params string[] headings) => columns = new TextColumns(headings);

    internal bool IsEmpty => rows.Count == 0;

    internal void Add(params string?[] cells)
    {
        columns.Measure(cells);
        rows.Add(cells);
    }

    internal void Write(TextWriter output)
    {
        columns.WriteHeadings(output);
        foreach (var row in rows)
        {
            columns.Write(output, row);
        }
    }

    /// <summary>Writes names and values below one another; what is empty is left out.</summary>
    internal static void WriteBlock(TextWriter output, params (string Name, string? Value)[] lines)
    {
        var shown = lines.Where(line => !string.IsNullOrEmpty(line.Value)).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(line => line.Name.Length);
        foreach (var (name, value) in shown)
        {
            output.WriteLine($"{name.PadRight(width)}{Gap}{TextColumns.OneLine(value!)}");
        }
    }
}
