using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates import</c>: all of a file or nothing.</summary>
internal static class RateImportVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var file = new Argument<string>("FILE")
        {
            Description =
                "A CSV file with a first line that names its columns; - reads standard input.",
        };
        var deck = new Option<string>("--deck")
        {
            Description = "The deck whose rates are replaced.",
            HelpName = "DECK",
            DefaultValueFactory = _ => "standard",
        };
        var currency = new Option<string>("--currency")
        {
            Description = "The currency of the amounts.",
            HelpName = "USD",
            Required = true,
        };
        var effective = new Option<string?>("--effective")
        {
            Description =
                "From when on they hold, a day or a time in UTC, such as 2026-12-01. Default: from now on; the first rates of a deck since ever.",
            HelpName = "TIME",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Check the file, say what it would change, and change nothing.",
        };
        var difference = new Option<bool>("--diff")
        {
            Description = "Say what it changes of the rates that are in force by then.",
        };
        var rows = new Option<int>("--rows")
        {
            Description = "How many rows of each kind of change to show; JSON has all.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given and < 0)
            {
                result.AddError($"--rows is {given}: expected a whole number from 0.");
            }
        });
        var format = new RateFileOptions();
        var verb = new Verb(
            "import",
            "Replace a deck's rates by those of a file, all or nothing. Calls that go on keep their rate.",
            "rates import rates.csv --deck standard --currency USD",
            "rates import december.csv --currency USD --effective 2026-12-01 --dry-run",
            "rates import carrier.csv --deck cost --currency EUR --map \"prefix=Dial Code,destination=Country,per_minute=Rate\"",
            "rates import ratecard.csv --currency USD --layout a2billing"
        )
        {
            file,
            deck,
            currency,
            effective,
            dryRun,
            difference,
            rows,
            CommonOptions.Json,
        };
        format.AddTo(verb);
        return verb.Does(
            environment,
            (session, cancellationToken) =>
                new RateImporter(
                    session,
                    new ImportRequest
                    {
                        File = session.Get(file),
                        Layout = format.Read(session),
                        Deck = session.Get(deck)!,
                        Currency = CliSession.ParseCurrency(session.Get(currency)),
                        EffectiveFrom = session.Time(effective, AccountTimeZone.Utc),
                        IsDryRun = session.Get(dryRun),
                        ShowsDifference = session.Get(dryRun) || session.Get(difference),
                        RowsShown = session.Get(rows),
                    }
                ).RunAsync(cancellationToken)
        );
    }
}
