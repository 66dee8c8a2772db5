using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.PastCalls;

/// <summary>Asterisk's own <c>cdr-csv/Master.csv</c>: no first line that names columns, no price, times in whole seconds.</summary>
/// <remarks>The columns are those of <c>build_csv_record</c> in <c>cdr/cdr_csv.c</c>; what options add comes behind them.</remarks>
internal sealed class AsteriskCdrLayout : IPastCallLayout
{
    private const int Source = 1;
    private const int Destination = 2;
    private const int BillSec = 13;
    private const int Disposition = 14;
    private const int Least = Disposition + 1;

    public bool HasHeader => false;

    public void ReadHeader(string[] names) { }

    public PastRow Read(int line, string[] fields)
    {
        if (fields.Length < Least)
        {
            return new PastRow.Unreadable(
                line,
                $"{fields.Length} fields found, and Asterisk writes at least {Least}."
            );
        }
        if (!PastCallText.TryParseSeconds(fields[BillSec], out var connected))
        {
            return new PastRow.Unreadable(
                line,
                $"The billable seconds, field {BillSec + 1}, are '{fields[BillSec]}': expected a whole number."
            );
        }
        return fields[Disposition] == "ANSWERED"
            ? new PastRow.Call(
                new PastCall(
                    line,
                    fields[Source],
                    fields[Source],
                    fields[Destination],
                    Service: null,
                    connected,
                    Charged: null
                )
            )
            : new PastRow.NotAnswered();
    }
}
