using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>calls live|list|show</c>.</summary>
internal static class CallVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("calls", "Calls that go on, and the records of all others.")
        {
            LiveCallsVerb.Build(environment),
            CallListVerb.Build(environment),
            Show(environment),
        };

    private static Verb Show(CliEnvironment environment)
    {
        var id = new Argument<string>("CALL")
        {
            Description = "The call's id, such as 261122T104502-7f3k9qx2ab.",
        };
        return new Verb(
            "show",
            "Show everything that is known of a call.",
            "calls show 261122T104502-7f3k9qx2ab"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                if (!CallId.TryParse(session.Get(id), out var asked))
                {
                    throw CliFailure.Usage(
                        $"'{session.Get(id)}' is not a call's id: expected one such as 261122T104502-7f3k9qx2ab, as calls list shows them."
                    );
                }
                var store = await session.OpenToReadAsync(cancellationToken);
                var call =
                    await store.Calls.FindAsync(asked, cancellationToken)
                    ?? throw new CliFailure(
                        $"There is no call '{asked}'; see: telephony-billing calls list"
                    );
                var payer = await store.Accounts.FindAsync(call.Parties.Account, cancellationToken);
                var zone = payer is { Account: var account }
                    ? CliSession.TimeZoneOf(account)
                    : AccountTimeZone.Utc;
                var surcharges = await store.Calls.SurchargesAsync(asked, cancellationToken);
                session.Output.Print(
                    ToShape.Whole(call, surcharges),
                    ShapeContext.Readable.WholeCallShape,
                    output =>
                    {
                        Describe(output, call, zone);
                        List(output, surcharges, zone);
                    }
                );
            }
        );
    }

    private static void List(
        TextWriter output,
        IReadOnlyList<CallRecord> surcharges,
        AccountTimeZone zone
    )
    {
        var table = new TextTable(
            "SURCHARGE",
            "FEATURE",
            "STATE",
            "BEGAN",
            ">RAN",
            ">BILLED",
            ">CHARGE",
            "END"
        );
        foreach (var surcharge in surcharges)
        {
            table.Add(
                surcharge.Id.Value,
                surcharge.Parties.Dialled,
                Words.Of(surcharge.State),
                Words.ExactTime(surcharge.AnsweredAt, zone),
                surcharge.AnsweredAt is null ? "" : Words.SecondsText(surcharge.Connected),
                surcharge.BilledSeconds > 0 ? $"{surcharge.BilledSeconds} s" : "",
                Words.Amount(surcharge.Charge),
                surcharge.EndReason
            );
        }
        if (!table.IsEmpty)
        {
            output.WriteLine();
            table.Write(output);
        }
    }

    private static void Describe(TextWriter output, CallRecord call, AccountTimeZone zone)
    {
        var parties = call.Parties;
        TextTable.WriteBlock(
            output,
            ("call", call.Id.Value),
            ("state", Words.Of(call.State)),
            ("surcharge of", call.Parent?.Value),
            ("account", parties.Account),
            ("service", parties.Service.ToName()),
            ("from", Words.Caller(call)),
            ("to", Words.CalledNumber(call)),
            ("dialled", parties.Dialled),
            ("destination", parties.Destination),
            ("number", Words.Number(parties.Number)),
            ("extension", parties.Extension),
            ("member", parties.Member),
            ("department", parties.Department),
            ("pbx", call.Pbx),
            (call.Parent is null ? "trunk leg" : "channel", call.Leg),
            ("asked", Words.ExactTime(call.AuthorisedAt, zone)),
            ("answered", Words.ExactTime(call.AnsweredAt, zone)),
            ("ended", Words.ExactTime(call.EndedAt, zone)),
            ("end reason", call.EndReason),
            ("cause", call.Cause > 0 ? Words.Limit(call.Cause) + " (Q.850)" : ""),
            ("connected", call.AnsweredAt is null ? "" : Words.SecondsText(call.Connected)),
            ("billed", call.BilledSeconds > 0 ? $"{call.BilledSeconds} s" : ""),
            ("funded", call.FundedSeconds > 0 ? $"{call.FundedSeconds} s" : ""),
            ("connection fee", call.Price?.ConnectionFee.ToString()),
            ("per minute", call.Price?.PerMinute.ToString()),
            ("increments", call.Price?.Increments.ToString()),
            ("exchange", call.Price?.Conversion?.ToString()),
            ("plan", call.Source.Plan),
            ("deck", call.Source.Deck),
            ("prefix", call.Source.Prefix),
            ("origin", call.Source.Origin),
            ("charge", call.Charge?.ToString()),
            ("held", call.Held.IsZero ? "" : call.Held.ToString()),
            (
                "estimated",
                call.Estimated ? "yes: no record told when it ended, so its lease counts" : ""
            ),
            (
                "clock stepped",
                call.ClockStepped ? "yes: the PBX's clock moved, so the daemon's counts" : ""
            )
        );
    }
}
