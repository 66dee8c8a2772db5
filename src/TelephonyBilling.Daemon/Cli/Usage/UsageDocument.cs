using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Usage;

namespace TelephonyBilling.Daemon.Cli.Usage;

/// <summary>An account's month, ready to be written for people, for a spreadsheet or for a program.</summary>
/// <param name="account">Whose.</param>
/// <param name="month">Which.</param>
/// <param name="listsAll">Whether calls that were not answered, or refused, or go on still, are listed too.</param>
internal sealed class UsageDocument(Account account, AccountMonth month, bool listsAll)
{
    private readonly AccountTimeZone zone = AccountTimeZone.Of(account);

    /// <summary>Counts at the top, then each call, then sums.</summary>
    internal void WriteText(TextWriter output, IEnumerable<CallRecord> calls)
    {
        var report = new UsageReport(account.Currency);
        var columns = new TextColumns([
            "TIME",
            "MEMBER",
            "DEPARTMENT",
            "NUMBER",
            "OTHER PARTY",
            "DESTINATION",
            ">DURATION",
            ">COST",
            .. listsAll ? ["RESULT"] : Array.Empty<string>(),
        ]);
        foreach (var call in calls)
        {
            report.Add(call);
            if (IsListed(call))
            {
                columns.Measure(Row(call));
            }
        }
        WriteCounts(output, report);
        columns.WriteHeadings(output);
        foreach (var call in calls.Where(IsListed))
        {
            columns.Write(output, Row(call));
        }
        WriteSums(output, "SERVICE", report.ByService);
        WriteSums(output, "MEMBER", report.ByMember);
        WriteSums(output, "DEPARTMENT", report.ByDepartment);
        WriteSums(output, "DESTINATION", report.ByDestination);
    }

    /// <summary>A row for each call; <c>simulate</c> reads it back.</summary>
    internal void WriteCsv(TextWriter output, IEnumerable<CallRecord> calls)
    {
        using var csv = new CsvTable(output, [.. UsageColumns.All]);
        foreach (var call in calls.Where(IsListed))
        {
            csv.Add(UsageColumns.Row(call, zone));
        }
    }

    /// <summary>Each call, counts and sums.</summary>
    internal void WriteJson(TextWriter output, IEnumerable<CallRecord> calls)
    {
        var report = new UsageReport(account.Currency);
        new JsonStream(output).Write(
            "calls",
            Counted(calls, report).Where(IsListed).Select(ToShape.Of),
            ShapeContext.Readable.CallShape,
            () => ToShape.Of(account, month, report),
            ShapeContext.Readable.UsageShape
        );
    }

    private static IEnumerable<CallRecord> Counted(
        IEnumerable<CallRecord> calls,
        UsageReport report
    )
    {
        foreach (var call in calls)
        {
            report.Add(call);
            yield return call;
        }
    }

    private bool IsListed(CallRecord call) => listsAll || call.State == CallState.Settled;

    private string?[] Row(CallRecord call) =>
        [
            Words.LocalTime(call.AuthorisedAt, zone),
            call.Parties.Member,
            call.Parties.Department,
            Words.Number(call.Parties.Number),
            Words.OtherParty(call),
            call.Parties.Destination,
            call.AnsweredAt is null ? "" : Words.Duration(call.Connected),
            Words.Amount(call.Charge),
            .. listsAll ? [Words.Result(call)] : Array.Empty<string>(),
        ];

    private void WriteCounts(TextWriter output, UsageReport report)
    {
        output.WriteLine(
            $"Usage of {Words.NameOf(account)} in {Words.Month(month)}. Times are those of {zone.Name}."
        );
        output.WriteLine();
        TextTable.WriteBlock(
            output,
            ("toll-free calls", Words.Count(report.TollFree)),
            ("international calls", Words.Count(report.International)),
            ("other calls", Words.Count(report.Other)),
            ("surcharges", report.Surcharges > 0 ? Words.Count(report.Surcharges) : ""),
            ("not answered", Words.Count(report.Unanswered)),
            ("refused", Words.Count(report.Refused)),
            ("going on", report.Open > 0 ? Words.Count(report.Open) : ""),
            ("connected", Words.Duration(report.Total.Connected)),
            ("charged", report.Total.Charge.ToString())
        );
        output.WriteLine();
    }

    private static void WriteSums(
        TextWriter output,
        string heading,
        IReadOnlyList<UsageGroup> groups
    )
    {
        if (groups.Count == 0)
        {
            return;
        }
        var table = new TextTable(heading, ">CALLS", ">DURATION", ">BILLED", ">COST");
        foreach (var (name, sum) in groups)
        {
            table.Add(
                name.Length > 0 ? name : "(none)",
                Words.Count(sum.Calls),
                Words.Duration(sum.Connected),
                Words.Duration(TimeSpan.FromSeconds(sum.BilledSeconds)),
                sum.Charge.ToDecimalString()
            );
        }
        output.WriteLine();
        table.Write(output);
    }
}
