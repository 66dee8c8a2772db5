using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Rates;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>exchange add|import|list</c>.</summary>
internal static class ExchangeVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "exchange",
            "Rates of exchange, for prices in another currency than the account's. None is turned round: USD to CAD says nothing of CAD to USD."
        )
        {
            Add(environment),
            Import(environment),
            List(environment),
        };

    private static Verb Add(CliEnvironment environment)
    {
        var from = new Argument<string>("FROM")
        {
            Description = "The currency of prices, such as USD.",
        };
        var to = new Argument<string>("TO")
        {
            Description = "The currency of accounts, such as CAD.",
        };
        var rate = new Argument<string>("RATE")
        {
            Description =
                $"What one unit of FROM is worth in TO, such as 1.3725; at most {ExchangeRate.FractionDigits} decimals.",
        };
        var effective = CommonOptions.Time(
            "--effective",
            "From when on it holds, in UTC. Default: now."
        );
        return new Verb(
            "add",
            "Add a rate of exchange. Calls that go on keep theirs.",
            "exchange add USD CAD 1.3725",
            "exchange add USD EUR 0.92 --effective 2026-12-01"
        )
        {
            from,
            to,
            rate,
            effective,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (unit, worth) = (
                    CliSession.ParseCurrency(session.Get(from)),
                    CliSession.ParseCurrency(session.Get(to))
                );
                if (unit == worth)
                {
                    throw CliFailure.Usage(
                        $"FROM and TO are both {unit}: expected two currencies."
                    );
                }
                if (!ExchangeRate.TryParse(session.Get(rate), unit, worth, out var parsed))
                {
                    throw CliFailure.Usage(
                        $"RATE is '{session.Get(rate)}': expected a number above zero with at most {ExchangeRate.FractionDigits} decimals, such as 1.3725."
                    );
                }
                var added = new DatedExchangeRate(
                    parsed,
                    session.Time(effective, AccountTimeZone.Utc) ?? session.Now
                );
                await AddAsync(session, [added], cancellationToken);
            }
        );
    }

    private static Verb Import(CliEnvironment environment)
    {
        var file = new Argument<string>("FILE")
        {
            Description =
                "A CSV file with the columns from, to, rate and effective_from; - reads standard input.",
        };
        return new Verb(
            "import",
            "Add the rates of exchange of a file, all or nothing. One of the same currencies and time is replaced.",
            "exchange import exchange.csv"
        )
        {
            file,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(file);
                await using var stream = InputFile.Open(session.Environment, name);
                if (!ExchangeFileReader.TryRead(stream, session.Now, out var rates, out var errors))
                {
                    throw new CliFailure(
                        $"{name}: {(errors.Count == 1 ? "1 error" : $"{errors.Count} errors")}; nothing was imported.\n{errors}"
                    );
                }
                await AddAsync(session, rates, cancellationToken);
            }
        );
    }

    private static async Task AddAsync(
        CliSession session,
        IReadOnlyList<DatedExchangeRate> rates,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToWriteAsync(cancellationToken);
        await store.ExchangeRates.AddAsync(rates, cancellationToken);
        var all = await store.ExchangeRates.ListAsync(cancellationToken);
        Print(session, [.. all.Where(rates.Contains)], all);
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb("list", "List the rates of exchange by currencies and time.", "exchange list")
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var all = await store.ExchangeRates.ListAsync(cancellationToken);
                Print(session, all, all);
            }
        );

    private static void Print(
        CliSession session,
        IReadOnlyList<DatedExchangeRate> shown,
        IReadOnlyList<DatedExchangeRate> all
    )
    {
        var inForce = all.Where(dated => dated.EffectiveFrom <= session.Now)
            .GroupBy(dated => (dated.Rate.From, dated.Rate.To))
            .Select(group => group.MaxBy(dated => dated.EffectiveFrom)!)
            .ToHashSet();
        var table = new TextTable("FROM", "TO", ">RATE", "SINCE", "STATE");
        var shapes = new List<ExchangeShape>();
        foreach (var dated in shown)
        {
            var state =
                inForce.Contains(dated) ? "in force"
                : dated.EffectiveFrom > session.Now ? "future"
                : "past";
            shapes.Add(
                new ExchangeShape
                {
                    From = dated.Rate.From.Code,
                    To = dated.Rate.To.Code,
                    Rate = dated.Rate.ToDecimalString(),
                    EffectiveFrom = dated.EffectiveFrom.UtcDateTime,
                    State = state,
                }
            );
            table.Add(
                dated.Rate.From.Code,
                dated.Rate.To.Code,
                dated.Rate.ToDecimalString(),
                Words.Time(dated.EffectiveFrom),
                state
            );
        }
        session.Output.Print(
            shapes,
            ShapeContext.Readable.IReadOnlyListExchangeShape,
            table,
            "There are no rates of exchange; add one with: telephony-billing exchange add FROM TO RATE"
        );
    }
}
