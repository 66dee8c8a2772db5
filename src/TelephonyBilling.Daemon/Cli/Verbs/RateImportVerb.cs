using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates import</c>: all of a file or nothing.</summary>
internal static class RateImportVerb
{
    private const string StandardInput = "-";

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
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Check the file and change nothing.",
        };
        return new Verb(
            "import",
            "Replace a deck's rates by those of a file, all or nothing. Calls that go on keep their rate.",
            "rates import rates.csv --deck standard --currency USD",
            "rates import rates.csv --currency USD --dry-run"
        )
        {
            file,
            deck,
            currency,
            dryRun,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(deck)!;
                var money = CliSession.ParseCurrency(session.Get(currency));
                RateErrors errors;
                IReadOnlyList<RateRow>? rows;
                RateDeck? compiled = null;
                await using (var stream = Open(session.Environment, session.Get(file)))
                {
                    _ =
                        RateFileReader.TryReadRows(stream, money, out rows, out errors)
                        && RateDeck.TryCompile(
                            name,
                            money,
                            rows,
                            session.Now,
                            out compiled,
                            out errors
                        );
                }
                var shape = new ImportShape
                {
                    Deck = name,
                    Currency = money.Code,
                    DryRun = session.Get(dryRun),
                };
                if (compiled is null || rows is null)
                {
                    return Refuse(session, shape, session.Get(file), errors);
                }
                if (!session.Get(dryRun))
                {
                    var store = await session.OpenToWriteAsync(cancellationToken);
                    if (
                        !await store.Rates.ImportAsync(
                            new RateImport(name, money, rows, session.Now)
                            {
                                Source = Path.GetFileName(session.Get(file)),
                            },
                            cancellationToken
                        )
                    )
                    {
                        throw new CliFailure(
                            $"The deck '{name}' exists in another currency than {money}; nothing was changed. Import under another name, or in the deck's currency."
                        );
                    }
                }
                session.Output.Print(
                    shape with
                    {
                        Imported = !session.Get(dryRun),
                        Rates = rows.Count,
                        Checksum = compiled.Checksum,
                    },
                    ShapeContext.Readable.ImportShape,
                    output =>
                        output.WriteLine(
                            session.Get(dryRun)
                                ? $"The file is right: {rows.Count} rates. Nothing was changed."
                                : $"Imported {rows.Count} rates into deck '{name}' ({money})."
                        )
                );
                return 0;
            }
        );
    }

    private static Stream Open(CliEnvironment environment, string file)
    {
        if (file == StandardInput)
        {
            return environment.OpenInput();
        }
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The rate file can't be read: {e.Message}");
        }
    }

    private static int Refuse(CliSession session, ImportShape shape, string file, RateErrors errors)
    {
        session.Output.Note(
            $"{file}: {(errors.Count == 1 ? "1 error" : $"{errors.Count} errors")}; nothing was imported.\n{errors}"
        );
        if (session.Output.IsJson)
        {
            session.Output.Print(
                shape with
                {
                    ErrorCount = errors.Count,
                    Errors =
                    [
                        .. errors.Reported.Select(error => new RateErrorShape(
                            error.Line,
                            error.Column,
                            error.Value,
                            error.Reason
                        )),
                    ],
                },
                ShapeContext.Readable.ImportShape,
                _ => { }
            );
        }
        return CliFailure.Refused;
    }
}
