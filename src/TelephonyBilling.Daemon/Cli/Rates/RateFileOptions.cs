using System.CommandLine;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>The options that say how a rate file says things.</summary>
internal sealed class RateFileOptions
{
    private static readonly Dictionary<string, char> Separators = new(StringComparer.Ordinal)
    {
        ["comma"] = ',',
        ["semicolon"] = ';',
        ["tab"] = '\t',
    };

    private readonly Option<string?> layout = new("--layout")
    {
        Description =
            "The columns are those of another program: "
            + string.Join(
                "; ",
                RateFileLayout.Known.Select(known => $"{known.Name} ({known.Summary})")
            )
            + ".",
        HelpName = string.Join('|', RateFileLayout.Known.Select(known => known.Name)),
    };

    private readonly Option<string[]> map = new("--map")
    {
        Description =
            "Which column is which, as COLUMN=HEADING with commas between, a heading in quotes where it has a comma. "
            + $"Columns: {string.Join(", ", RateFileLayout.Targets)}. Other columns are passed over.",
        HelpName = "COLUMN=HEADING,...",
    };

    private readonly Option<string?> separator = new("--separator")
    {
        Description = "What stands between columns. Default: comma, or what the layout has.",
        HelpName = string.Join('|', Separators.Keys),
    };

    private readonly Option<bool> decimalComma = new("--decimal-comma")
    {
        Description = "Amounts have a decimal comma: 0,0125.",
    };

    internal RateFileOptions()
    {
        layout.AcceptOnlyFromAmong([.. RateFileLayout.Known.Select(known => known.Name)]);
        separator.AcceptOnlyFromAmong([.. Separators.Keys]);
    }

    /// <summary>Gives the options to a verb.</summary>
    internal void AddTo(Verb verb)
    {
        verb.Add(layout);
        verb.Add(map);
        verb.Add(separator);
        verb.Add(decimalComma);
    }

    /// <summary>What they say.</summary>
    internal RateFileLayout Read(CliSession session)
    {
        var chosen = session.Get(layout) is { } name
            ? RateFileLayout.Known.Single(known => known.Name == name)
            : RateFileLayout.Own;
        if (session.Get(map) is { Length: > 0 } mappings)
        {
            chosen = chosen.Mapping(ColumnMapping.Parse(mappings));
            if (
                RateColumns.Required.FirstOrDefault(column => chosen.NamesOf(column).Count == 0) is
                { } missing
            )
            {
                throw CliFailure.Usage(
                    $"--map says nothing of {missing}: a file needs {string.Join(", ", RateColumns.Required)}."
                );
            }
        }
        return chosen with
        {
            Separator = session.Get(separator) is { } mark ? Separators[mark] : chosen.Separator,
            DecimalMark = session.Get(decimalComma) ? ',' : chosen.DecimalMark,
        };
    }
}
