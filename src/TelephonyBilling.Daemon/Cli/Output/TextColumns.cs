namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>
/// The columns of a table: how wide they must be, and how a row is written. For tables too long to be kept, which are gone
/// through twice; shorter ones are a <see cref="TextTable"/>.
/// </summary>
internal sealed class TextColumns
{
    private const string Gap = "  ";

    private readonly string[] headings;
    private readonly bool[] right;
    private readonly int[] widths;

    /// <summary>Makes columns.</summary>
    /// <param name="headings">One that begins with <c>&gt;</c> is aligned to the right.</param>
    internal TextColumns(params string[] headings)
    {
        right = [.. headings.Select(heading => heading.StartsWith('>'))];
        this.headings = [.. headings.Select(heading => heading.TrimStart('>'))];
        widths = [.. this.headings.Select(heading => heading.Length)];
    }

    /// <summary>Makes room for a row.</summary>
    internal void Measure(params string?[] cells)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(widths[i], cells[i]?.Length ?? 0);
        }
    }

    internal void WriteHeadings(TextWriter output) => Write(output, headings);

    internal void Write(TextWriter output, params string?[] cells)
    {
        var line = string.Join(
            Gap,
            cells.Select(
                (cell, i) =>
                    right[i]
                        ? OneLine(cell ?? "").PadLeft(widths[i])
                        : OneLine(cell ?? "").PadRight(widths[i])
            )
        );
        output.WriteLine(line.TrimEnd());
    }

    /// <summary>Control characters replaced, each by one other.</summary>
    internal static string OneLine(string text) =>
        text.Any(char.IsControl)
            ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c))
            : text;
}
