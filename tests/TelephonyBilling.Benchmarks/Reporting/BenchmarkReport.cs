using System.Globalization;
using System.Text;

namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary>What a benchmark found: a table and remarks.</summary>
/// <param name="Columns">The headings; the first column is text, the others are numbers.</param>
/// <param name="Rows">The cells, as many as there are headings.</param>
/// <param name="Remarks">What the reader must know to judge the numbers, one paragraph each.</param>
public sealed record BenchmarkReport(
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    IReadOnlyList<string> Remarks
)
{
    /// <summary>A count with thousands grouped: <c>12,345,678</c>.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A ratio with three significant digits: <c>382</c>, <c>1.25</c>.</summary>
    public static string Ratio(double value) =>
        value.ToString(
            value >= 100 ? "N0"
                : value >= 10 ? "F1"
                : "F2",
            CultureInfo.InvariantCulture
        );

    /// <summary>The table in aligned columns, for a terminal.</summary>
    public string ToText() => Lay("  ", "", withRule: true) + Paragraphs();

    /// <summary>The table and the remarks in Markdown.</summary>
    public string ToMarkdown() => Lay(" | ", "|", withRule: true) + Paragraphs();

    private string Paragraphs() => string.Concat(Remarks.Select(remark => "\n" + remark + "\n"));

    private string Lay(string between, string edge, bool withRule)
    {
        var all = Rows.Prepend(Columns).ToArray();
        var widths = Columns.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        for (var i = 0; i < all.Length; i++)
        {
            var cells = all[i]
                .Select(
                    (cell, column) =>
                        column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
                );
            Line(cells);
            if (i == 0 && withRule)
            {
                // In Markdown the colon sets numbers to the right.
                Line(
                    widths.Select(
                        (width, column) =>
                            new string('-', width - 1) + (column > 0 && edge.Length > 0 ? ":" : "-")
                    )
                );
            }
        }
        return text.ToString();

        void Line(IEnumerable<string> cells)
        {
            var line = string.Join(between, cells);
            text.Append(edge.Length > 0 ? $"{edge} {line} {edge}" : line.TrimEnd()).Append('\n');
        }
    }
}
