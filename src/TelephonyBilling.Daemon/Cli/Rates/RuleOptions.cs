using System.CommandLine;
using System.Globalization;
using TelephonyBilling.Daemon.Cli.Verbs;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>The options that say what a new rule is for and what it does.</summary>
internal sealed class RuleOptions
{
    private readonly Option<string?> country = new("--country")
    {
        Description = "For the numbers of this country, two letters of ISO 3166.",
        HelpName = "US",
    };

    private readonly Option<string?> prefix = new("--prefix")
    {
        Description = "For the numbers that begin with these digits, country code first.",
        HelpName = "DIGITS",
    };

    private readonly Option<string?> service = PlanVerbs.ServiceOption(
        "For this service. Default: for every one that a deck can price, calls in and out."
    );

    private readonly Option<bool> free = new("--free")
    {
        Description = "They cost nothing, and are allowed at a zero balance.",
    };

    private readonly Option<bool> included = new("--included")
    {
        Description = "They cost nothing, but the account must be in credit.",
    };

    private readonly Option<string?> rate = new("--rate")
    {
        Description = "They cost this a minute.",
        HelpName = "AMOUNT",
    };

    private readonly Option<string?> fee = new("--fee")
    {
        Description = "With --rate: and this on answer. Default: nothing.",
        HelpName = "AMOUNT",
    };

    private readonly Option<string?> increments = new("--increments")
    {
        Description = "With --rate: in steps of so many seconds. Default: 60/60.",
        HelpName = "60/6",
    };

    private readonly Option<string?> currency = new("--currency")
    {
        Description =
            "With --rate: its currency. Default: the account's, or that of the plan's decks.",
        HelpName = "USD",
    };

    private readonly Option<int?> percent = new("--percent")
    {
        Description = "They cost so much of the deck's fee and price: 80 is a fifth less.",
        HelpName = "80",
    };

    private readonly Option<string?> block = new("--block")
    {
        Description = "Nobody may call them, for this reason, such as fraud.",
        HelpName = "REASON",
    };

    private readonly Option<bool> allow = new("--allow")
    {
        Description = "They may be called although a deck or the plan blocks them.",
    };

    private readonly Option<string?> destination = new("--destination")
    {
        Description = "Their name on statements, where no deck has one.",
        HelpName = "NAME",
    };

    private readonly Option<string?> note = new("--note")
    {
        Description = "Why, for whoever reads it later.",
        HelpName = "TEXT",
    };

    /// <summary>Gives the options to a verb.</summary>
    internal void AddTo(Verb verb)
    {
        foreach (
            var option in (Option[])
                [
                    country,
                    prefix,
                    service,
                    free,
                    included,
                    rate,
                    fee,
                    increments,
                    currency,
                    percent,
                    block,
                    allow,
                    destination,
                    note,
                ]
        )
        {
            verb.Add(option);
        }
    }

    /// <summary>The rule that they say.</summary>
    /// <param name="session">The command line.</param>
    /// <param name="usual">The currency of a price that names none; null: it has to.</param>
    internal RateRule Read(CliSession session, Currency? usual)
    {
        if (session.Get(country) is not null && session.Get(prefix) is not null)
        {
            throw CliFailure.Usage(
                "--country and --prefix were both given: expected one of them, or neither for all numbers."
            );
        }
        return new RateRule
        {
            Service = session.Get(service) is { } name ? ServiceNames.Parse(name) : null,
            Prefix = session.Get(prefix) is { } digits ? ParsePrefix(digits) : default,
            Country = session.Get(country) is { } letters ? ParseCountry(session, letters) : "",
            Effect = ReadEffect(session, usual),
            Destination = session.Get(destination) ?? "",
            Note = session.Get(note) ?? "",
        };
    }

    private static NumberPrefix ParsePrefix(string text) =>
        NumberPrefix.TryParse(text.StartsWith('+') ? text[1..] : text, out var prefix)
            ? prefix
            : throw CliFailure.Usage(
                $"--prefix is '{text}': expected 1 to {E164Number.MaxLength} digits that begin with a country code, such as 4477."
            );

    private static string ParseCountry(CliSession session, string text)
    {
        var letters = text.ToUpperInvariant();
        return session.Options.Numbering.HasCountry(letters)
            ? letters
            : throw CliFailure.Usage(
                $"--country is '{text}': expected two letters of ISO 3166 whose numbers have a country code, such as US or GB."
            );
    }

    private RateEffect ReadEffect(CliSession session, Currency? usual)
    {
        var effects = new List<RateEffect>();
        if (session.Get(free))
        {
            effects.Add(new RateEffect.Free());
        }
        if (session.Get(included))
        {
            effects.Add(new RateEffect.Included());
        }
        if (session.Get(rate) is { } amount)
        {
            effects.Add(new RateEffect.Priced(ReadPrice(session, amount, usual)));
        }
        else if ((session.Get(fee) ?? session.Get(increments) ?? session.Get(currency)) is not null)
        {
            throw CliFailure.Usage("--fee, --increments and --currency belong to --rate.");
        }
        if (session.Get(percent) is { } scale)
        {
            effects.Add(
                scale is >= 1 and <= RateEffect.Scaled.MaxPercent
                    ? new RateEffect.Scaled(scale)
                    : throw CliFailure.Usage(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"--percent is {scale}: expected 1 to {RateEffect.Scaled.MaxPercent}."
                        )
                    )
            );
        }
        if (session.Get(block) is { } reason)
        {
            effects.Add(new RateEffect.Blocked(reason));
        }
        if (session.Get(allow))
        {
            effects.Add(new RateEffect.Allowed());
        }
        return effects is [var only]
            ? only
            : throw CliFailure.Usage(
                "Say what the rule does, in one way: --free, --included, --rate, --percent, --block or --allow."
            );
    }

    private CallPrice ReadPrice(CliSession session, string amount, Currency? usual)
    {
        var unit = session.Get(currency) is { } named
            ? CliSession.ParseCurrency(named)
            : usual
                ?? throw CliFailure.Usage(
                    "The plan's decks have no one currency: say that of --rate with --currency."
                );
        return new CallPrice(
            CliSession.ParseAmount("--fee", session.Get(fee) ?? "0", unit),
            CliSession.ParseAmount("--rate", amount, unit),
            session.Get(increments) is { } steps
                ? CliSession.ParseIncrements("--increments", steps)
                : default
        );
    }
}
