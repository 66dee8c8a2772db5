using System.CommandLine;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    internal const string JsonName = "--json";
    internal const string CsvName = "--csv";

    /// <summary>On every verb: which configuration.</summary>
    internal static readonly Option<string?> Config = new("--config", "-c")
    {
        Description = $"The configuration file. Default: {Options.OptionsFile.FindDefaultPath()}.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>On every verb that prints data; asked for by <see cref="CliSession.WantsJson"/>.</summary>
    /// <remarks>
    /// A new one each time: an option keeps a list of the verbs that have it and walks it when it gets one more, and tests
    /// build the whole command line a thousand times.
    /// </remarks>
    internal static Option<bool> Json =>
        new(JsonName) { Description = "Print JSON: amounts as decimal strings, times in UTC." };

    /// <summary>
    /// On every verb that prints something for a spreadsheet; asked for by <see cref="CliSession.WantsCsv"/>.
    /// </summary>
    /// <inheritdoc cref="Json"/>
    internal static Option<bool> Csv =>
        new(CsvName)
        {
            Description =
                "Print CSV: amounts as decimal numbers, times in the account's time zone.",
        };

    /// <summary>A calendar month of an account.</summary>
    internal static readonly Option<string?> Month = new("--month", "-m")
    {
        Description = "The month, in the account's time zone. Default: this one.",
        HelpName = "YYYY-MM",
    };

    /// <summary>Filters by account.</summary>
    internal static readonly Option<string?> Account = new("--account", "-a")
    {
        Description = "Only those of this account.",
        HelpName = "ACCOUNT",
    };

    /// <summary>What an account, a number or an extension may have open.</summary>
    internal static readonly Option<string?> MaxCalls = Limit(
        "--max-calls",
        "Chargeable calls that may be open at once."
    );

    /// <summary>An account that must be named.</summary>
    internal static Argument<string> AccountArgument() =>
        new("ACCOUNT") { Description = "The account's id." };

    /// <summary>A text, named in the help by the option's own name.</summary>
    internal static Option<string?> Text(string name, string description) =>
        new(name) { Description = description, HelpName = name.TrimStart('-').ToUpperInvariant() };

    /// <summary>One of a few words.</summary>
    internal static Option<string?> OneOf(string name, string description, string[] words)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
        };
        return option.AcceptOnlyFromAmong(words);
    }

    /// <summary>A switch with words that can be typed either way.</summary>
    internal static Option<string?> OnOff(string name, string description) =>
        OneOf(name, description, ["on", "off"]);

    /// <summary>An instant, as <see cref="TimeText"/> reads it.</summary>
    internal static Option<string?> Time(string name, string description) =>
        new(name)
        {
            Description = $"{description} Such as {TimeText.Examples}.",
            HelpName = "TIME",
        };

    /// <summary>How many rows to show of a list that only grows.</summary>
    internal static Option<int> Newest(string description, int fallback)
    {
        var option = new Option<int>("--limit", "-n")
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var limit and < 1)
            {
                result.AddError($"--limit is {limit}: expected a whole number from 1.");
            }
        });
        return option;
    }

    /// <summary>A limit: a whole number from 0, or <c>none</c>.</summary>
    internal static Option<string?> Limit(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "N|none" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !TryParseLimit(text, out _))
            {
                result.AddError(
                    $"{name} is '{text}': expected a whole number from 0, or none for no limit."
                );
            }
        });
        return option;
    }

    /// <summary>Reads what <see cref="Limit"/> accepted.</summary>
    internal static bool TryParseLimit(string text, out int? limit)
    {
        limit = null;
        if (text == "none")
        {
            return true;
        }
        if (
            !int.TryParse(
                text,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return false;
        }
        limit = number;
        return true;
    }
}
