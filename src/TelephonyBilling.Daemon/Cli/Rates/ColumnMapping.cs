using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>Reads <c>--map</c>: <c>prefix=Dial Code,per_minute="Rate, USD"</c>.</summary>
internal static class ColumnMapping
{
    /// <summary>By column, the heading in the file.</summary>
    /// <param name="texts">Each time the option was given.</param>
    internal static Dictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var headings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in texts.SelectMany(Split))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var column = equals < 0 ? part : part[..equals].Trim();
            var heading = equals < 0 ? "" : Unquote(part[(equals + 1)..].Trim());
            if (heading.Length == 0)
            {
                throw CliFailure.Usage(
                    $"--map has '{part.Trim()}': expected COLUMN=HEADING, such as per_minute=Rate."
                );
            }
            if (!RateFileLayout.Targets.Contains(column, StringComparer.Ordinal))
            {
                throw CliFailure.Usage(
                    $"--map names a column '{column}': expected one of {string.Join(", ", RateFileLayout.Targets)}."
                );
            }
            if (!headings.TryAdd(column, heading))
            {
                throw CliFailure.Usage($"--map names {column} twice.");
            }
        }
        CheckSteps(headings);
        return headings;
    }

    private static void CheckSteps(Dictionary<string, string> headings)
    {
        var first = headings.ContainsKey(RateFileLayout.InitialSeconds);
        if (first && headings.ContainsKey(RateColumns.Increments))
        {
            throw CliFailure.Usage(
                $"--map names both {RateColumns.Increments} and {RateFileLayout.InitialSeconds}: expected one of them."
            );
        }
        if (!first && headings.ContainsKey(RateFileLayout.SubsequentSeconds))
        {
            throw CliFailure.Usage(
                $"--map names {RateFileLayout.SubsequentSeconds} without {RateFileLayout.InitialSeconds}."
            );
        }
    }

    /// <summary>At commas that stand outside quotes.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            if (text[i] == ',' && !quoted)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }

    private static string Unquote(string text) => text is ['"', .. var inner, '"'] ? inner : text;
}
