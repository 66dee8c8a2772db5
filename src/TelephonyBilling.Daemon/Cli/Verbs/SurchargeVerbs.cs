using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>surcharge set|remove|list</c>.</summary>
internal static class SurchargeVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("surcharge", "What plans take for features of a call while they run.")
        {
            Set(environment),
            Remove(environment),
            List(environment),
        };

    private static Argument<string> PlanArgument() =>
        new("PLAN") { Description = "The plan's name." };

    private static Argument<string> FeatureArgument() =>
        new("FEATURE")
        {
            Description =
                "The feature's name, as the dialplan gives it to tb-surcharge-on: recording, barge, conference, transfer or one of your own.",
        };

    private static Verb Set(CliEnvironment environment)
    {
        var plan = PlanArgument();
        var feature = FeatureArgument();
        var rate = new Option<string>("--rate")
        {
            Description = "For each minute while it runs.",
            HelpName = "AMOUNT",
            Required = true,
        };
        var fee = new Option<string>("--fee")
        {
            Description = "Once, when it begins. Default: nothing.",
            HelpName = "AMOUNT",
            DefaultValueFactory = _ => "0",
        };
        var increments = new Option<string>("--increments")
        {
            Description = "The steps in which its time is charged, in seconds. Default: 60/60.",
            HelpName = "60/6",
            DefaultValueFactory = _ => "60/60",
        };
        var currency = new Option<string>("--currency")
        {
            Description = "Of both amounts, three letters of ISO 4217. Default: USD.",
            HelpName = "USD",
            DefaultValueFactory = _ => "USD",
        };
        return new Verb(
            "set",
            "Say what a feature costs on a plan. Calls that go on keep the price at which it began.",
            "surcharge set standard recording --rate 0.005",
            "surcharge set pro barge --rate 0.02 --fee 0.05 --increments 6/6"
        )
        {
            plan,
            feature,
            rate,
            fee,
            increments,
            currency,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var unit = CliSession.ParseCurrency(session.Get(currency));
                var surcharge = new SurchargeRate(
                    session.Get(plan),
                    ParseFeature(session.Get(feature)),
                    new CallPrice(
                        CliSession.ParseAmount("--fee", session.Get(fee)!, unit),
                        CliSession.ParseAmount("--rate", session.Get(rate)!, unit),
                        CliSession.ParseIncrements("--increments", session.Get(increments)!)
                    )
                );
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (!await store.Surcharges.SetAsync(surcharge, cancellationToken))
                {
                    throw new CliFailure(
                        $"There is no plan '{surcharge.Plan}'; nothing was changed."
                    );
                }
                session.Output.Print(
                    ToShape.Of(surcharge),
                    ShapeContext.Readable.SurchargeShape,
                    Table([surcharge]).Write
                );
            }
        );
    }

    private static Verb Remove(CliEnvironment environment)
    {
        var plan = PlanArgument();
        var feature = FeatureArgument();
        return new Verb(
            "remove",
            "Take nothing for a feature of a plan's calls any more.",
            "surcharge remove standard recording"
        )
        {
            plan,
            feature,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (name, removed) = (session.Get(plan), ParseFeature(session.Get(feature)));
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (!await store.Surcharges.RemoveAsync(name, removed, cancellationToken))
                {
                    throw new CliFailure(
                        $"Plan '{name}' takes nothing for {removed}; see: telephony-billing surcharge list"
                    );
                }
                session.Output.Note($"Plan '{name}' takes nothing for {removed} any more.");
            }
        );
    }

    private static Verb List(CliEnvironment environment)
    {
        var plan = new Option<string?>("--plan")
        {
            Description = "Only those of this plan.",
            HelpName = "PLAN",
        };
        return new Verb("list", "List surcharges by plan and feature.", "surcharge list --plan pro")
        {
            plan,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var found = await store.Surcharges.ListAsync(session.Get(plan), cancellationToken);
                session.Output.Print(
                    [.. found.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListSurchargeShape,
                    Table(found),
                    "There are no surcharges."
                );
            }
        );
    }

    private static CallFeature ParseFeature(string text) =>
        CallFeature.TryParse(text, out var feature)
            ? feature
            : throw CliFailure.Usage(
                $"'{text}' is not a feature: expected 1 to {CallFeature.MaxLength} of a-z and 0-9, beginning with a letter, such as recording."
            );

    private static TextTable Table(IEnumerable<SurchargeRate> surcharges)
    {
        var table = new TextTable(
            "PLAN",
            "FEATURE",
            ">FEE",
            ">PER MINUTE",
            "CURRENCY",
            "INCREMENTS"
        );
        foreach (var surcharge in surcharges)
        {
            var price = surcharge.Price;
            table.Add(
                surcharge.Plan,
                surcharge.Feature.Name,
                price.ConnectionFee.ToDecimalString(),
                price.PerMinute.ToDecimalString(),
                price.Currency.Code,
                price.Increments.ToString()
            );
        }
        return table;
    }
}
