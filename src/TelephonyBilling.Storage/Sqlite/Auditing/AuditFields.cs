using System.Globalization;
using System.Text.Json;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Auditing;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Reads what the audit log's triggers wrote: the columns of a row as JSON, before and after, in the units of the database.</summary>
internal static class AuditFields
{
    private const string Micros = "_micros";
    private const string Trillionths = "trillionths";

    /// <summary>Columns with instants whose names don't end in <c>_at</c>.</summary>
    private static readonly string[] Instants = ["effective_from", "paid_until", "not_before"];

    /// <summary>Columns of 0 and 1.</summary>
    private static readonly string[] Switches =
    [
        "international",
        "fax",
        "is_trial",
        "needs_card_confirmation",
        "enabled",
        "automatic",
    ];

    internal static IReadOnlyList<AuditField> Read(string? before, string? after)
    {
        var old = Columns(before);
        var young = Columns(after);
        return
        [
            .. old
                .Keys.Union(young.Keys, StringComparer.Ordinal)
                .Select(column => new AuditField(
                    NameOf(column),
                    old.GetValueOrDefault(column),
                    young.GetValueOrDefault(column)
                )),
        ];
    }

    private static Dictionary<string, string?> Columns(string? json)
    {
        var columns = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (json is null)
        {
            return columns;
        }
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            columns[property.Name] = TextOf(property.Name, property.Value);
        }
        return columns;
    }

    private static string? TextOf(string column, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
        }
        var number = value.GetInt64();
        return column switch
        {
            _ when Switches.Contains(column, StringComparer.Ordinal) => number == 0 ? "off" : "on",
            Trillionths => ExchangeRate.Format(number),
            _ when column.EndsWith(Micros, StringComparison.Ordinal) => new Money(
                number,
                default
            ).ToDecimalString(),
            _ when IsInstant(column) => TimeOf(number),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static bool IsInstant(string column) =>
        column.EndsWith("_at", StringComparison.Ordinal)
        || Instants.Contains(column, StringComparer.Ordinal);

    private static string? TimeOf(long stored) =>
        stored == Instant.Ever
            ? null
            : Instant
                .FromStored(stored)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>min_balance_micros</c> is <c>minBalance</c>: the unit is that of the text.</summary>
    private static string NameOf(string column)
    {
        var name =
            column == Trillionths ? "rate"
            : column.EndsWith(Micros, StringComparison.Ordinal) ? column[..^Micros.Length]
            : column;
        var words = name.Split('_');
        return string.Concat(
            words.Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])
        );
    }
}
