using CsvHelper;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>The first line of a rate file: which column stands where.</summary>
internal sealed class RateFileHeader
{
    private const int Missing = -1;

    private readonly int[] positions;

    /// <summary>Reads the names and notes what is wrong with them.</summary>
    internal RateFileHeader(CsvReader csv, RateErrors errors)
    {
        var line = (int)csv.LineNumber;
        var names = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToArray();
        Count = names.Length;
        positions = [.. RateColumns.All.Select(column => Array.IndexOf(names, column))];
        if (names is [var only] && only.AsSpan().IndexOfAny(';', '\t') >= 0)
        {
            errors.Add(
                new RateError(
                    line,
                    "",
                    "",
                    "The columns are separated by something else: expected commas."
                )
            );
            return;
        }
        for (var i = 0; i < names.Length; i++)
        {
            if (!RateColumns.All.Contains(names[i], StringComparer.Ordinal))
            {
                errors.Add(
                    new RateError(
                        line,
                        names[i],
                        names[i],
                        $"There is no such column: expected {string.Join(", ", RateColumns.All)}."
                    )
                );
            }
            else if (Array.IndexOf(names, names[i]) < i)
            {
                errors.Add(
                    new RateError(line, names[i], names[i], "This column stands here twice.")
                );
            }
        }
        foreach (
            var column in RateColumns.Required.Where(column =>
                !names.Contains(column, StringComparer.Ordinal)
            )
        )
        {
            errors.Add(
                new RateError(line, column, "", "This column is missing from the first line.")
            );
        }
    }

    /// <summary>How many fields each line has.</summary>
    internal int Count { get; }

    /// <summary>The fields of the parser's current line.</summary>
    internal RateRowFields Fields(CsvReader csv)
    {
        // In the order of RateColumns.All.
        return new RateRowFields(
            (int)csv.LineNumber,
            Field(csv, 0),
            Field(csv, 1),
            Field(csv, 2),
            Field(csv, 3),
            Field(csv, 4),
            Field(csv, 5),
            Field(csv, 6),
            Field(csv, 7),
            Field(csv, 8)
        );
    }

    private string Field(CsvReader csv, int column) =>
        positions[column] == Missing ? "" : csv.GetString(positions[column]);
}
