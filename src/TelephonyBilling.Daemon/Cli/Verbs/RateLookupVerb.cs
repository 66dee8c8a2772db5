using System.CommandLine;
using System.Globalization;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>rates lookup</c>: what a call costs an account, or what one deck says of it.</summary>
internal static class RateLookupVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var number = new Argument<string>("NUMBER")
        {
            Description = "The number, as dialled or as +442079460000.",
        };
        var deck = new Option<string?>("--deck")
        {
            Description =
                "What this deck alone says. Default, where no account is named: standard.",
            HelpName = "DECK",
        };
        var account = new Option<string?>("--account", "-a")
        {
            Description = "What it costs this account, by its plan and all rules.",
            HelpName = "ACCOUNT",
        };
        var from = new Option<string?>("--from")
        {
            Description = "What it costs from this number or extension of an account.",
            HelpName = "NUMBER|EXTENSION",
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
            Description =
                "For calls from this country, two letters of ISO 3166. Default: that of the account's number.",
            HelpName = "US",
        };
        var fax = new Option<bool>("--fax") { Description = "The dialplan says that it is a fax." };
        var at = CommonOptions.Time("--at", "With the rates of this time, in UTC. Default: now.");
        return new Verb(
            "lookup",
            "Say what a call costs and how that follows: the deck's rate, the rules over it, the conversion. Exit code 1 where nothing is known of it.",
            "rates lookup 011442079460000",
            "rates lookup +442079460000 --account acme",
            "rates lookup +442079460000 --from +13125550100 --at 2026-12-01",
            "rates lookup +18005550199 --account acme --service tollfree-inbound"
        )
        {
            number,
            deck,
            account,
            from,
            service,
            origin,
            fax,
            at,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var question = new LookupQuestion
                {
                    Number = session.ParseNumber(session.Get(number)),
                    Service = session.Get(service) is { } name ? ServiceNames.Parse(name) : null,
                    Origin = session.Get(origin)?.ToUpperInvariant(),
                    IsFax = session.Get(fax),
                    At = session.Time(at, AccountTimeZone.Utc),
                };
                var forAccount = session.Get(account) is not null || session.Get(from) is not null;
                if (forAccount && session.Get(deck) is not null)
                {
                    throw CliFailure.Usage(
                        "--deck was given with --account or --from: expected one of them."
                    );
                }
                var found = forAccount
                    ? await new AccountLookup(session, question).FindAsync(
                        session.Get(account),
                        session.Get(from),
                        cancellationToken
                    )
                    : await InDeckAsync(
                        session,
                        question,
                        session.Get(deck) ?? "standard",
                        cancellationToken
                    );
                session.Output.Print(
                    found,
                    ShapeContext.Readable.LookupShape,
                    output => Describe(output, found)
                );
                return found.Rate is null && found.Price is null && found.Reason is not null
                    ? CliFailure.Refused
                    : 0;
            }
        );
    }

    private static async Task<LookupShape> InDeckAsync(
        CliSession session,
        LookupQuestion question,
        string deck,
        CancellationToken cancellationToken
    )
    {
        var at = question.At ?? session.Now;
        var stored = await RateVerbs.DeckAsync(session, deck, at, cancellationToken);
        var service =
            question.Service
            ?? new CallClassifier(session.Options.Numbering).Outbound(question.Number);
        var rate = RateDeck
            .Compile(deck, stored.Currency, stored.Rows, at)
            .Lookup(service, question.Number, question.Origin ?? Rate.AnyOrigin);
        var shape = new LookupShape
        {
            Number = question.Number.ToString(),
            Service = service.ToName(),
            Deck = deck,
            Origin = question.Origin,
        };
        return rate is null
            ? shape with
            {
                Reason = "unknown-destination",
                Detail = $"Deck '{deck}' has no {service.ToName()} rate for {question.Number}.",
            }
            : shape with
            {
                Rate = RateToShape.Of(rate),
                Destination = rate.Destination,
                Price = rate is { IsBlocked: true, Price.IsZero: true }
                    ? null
                    : RateToShape.Of(rate.Price),
                Free = rate.IsFree,
                Blocked = rate.IsBlocked,
            };
    }

    private static void Describe(TextWriter output, LookupShape found)
    {
        TextTable.WriteBlock(
            output,
            ("number", found.Number),
            ("account", found.Account),
            ("plan", found.Plan),
            ("origin", found.Origin),
            ("service", found.Service),
            ("deck", found.Deck),
            ("prefix", found.Rate?.Prefix),
            ("destination", found.Destination),
            ("on answer", Amount(found.OnAnswer ?? found.Price?.ConnectionFee, found)),
            ("a minute", Amount(found.PerMinute ?? found.Price?.RatePerMinute, found)),
            ("increments", found.Price?.Increments),
            ("a minute's call", Amount(found.OneMinuteCall, found)),
            ("free", found.Free ? "yes" : ""),
            ("blocked", found.Blocked ? found.Rate?.BlockReason ?? "yes" : ""),
            ("rate from", found.Rate is { Origin: not Rate.AnyOrigin } own ? own.Origin : ""),
            ("effective from", Words.Time((DateTimeOffset?)found.Rate?.EffectiveFrom))
        );
        if (found.Steps.Count > 0)
        {
            output.WriteLine();
        }
        for (var i = 0; i < found.Steps.Count; i++)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{i + 1, 2}. {found.Steps[i]}")
            );
        }
        if (found.Detail is { } detail)
        {
            output.WriteLine();
            output.WriteLine(detail);
        }
    }

    private static string? Amount(string? amount, LookupShape found) =>
        amount is null ? null : $"{amount} {found.Currency ?? found.Price?.Currency}";
}
