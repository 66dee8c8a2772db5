using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>calls list</c>: the records of calls, by whatever is known of them.</summary>
internal static class CallListVerb
{
    private static readonly CallState[] States = Enum.GetValues<CallState>();
    private static readonly CallOutcome[] Outcomes = Enum.GetValues<CallOutcome>();

    private static readonly Option<string?> Member = CommonOptions.Text(
        "--member",
        "Only those of this member."
    );
    private static readonly Option<string?> Department = CommonOptions.Text(
        "--department",
        "Only those of this department."
    );
    private static readonly Option<string?> Extension = CommonOptions.Text(
        "--extension",
        "Only those of this extension."
    );
    private static readonly Option<string?> Number = CommonOptions.Text(
        "--number",
        "Only those from or to this number of the account."
    );
    private static readonly Option<string?> Destination = CommonOptions.Text(
        "--destination",
        "Only those to the destination of this name."
    );
    private static readonly Option<string?> From = CommonOptions.Text(
        "--from",
        "Only those of this caller: an extension, or a number."
    );
    private static readonly Option<string?> To = CommonOptions.Text(
        "--to",
        "Only those to this number."
    );
    private static readonly Option<string?> Since = CommonOptions.Time(
        "--since",
        "Only those from this time on, in the account's time zone or, with Z, in UTC."
    );
    private static readonly Option<string?> Until = CommonOptions.Time(
        "--until",
        "Only those before this time."
    );
    private static readonly Option<string?> Reason = CommonOptions.Text(
        "--reason",
        "Only those that ended, or were refused, for this reason, such as insufficient-credit."
    );
    private static readonly Option<string?> MinCharge = CommonOptions.Text(
        "--min-charge",
        "Only those that cost at least this much."
    );
    private static readonly Option<string?> Before = CommonOptions.Text(
        "--before",
        "The page behind this call: the last one of the page before."
    );
    private static readonly Option<string?> Service = CommonOptions.OneOf(
        "--service",
        "Only those of this service.",
        [.. ServiceNames.All.Select(ServiceNames.ToName)]
    );
    private static readonly Option<string?> State = CommonOptions.OneOf(
        "--state",
        "Only those in this state.",
        [.. States.Select(Words.Of)]
    );
    private static readonly Option<string?> Outcome = CommonOptions.OneOf(
        "--outcome",
        "Only those of which this became.",
        [.. Outcomes.Select(Words.Of)]
    );

    internal static Verb Build(CliEnvironment environment)
    {
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List call records, refused attempts too, the newest first. With --account times are those of its time zone.",
            "calls list --account acme --since 2026-11-01 --destination Mexico",
            "calls list --account acme --outcome refused --reason insufficient-credit --json",
            "calls list --member \"Ada Lovelace\" --min-charge 1.00 --limit 20",
            "calls list --account acme --before 261122T104502-7f3k9qx2ab"
        )
        {
            CommonOptions.Account,
            Member,
            Department,
            Extension,
            Number,
            Destination,
            Service,
            From,
            To,
            Since,
            Until,
            State,
            Outcome,
            Reason,
            MinCharge,
            Before,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var account = session.Get(CommonOptions.Account) is { } id
                    ? (await session.AccountAsync(id, cancellationToken)).Account
                    : null;
                var zone = account is null ? AccountTimeZone.Utc : CliSession.TimeZoneOf(account);
                var filter = new CallFilter
                {
                    Account = account?.Id,
                    Member = session.Get(Member),
                    Department = session.Get(Department),
                    Extension = session.Get(Extension),
                    Number = PartyOf(session, Number),
                    Destination = session.Get(Destination),
                    Service = session.Get(Service) is { } service
                        ? ServiceNames.Parse(service)
                        : null,
                    From = PartyOf(session, From),
                    To = PartyOf(session, To),
                    Since = session.Time(Since, zone),
                    Until = session.Time(Until, zone),
                    State = ValueOf(session.Get(State), States, Words.Of),
                    Outcome = ValueOf(session.Get(Outcome), Outcomes, Words.Of),
                    Reason = session.Get(Reason),
                    MinChargeMicros = AmountOf(session, account),
                    Before = await PageAsync(session, store, cancellationToken),
                    Limit = session.Get(limit),
                };
                var calls = await store.Calls.ListAsync(filter, cancellationToken);
                session.Output.Print(
                    [.. calls.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListCallShape,
                    Table(calls, zone),
                    "There are no such calls."
                );
            }
        );
    }

    private static TextTable Table(IReadOnlyList<CallRecord> calls, AccountTimeZone zone)
    {
        var table = new TextTable(
            "TIME",
            "CALL",
            "ACCOUNT",
            "MEMBER",
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
                Words.Time(call.AuthorisedAt, zone),
                call.Id.Value,
                call.Parties.Account,
                call.Parties.Member,
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
        return table;
    }

    private static T? ValueOf<T>(string? word, T[] all, Func<T, string> wordOf)
        where T : struct => word is null ? null : all.First(value => wordOf(value) == word);

    /// <summary>A party as records name it: a number by its digits, however it was written; an extension as it is.</summary>
    private static string? PartyOf(CliSession session, Option<string?> option)
    {
        var text = session.Get(option);
        return
            DialedNumber.Parse(text, session.Options.Numbering)
                is DialedNumber.Global { Number: var number }
            ? number.Digits
            : text?.TrimStart('+');
    }

    private static long? AmountOf(CliSession session, Account? account)
    {
        if (session.Get(MinCharge) is not { } text)
        {
            return null;
        }
        return Money.TryParse(text, account?.Currency ?? default, out var amount)
            ? amount.Micros
            : throw CliFailure.Usage(
                $"--min-charge is '{text}': expected a decimal number such as 1.50."
            );
    }

    private static async Task<CallId?> PageAsync(
        CliSession session,
        SqliteStore store,
        CancellationToken cancellationToken
    )
    {
        if (session.Get(Before) is not { } text)
        {
            return null;
        }
        return
            CallId.TryParse(text, out var id)
            && await store.Calls.FindAsync(id, cancellationToken) is not null
            ? id
            : throw new CliFailure($"There is no call '{text}' to list those before it.");
    }
}
