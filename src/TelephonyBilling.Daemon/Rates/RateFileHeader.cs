using CsvHelper;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>The first line of a rate file: which column stands where.</summary>
internal sealed class RateFileHeader
{
    private const int Missing = -1;

    private readonly RateFileLayout layout;
    private readonly string[] names;

    /// <summary>By the order of <see cref="RateFileLayout.Targets"/>.</summary>
    private readonly int[] positions;

    /// <summary>Reads the names and notes what is wrong with them.</summary>
    internal RateFileHeader(CsvReader csv, RateFileLayout layout, RateErrors errors)
    {
        this.layout = layout;
        var line = (int)csv.LineNumber;
        names = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
        positions = [.. RateFileLayout.Targets.Select(PositionOf)];
        if (names is [var only] && IsSeparatedOtherwise(only))
        {
            errors.Add(
                new RateError(
                    line,
                    "",
                    "",
                    $"The columns are separated by something else: expected {Words(layout.Separator)}, or say what it is with --separator."
                )
            );
            return;
        }
        if (layout.IsOwn)
        {
            CheckOwn(line, errors);
        }
        else
        {
            CheckTwice(line, errors);
        }
        foreach (var column in RateColumns.Required.Where(column => At(column) == Missing))
        {
            errors.Add(
                new RateError(
                    line,
                    column,
                    "",
                    layout.IsOwn
                        ? "This column is missing from the first line."
                        : $"This column is missing from the first line: expected '{string.Join("' or '", layout.NamesOf(column))}', found {string.Join(", ", names)}."
                )
            );
        }
    }

    /// <summary>How many fields each line has.</summary>
    internal int Count => names.Length;

    /// <summary>What the file calls one of <see cref="RateColumns"/>; the same where it has no such column.</summary>
    internal string NameOf(string column)
    {
        if (
            column == RateColumns.Increments
            && At(RateFileLayout.InitialSeconds) is >= 0 and var first
        )
        {
            return At(RateFileLayout.SubsequentSeconds) is >= 0 and var second
                ? $"{names[first]}/{names[second]}"
                : names[first];
        }
        return
            RateColumns.All.Contains(column, StringComparer.Ordinal)
            && At(column) is >= 0 and var at
            ? names[at]
            : column;
    }

    /// <summary>The fields of the parser's current line.</summary>
    internal RateRowFields Fields(CsvReader csv) =>
        // In the order of RateColumns.All.
        new(
            (int)csv.LineNumber,
            Field(csv, 0),
            Field(csv, 1),
            Field(csv, 2),
            Field(csv, 3),
            Increments(csv),
            Field(csv, 5),
            Field(csv, 6),
            Field(csv, 7),
            Field(csv, 8),
            Field(csv, 9)
        );

    private static string Words(char separator) =>
        separator switch
        {
            ',' => "commas",
            ';' => "semicolons",
            _ => "tabs",
        };

    private bool IsSeparatedOtherwise(string only) =>
        ",;\t".Any(mark => mark != layout.Separator && only.Contains(mark));

    private void CheckOwn(int line, RateErrors errors)
    {
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
                errors.Add(Twice(line, names[i]));
            }
        }
    }

    private void CheckTwice(int line, RateErrors errors)
    {
        foreach (var at in positions.Where(at => at != Missing).Distinct())
        {
            if (names.Skip(at + 1).Contains(names[at], StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(Twice(line, names[at]));
            }
        }
    }

    private static RateError Twice(int line, string name) =>
        new(line, name, name, "This column stands here twice.");

    private int PositionOf(string target)
    {
        var comparison = layout.IsOwn
            ? StringComparison.Ordinal
            : StringComparison.OrdinalIgnoreCase;
        foreach (var name in layout.NamesOf(target))
        {
            if (Array.FindIndex(names, found => found.Equals(name, comparison)) is >= 0 and var at)
            {
                return at;
            }
        }
        return Missing;
    }

    private int At(string target)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (RateFileLayout.Targets[i] == target)
            {
                return positions[i];
            }
        }
        return Missing;
    }

    /// <summary>Other people's files say the steps in two columns, or say one that stands for both.</summary>
    private string Increments(CsvReader csv)
    {
        const int together = 4;
        const int initial = 10;
        const int subsequent = 11;
        if (layout.IsOwn)
        {
            return Field(csv, together);
        }
        var first = Field(csv, positions[initial] == Missing ? together : initial);
        if (first.Length == 0 || first.Contains('/', StringComparison.Ordinal))
        {
            return first;
        }
        var second = Field(csv, subsequent);
        return $"{first}/{(second.Length == 0 ? first : second)}";
    }

    private string Field(CsvReader csv, int target) =>
        positions[target] == Missing ? "" : csv.GetString(positions[target]);
}
