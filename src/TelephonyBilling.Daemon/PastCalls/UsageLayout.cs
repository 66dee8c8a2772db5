using TelephonyBilling.Daemon.Cli.Usage;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.PastCalls;

/// <summary>What <c>usage --csv</c> writes; of its columns, in any order, only a few are needed.</summary>
/// <param name="currency">Of charges in a file that names no currency.</param>
internal sealed class UsageLayout(Currency currency) : IPastCallLayout
{
    private Dictionary<string, int> columns = [];

    public bool HasHeader => true;

    public void ReadHeader(string[] names)
    {
        columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            columns.TryAdd(names[i].Trim(), i);
        }
        foreach (var needed in (string[])[UsageColumns.To, UsageColumns.ConnectedSeconds])
        {
            if (!columns.ContainsKey(needed))
            {
                throw new FormatException(
                    $"its first line does not name the column {needed}: expected a file as usage --csv writes it, with at least {UsageColumns.To} and {UsageColumns.ConnectedSeconds}; for Asterisk's Master.csv add --layout asterisk-cdr"
                );
            }
        }
    }

    public PastRow Read(int line, string[] fields)
    {
        var outcome = Of(fields, UsageColumns.Outcome);
        if (outcome.Length > 0 && outcome != "answered")
        {
            return new PastRow.NotAnswered();
        }
        var seconds = Of(fields, UsageColumns.ConnectedSeconds);
        if (!PastCallText.TryParseSeconds(seconds, out var connected))
        {
            return new PastRow.Unreadable(
                line,
                $"{UsageColumns.ConnectedSeconds} is '{seconds}': expected a number such as 63.2."
            );
        }
        var name = Of(fields, UsageColumns.Service);
        Service? service = null;
        if (name.Length > 0)
        {
            if (!ServiceNames.TryParse(name, out var known))
            {
                return new PastRow.Unreadable(line, $"There is no service '{name}'.");
            }
            service = known;
        }
        if (!TryCharge(fields, out var charged))
        {
            return new PastRow.Unreadable(
                line,
                $"{UsageColumns.Charge} is '{Of(fields, UsageColumns.Charge)} {Of(fields, UsageColumns.Currency)}': expected an amount such as 9.94 and a currency such as USD."
            );
        }
        return new PastRow.Call(
            new PastCall(
                line,
                Of(fields, UsageColumns.From),
                Of(fields, UsageColumns.Number),
                Of(fields, UsageColumns.To),
                service,
                connected,
                charged
            )
        );
    }

    private bool TryCharge(string[] fields, out Money? charged)
    {
        charged = null;
        var text = Of(fields, UsageColumns.Charge);
        if (text.Length == 0)
        {
            return true;
        }
        var unit = currency;
        var code = Of(fields, UsageColumns.Currency);
        if (
            (code.Length > 0 && !Currency.TryParse(code, out unit))
            || !Money.TryParse(text, unit, out var amount)
        )
        {
            return false;
        }
        charged = amount;
        return true;
    }

    private string Of(string[] fields, string column) =>
        columns.TryGetValue(column, out var index) && index < fields.Length
            ? fields[index].Trim()
            : "";
}
