using System.Globalization;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Usage;

/// <summary>The columns of <c>usage --csv</c>. They are only ever added to, at the end.</summary>
internal static class UsageColumns
{
    internal const string Time = "time";
    internal const string Service = "service";
    internal const string Number = "number";
    internal const string From = "from";
    internal const string To = "to";
    internal const string Outcome = "outcome";
    internal const string ConnectedSeconds = "connected_seconds";
    internal const string Charge = "charge";
    internal const string Currency = "currency";

    internal static IReadOnlyList<string> All { get; } =
    [
        Time,
        "call",
        Service,
        "member",
        "department",
        "extension",
        Number,
        From,
        To,
        "other_party",
        "destination",
        Outcome,
        "reason",
        "duration",
        ConnectedSeconds,
        "billed_seconds",
        Charge,
        Currency,
    ];

    /// <summary>A call's cells, in the order of <see cref="All"/>.</summary>
    internal static string[] Row(CallRecord call, AccountTimeZone zone)
    {
        var parties = call.Parties;
        return
        [
            zone.ToLocal(call.AuthorisedAt)
                .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            call.Id.Value,
            parties.Service.ToName(),
            CsvTable.Guarded(parties.Member),
            CsvTable.Guarded(parties.Department),
            CsvTable.Guarded(parties.Extension),
            Words.Number(parties.Number),
            CsvTable.Guarded(Words.Caller(call)),
            CsvTable.Guarded(Words.CalledNumber(call)),
            CsvTable.Guarded(Words.OtherParty(call)),
            CsvTable.Guarded(parties.Destination),
            Words.OutcomeOf(call),
            call.EndReason ?? "",
            call.AnsweredAt is null ? "" : Words.Duration(call.Connected),
            call.AnsweredAt is null
                ? ""
                : Words.Seconds(call.Connected).ToString("0.######", CultureInfo.InvariantCulture),
            call.AnsweredAt is null ? "" : Words.Count(call.BilledSeconds),
            Words.Amount(call.Charge) ?? "",
            call.Currency.Code,
        ];
    }
}
