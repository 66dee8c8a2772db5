using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>calls live|list|show</c>.</summary>
internal static class CallVerbs
{
    private static readonly CallState[] States = Enum.GetValues<CallState>();

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("calls", "Calls that go on, and the records of all others.")
        {
            LiveCallsVerb.Build(environment),
            List(environment),
            Show(environment),
        };

    private static Verb List(CliEnvironment environment)
    {
        var state = new Option<string?>("--state")
        {
            Description = "Only those in this state.",
            HelpName = string.Join('|', States.Select(Words.Of)),
        };
        state.AcceptOnlyFromAmong([.. States.Select(Words.Of)]);
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List call records, the newest first.",
            "calls list --account acme",
            "calls list --state refused --limit 20",
            "calls list --account acme --json"
        )
        {
            CommonOptions.Account,
            state,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var filter = new CallFilter
                {
                    Account = session.Get(CommonOptions.Account),
                    State = session.Get(state) is { } text
                        ? States.First(known => Words.Of(known) == text)
                        : null,
                    Limit = session.Get(limit),
                };
                var calls = await store.Calls.ListAsync(filter, cancellationToken);
                var table = new TextTable(
                    "TIME",
                    "CALL",
                    "ACCOUNT",
                    "FROM",
                    "TO",
                    "DESTINATION",
                    "STATE",
                    ">CONNECTED",
                    ">BILLED",
                    ">CHARGE",
                    "END"
                );
                foreach (var call in calls)
                {
                    table.Add(
                        Words.Time(call.AuthorisedAt),
                        call.Id.Value,
                        call.Parties.Account,
                        Words.Caller(call),
                        Words.CalledNumber(call),
                        call.Parties.Destination,
                        Words.Of(call.State),
                        call.AnsweredAt is null ? "" : Words.Duration(call.Connected),
                        call.BilledSeconds > 0 ? $"{call.BilledSeconds} s" : "",
                        Words.Amount(call.Charge),
                        call.EndReason
                    );
                }
                session.Output.Print(
                    [.. calls.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListCallShape,
                    table,
                    "There are no such calls."
                );
            }
        );
    }

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
                session.Output.Print(
                    ToShape.Of(call),
                    ShapeContext.Readable.CallShape,
                    output => Describe(output, call)
                );
            }
        );
    }

    private static void Describe(TextWriter output, CallRecord call)
    {
        var parties = call.Parties;
        TextTable.WriteBlock(
            output,
            ("call", call.Id.Value),
            ("state", Words.Of(call.State)),
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
            ("trunk leg", call.Leg),
            ("asked", Words.ExactTime(call.AuthorisedAt)),
            ("answered", Words.ExactTime(call.AnsweredAt)),
            ("ended", Words.ExactTime(call.EndedAt)),
            ("end reason", call.EndReason),
            ("cause", call.Cause > 0 ? Words.Limit(call.Cause) + " (Q.850)" : ""),
            ("connected", call.AnsweredAt is null ? "" : Words.SecondsText(call.Connected)),
            ("billed", call.BilledSeconds > 0 ? $"{call.BilledSeconds} s" : ""),
            ("funded", call.FundedSeconds > 0 ? $"{call.FundedSeconds} s" : ""),
            ("connection fee", call.Price?.ConnectionFee.ToString()),
            ("per minute", call.Price?.PerMinute.ToString()),
            ("increments", call.Price?.Increments.ToString()),
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
