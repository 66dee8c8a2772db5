using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates import|export|lookup</c>.</summary>
internal static class RateVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("rates", "Import, export and look up rates.")
        {
            RateImportVerb.Build(environment),
            Export(environment),
            Lookup(environment),
        };

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
                var rows = (await DeckAsync(session, session.Get(deck), cancellationToken)).Rows;
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
                var asked = session.Get(service) is { } given
                    ? ServiceNames.Parse(given)
                    : new CallClassifier(session.Options.Numbering).Outbound(called);
                var decks = await FindDecksAsync(
                    session,
                    session.Get(deck),
                    session.Get(account),
                    asked,
                    cancellationToken
                );
                var from = session.Get(origin)?.ToUpperInvariant() ?? Rate.AnyOrigin;
                var found =
                    decks.FirstOrDefault(one => one.Lookup(asked, called, from) is not null)
                    ?? decks[0];
                var rate = found.Lookup(asked, called, from);
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

    /// <summary>The decks to ask, in their order; at least one.</summary>
    private static async Task<IReadOnlyList<RateDeck>> FindDecksAsync(
        CliSession session,
        string? deck,
        string? account,
        Service service,
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
            return
                store.Directory.Current().FindTariff(found.Plan)?.DecksFor(service)
                    is { Count: > 0 } decks
                ? decks
                : throw new CliFailure(
                    $"There are no {service.ToName()} rates for plan '{found.Plan}' of account '{found.Id}'; import them with: telephony-billing rates import FILE --deck {found.Plan} --currency {found.Currency}"
                );
        }
        var name = deck ?? "standard";
        var stored = await DeckAsync(session, name, cancellationToken);
        return [RateDeck.Compile(name, stored.Currency, stored.Rows, session.Now)];
    }

    private static async Task<StoredDeck> DeckAsync(
        CliSession session,
        string deck,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToReadAsync(cancellationToken);
        return await store.Rates.ExportAsync(deck, session.Now, cancellationToken)
            ?? throw new CliFailure(
                $"There is no deck '{deck}'; import one with: telephony-billing rates import"
            );
    }
}
