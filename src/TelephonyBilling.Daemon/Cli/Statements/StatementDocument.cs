using System.Globalization;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Daemon.Cli.Statements;

/// <summary>A month of an account's ledger, ready to be written for people, for a spreadsheet or for a program.</summary>
/// <param name="account">Whose.</param>
/// <param name="month">Which.</param>
/// <param name="span">Its entries.</param>
internal sealed class StatementDocument(Account account, AccountMonth month, StatementSpan span)
{
    private const string OpeningBalance = "opening balance";
    private const string ClosingBalance = "closing balance";

    private readonly AccountTimeZone zone = AccountTimeZone.Of(account);

    /// <summary>The sums of what was written.</summary>
    internal StatementSums Sums { get; } = new(span.Opening);

    /// <summary>Whether opening balance and entries made the closing balance, at each entry too; known once it was written.</summary>
    internal bool AddsUp => Sums.Fault is null && Sums.Balance == span.Closing;

    internal void WriteText(TextWriter output)
    {
        var columns = new TextColumns("TIME", "KIND", "TEXT", ">AMOUNT", ">BALANCE");
        string?[] opening = ["", "", OpeningBalance, "", span.Opening.ToDecimalString()];
        string?[] closing = ["", "", ClosingBalance, "", span.Closing.ToDecimalString()];
        columns.Measure(opening);
        columns.Measure(closing);
        foreach (var line in Added(span.Lines))
        {
            columns.Measure(Row(line));
        }
        output.WriteLine(
            $"Statement of {Words.NameOf(account)} for {Words.Month(month)}, in {account.Currency}. Times are those of {zone.Name}."
        );
        output.WriteLine();
        columns.WriteHeadings(output);
        columns.Write(output, opening);
        foreach (var line in span.Lines)
        {
            columns.Write(output, Row(line));
        }
        columns.Write(output, closing);
        WriteSums(output);
    }

    /// <param name="output">Where to.</param>
    /// <param name="forOperator">With the entry's number, its cause and who did it, which are nothing to the account's people.</param>
    internal void WriteCsv(TextWriter output, bool forOperator = true)
    {
        string[] columns = ["time", "kind", "text", "amount", "balance", "currency"];
        string[] more = forOperator ? ["entry", "cause", "actor"] : [];
        using var csv = new CsvTable(output, [.. columns, .. more]);
        void Add(string?[] row) => csv.Add(row[..(columns.Length + more.Length)]);
        Add(Edge(month.From, OpeningBalance, span.Opening.ToDecimalString()));
        foreach (var line in Added(span.Lines))
        {
            var entry = line.Entry;
            Add([
                Stamp(entry.At),
                Words.Of(entry.Kind),
                CsvTable.Guarded(StatementText.Of(line)),
                entry.Amount.ToDecimalString(),
                entry.BalanceAfter.ToDecimalString(),
                account.Currency.Code,
                Words.Count(entry.Id),
                CsvTable.Guarded(entry.Cause),
                CsvTable.Guarded(entry.Actor),
            ]);
        }
        Add(Edge(month.Until, ClosingBalance, span.Closing.ToDecimalString()));
    }

    internal void WriteJson(TextWriter output) =>
        new JsonStream(output).Write(
            "entries",
            Added(span.Lines).Select(ToShape.Of),
            ShapeContext.Readable.StatementEntryShape,
            () =>
                new StatementShape
                {
                    Account = account.Id,
                    Name = account.Name,
                    Currency = account.Currency.Code,
                    TimeZone = zone.Name,
                    Month = Words.MonthNumber(month),
                    From = month.From.UtcDateTime,
                    Until = month.Until.UtcDateTime,
                    Opening = span.Opening.ToDecimalString(),
                    Closing = span.Closing.ToDecimalString(),
                    AddsUp = AddsUp,
                    ByKind =
                    [
                        .. Sums.ByKind.Select(sum => new KindSumShape
                        {
                            Kind = Words.Of(sum.Kind),
                            Entries = sum.Entries,
                            Amount = sum.Amount.ToDecimalString(),
                        }),
                    ],
                },
            ShapeContext.Readable.StatementShape
        );

    private IEnumerable<StatementLine> Added(IEnumerable<StatementLine> lines)
    {
        foreach (var line in lines)
        {
            Sums.Add(line.Entry);
            yield return line;
        }
    }

    private string?[] Row(StatementLine line) =>
        [
            Words.LocalTime(line.Entry.At, zone),
            Words.Of(line.Entry.Kind),
            StatementText.Of(line),
            line.Entry.Amount.ToDecimalString(),
            line.Entry.BalanceAfter.ToDecimalString(),
        ];

    private string?[] Edge(DateTimeOffset at, string text, string balance) =>
        [Stamp(at), "", text, "", balance, account.Currency.Code, "", "", ""];

    private string Stamp(DateTimeOffset at) =>
        zone.ToLocal(at).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private void WriteSums(TextWriter output)
    {
        if (Sums.ByKind.Count == 0)
        {
            return;
        }
        var table = new TextTable("KIND", ">ENTRIES", ">AMOUNT");
        foreach (var sum in Sums.ByKind)
        {
            table.Add(Words.Of(sum.Kind), Words.Count(sum.Entries), sum.Amount.ToDecimalString());
        }
        output.WriteLine();
        table.Write(output);
    }
}
