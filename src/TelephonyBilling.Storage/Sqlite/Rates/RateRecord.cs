using System.Diagnostics;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>rate</c>.</summary>
internal static class RateRecord
{
    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    internal const string Columns = """
        service, prefix, origin, effective_from, line, destination, connection_fee_micros, per_minute_micros,
        initial_seconds, subsequent_seconds, is_free, is_blocked, block_reason
        """;

    /// <summary>Writes a row into a set of rates.</summary>
    internal static void Insert(Statement insert, long set, RateRow row)
    {
        var rate = row.Rate;
        insert
            .Bind(1, set)
            .Bind(2, rate.Service.ToName())
            .Bind(3, rate.Prefix.ToString())
            .Bind(4, rate.Origin)
            .Bind(5, rate.EffectiveFrom is { } from ? Instant.ToStored(from) : Instant.Ever)
            .Bind(6, row.Line)
            .Bind(7, rate.Destination)
            .Bind(8, rate.ConnectionFee.Micros)
            .Bind(9, rate.PerMinute.Micros)
            .Bind(10, rate.Increments.InitialSeconds)
            .Bind(11, rate.Increments.SubsequentSeconds)
            .Bind(12, rate.IsFree)
            .Bind(13, rate.IsBlocked)
            .Bind(14, rate.BlockReason)
            .Run();
    }

    /// <summary>Reads the row that the statement stands on.</summary>
    /// <param name="row">A query of <see cref="Columns"/>.</param>
    /// <param name="currency">The deck's.</param>
    /// <param name="texts">Makes equal texts one: a deck has few destinations and many prefixes.</param>
    internal static RateRow Read(Statement row, Currency currency, Dictionary<string, string> texts)
    {
        var effectiveFrom = row.Int64(3);
        return new RateRow(
            (int)row.Int64(4),
            new Rate
            {
                Service = ServiceNames.Parse(row.Text(0)),
                Prefix = NumberPrefix.Parse(row.Text(1)),
                Origin = Shared(row.Text(2), texts),
                EffectiveFrom =
                    effectiveFrom == Instant.Ever ? null : Instant.FromStored(effectiveFrom),
                Destination = Shared(row.Text(5), texts),
                Price = new CallPrice(
                    new Money(row.Int64(6), currency),
                    new Money(row.Int64(7), currency),
                    new BillingIncrements((int)row.Int64(8), (int)row.Int64(9))
                ),
                IsFree = row.Int64(10) != 0,
                IsBlocked = row.Int64(11) != 0,
                BlockReason = Shared(row.Text(12), texts),
            }
        );
    }

    private static string Shared(string text, Dictionary<string, string> texts)
    {
        Debug.Assert(text is not null, "the columns are NOT NULL");
        if (texts.TryGetValue(text, out var known))
        {
            return known;
        }
        texts.Add(text, text);
        return text;
    }
}
