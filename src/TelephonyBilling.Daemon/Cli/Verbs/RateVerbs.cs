using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates import|export|lookup</c>.</summary>
internal static class RateVerbs
{
    private const string StandardInput = "-";

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("rates", "Import, export and look up rates.")
        {
            Import(environment),
            Export(environment),
            Lookup(environment),
        };

    private static Verb Import(CliEnvironment environment)
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
                if (!Currency.TryParse(session.Get(currency), out var money))
                {
                    throw CliFailure.Usage(
                        $"'{session.Get(currency)}' is not a currency: expected three letters of ISO 4217, such as USD."
                    );
                }
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
                            name,
                            money,
                            rows,
                            session.Now,
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

    private static Verb Export(CliEnvironment environment)
    {
        var deck = new Argument<string>("DECK") { Description = "The deck." };
        return new Verb(
            "export",
            "Write a deck as a rate file to standard output, which import reads back to the same rates.",
            "rates export standard > rates.csv",
            "rates export standard --json"
        )
        {
            deck,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (_, rows) = await DeckAsync(session, session.Get(deck), cancellationToken);
                session.Output.Print(
                    [.. rows.Select(row => ToShape.Of(row.Rate))],
                    ShapeContext.Readable.IReadOnlyListRateShape,
                    output => RateFileWriter.Write(output, rows.Select(row => row.Rate))
                );
            }
        );
    }

    private static Verb Lookup(CliEnvironment environment)
    {
        var number = new Argument<string>("NUMBER")
        {
            Description = "The number, as dialled or as +442079460000.",
        };
        var deck = new Option<string?>("--deck")
        {
            Description = "In this deck. Default: standard.",
            HelpName = "DECK",
        };
        var account = new Option<string?>("--account", "-a")
        {
            Description = "In the deck of this account's plan.",
            HelpName = "ACCOUNT",
        };
        var service = new Option<string?>("--service")
        {
            Description = "For this service. Default: what a call there is.",
            HelpName = "SERVICE",
        };
        service.AcceptOnlyFromAmong([
            .. ServiceNames.All.Where(ServiceNames.CanBePriced).Select(ServiceNames.ToName),
        ]);
        var origin = new Option<string?>("--origin")
        {
            Description = "For calls from this country, two letters of ISO 3166.",
            HelpName = "US",
        };
        return new Verb(
            "lookup",
            "Show the rate of a number: that of the longest prefix.",
            "rates lookup 011442079460000",
            "rates lookup +442079460000 --account acme",
            "rates lookup +18005550199 --service tollfree-inbound"
        )
        {
            number,
            deck,
            account,
            service,
            origin,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var called = session.ParseNumber(session.Get(number));
                var found = await FindDeckAsync(
                    session,
                    session.Get(deck),
                    session.Get(account),
                    cancellationToken
                );
                var asked = session.Get(service) is { } given
                    ? ServiceNames.Parse(given)
                    : new CallClassifier(session.Options.Numbering).Outbound(called);
                var rate = found.Lookup(
                    asked,
                    called,
                    session.Get(origin)?.ToUpperInvariant() ?? Rate.AnyOrigin
                );
                session.Output.Print(
                    new LookupShape
                    {
                        Number = called.ToString(),
                        Deck = found.Name,
                        Service = asked.ToName(),
                        Rate = rate is null ? null : ToShape.Of(rate),
                    },
                    ShapeContext.Readable.LookupShape,
                    output => Describe(output, called, found, asked, rate)
                );
                return rate is null ? CliFailure.Refused : 0;
            }
        );
    }

    private static void Describe(
        TextWriter output,
        E164Number number,
        RateDeck deck,
        Service service,
        Rate? rate
    )
    {
        if (rate is null)
        {
            output.WriteLine($"Deck '{deck.Name}' has no {service.ToName()} rate for {number}.");
            return;
        }
        TextTable.WriteBlock(
            output,
            ("number", number.ToString()),
            ("deck", deck.Name),
            ("service", service.ToName()),
            ("prefix", rate.Prefix.ToString()),
            ("destination", rate.Destination),
            ("connection fee", rate.ConnectionFee.ToString()),
            ("per minute", rate.PerMinute.ToString()),
            ("increments", rate.Increments.ToString()),
            ("free", rate.IsFree ? "yes" : ""),
            (
                "blocked",
                rate.IsBlocked
                    ? rate.BlockReason.Length > 0
                        ? rate.BlockReason
                        : "yes"
                    : ""
            ),
            ("origin", rate.Origin == Rate.AnyOrigin ? "" : rate.Origin),
            ("effective from", Words.Time(rate.EffectiveFrom))
        );
    }

    private static async Task<RateDeck> FindDeckAsync(
        CliSession session,
        string? deck,
        string? account,
        CancellationToken cancellationToken
    )
    {
        if (deck is not null && account is not null)
        {
            throw CliFailure.Usage("--deck and --account were both given: expected one of them.");
        }
        if (account is not null)
        {
            var (found, _) = await session.AccountAsync(account, cancellationToken);
            var store = await session.OpenToReadAsync(cancellationToken);
            return store.Directory.Current().FindDeck(found.Plan)
                ?? throw new CliFailure(
                    $"There are no rates for plan '{found.Plan}' of account '{found.Id}'; import them with: telephony-billing rates import FILE --deck {found.Plan} --currency {found.Currency}"
                );
        }
        var name = deck ?? "standard";
        var (currency, rows) = await DeckAsync(session, name, cancellationToken);
        return RateDeck.Compile(name, currency, rows, session.Now);
    }

    private static async Task<(Currency Currency, IReadOnlyList<RateRow> Rows)> DeckAsync(
        CliSession session,
        string deck,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToReadAsync(cancellationToken);
        return await store.Rates.ExportAsync(deck, cancellationToken)
            ?? throw new CliFailure(
                $"There is no deck '{deck}'; import one with: telephony-billing rates import"
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
