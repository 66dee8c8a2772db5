using System.CommandLine;
using System.Globalization;
using TelephonyBilling.Daemon.Cli.Explaining;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>explain</c>: what the gate would say, step by step, without a call.</summary>
internal static class ExplainVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var number = new Argument<string>("NUMBER")
        {
            Description =
                "What is dialled, such as 011442079460000; with --inbound the number that is called.",
        };
        var account = new Option<string?>("--account", "-a")
        {
            Description =
                "Who pays. Without --extension and --from its own numbers and extensions are looked at.",
            HelpName = "ACCOUNT",
        };
        var extension = new Option<string?>("--extension", "-e")
        {
            Description = "The endpoint that calls.",
            HelpName = "ENDPOINT",
        };
        var from = new Option<string?>("--from")
        {
            Description =
                "The number that the call shows. Alone: a number of the account that pays.",
            HelpName = "NUMBER",
        };
        var inbound = new Option<bool>("--inbound")
        {
            Description = "A call from outside to one of the account's numbers.",
        };
        var caller = new Option<string?>("--caller")
        {
            Description = "Who calls from outside.",
            HelpName = "NUMBER",
        };
        var fax = new Option<bool>("--fax") { Description = "The dialplan says that it is a fax." };
        var pbx = new Option<string?>("--pbx")
        {
            Description = "The PBX that asks. Default: the first that is configured.",
            HelpName = "NAME",
        };
        var at = CommonOptions.Time(
            "--at",
            "With the rates and the allowed hours of this time, in UTC. Default: now."
        );
        return new Verb(
            "explain",
            "Say what the gate would decide of a call and why, step by step. Nothing is reserved. Exit code 1 if it would be refused.",
            "explain 011442079460000 --account acme",
            "explain 011442079460000 --extension 1001 --from +13125550100",
            "explain 011442079460000 --from +13125550100 --at 2026-12-01",
            "explain +18005550199 --inbound --caller +12025550123"
        )
        {
            number,
            account,
            extension,
            from,
            inbound,
            caller,
            fax,
            pbx,
            at,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var isInbound = session.Get(inbound);
                if (
                    !isInbound
                    && session.Get(account) is null
                    && session.Get(extension) is null
                    && session.Get(from) is null
                )
                {
                    throw CliFailure.Usage("Say who calls: --account, --extension or --from.");
                }
                if (!isInbound && session.Get(caller) is not null)
                {
                    throw CliFailure.Usage(
                        "--caller belongs to --inbound; a call out shows --from."
                    );
                }
                var question = new Question
                {
                    Request = new GateRequest
                    {
                        Pbx =
                            session.Get(pbx)
                            ?? (
                                session.Options.Pbx.Count > 0 ? session.Options.Pbx[0].Name : "pbx"
                            ),
                        Direction = isInbound ? CallDirection.Inbound : CallDirection.Outbound,
                        Dialled = session.Get(number),
                        Owner = "explain",
                        Account = isInbound ? "" : session.Get(account) ?? "",
                        Endpoint = session.Get(extension) ?? "",
                        Caller = (isInbound ? session.Get(caller) : session.Get(from)) ?? "",
                        IsFax = session.Get(fax),
                    },
                    Now = session.Now,
                    At = session.Time(at, AccountTimeZone.Utc),
                };
                var store = await session.OpenToReadAsync(cancellationToken);
                var explained = await new Explainer(store, session.Options).ExplainAsync(
                    question,
                    cancellationToken
                );
                session.Output.Print(
                    explained,
                    ShapeContext.Readable.ExplainShape,
                    output => Describe(output, explained)
                );
                return explained.Verdict == Explainer.Deny ? CliFailure.Refused : 0;
            }
        );
    }

    private static void Describe(TextWriter output, ExplainShape explained)
    {
        for (var i = 0; i < explained.Steps.Count; i++)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{i + 1, 2}. {explained.Steps[i]}")
            );
        }
        output.WriteLine();
        output.WriteLine(
            explained.Verdict switch
            {
                Explainer.Allow =>
                    $"ALLOW: metered, {explained.FirstReservationSeconds} s reserved at first; the available balance pays for {explained.FundedSeconds} s.",
                Explainer.Pass => "PASS: goes through, not metered.",
                _ => $"DENY: {explained.Reason}. {explained.Detail}",
            }
        );
    }
}
