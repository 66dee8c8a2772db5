using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Rates of exchange in SQLite.</summary>
internal sealed class SqliteExchangeRateStore(StoreGateway gateway) : IExchangeRateStore
{
    public Task AddAsync(
        IReadOnlyList<DatedExchangeRate> rates,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(rates);
        const string sql = """
            INSERT INTO exchange_rate (from_currency, to_currency, effective_from, trillionths)
            VALUES (@From, @To, @EffectiveFrom, @Trillionths)
            ON CONFLICT (from_currency, to_currency, effective_from) DO UPDATE SET trillionths = excluded.trillionths
            """;
        var rows = rates
            .Select(dated => new
            {
                From = dated.Rate.From.Code,
                To = dated.Rate.To.Code,
                EffectiveFrom = Instant.ToStored(dated.EffectiveFrom),
                dated.Rate.Trillionths,
            })
            .ToList();
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, rows),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<DatedExchangeRate>> ListAsync(CancellationToken cancellationToken) =>
        gateway.ReadAsync(All, cancellationToken);

    /// <summary>All rates by currencies and beginning.</summary>
    internal static IReadOnlyList<DatedExchangeRate> All(SqliteConnection connection)
    {
        const string sql = """
            SELECT from_currency, to_currency, effective_from, trillionths FROM exchange_rate
            ORDER BY from_currency, to_currency, effective_from
            """;
        return
        [
            .. connection
                .Query<(string From, string To, long EffectiveFrom, long Trillionths)>(sql)
                .Select(row => new DatedExchangeRate(
                    new ExchangeRate(
                        Currency.Parse(row.From),
                        Currency.Parse(row.To),
                        row.Trillionths
                    ),
                    Instant.FromStored(row.EffectiveFrom)
                )),
        ];
    }
}
