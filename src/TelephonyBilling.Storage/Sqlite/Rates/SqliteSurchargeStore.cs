using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Surcharges of plans in SQLite.</summary>
internal sealed class SqliteSurchargeStore(StoreGateway gateway) : ISurchargeStore
{
    public Task<bool> SetAsync(SurchargeRate rate, CancellationToken cancellationToken)
    {
        var row = Row.Of(rate);
        const string sql = """
            INSERT INTO surcharge_rate
                (plan, feature, currency, connection_fee_micros, per_minute_micros, initial_seconds, subsequent_seconds)
            SELECT key, @Feature, @Currency, @ConnectionFeeMicros, @PerMinuteMicros, @InitialSeconds, @SubsequentSeconds
            FROM plan WHERE name = @Plan
            ON CONFLICT (plan, feature) DO UPDATE
            SET currency = excluded.currency, connection_fee_micros = excluded.connection_fee_micros,
                per_minute_micros = excluded.per_minute_micros, initial_seconds = excluded.initial_seconds,
                subsequent_seconds = excluded.subsequent_seconds
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, row) == 1,
            cancellationToken
        );
    }

    public Task<bool> RemoveAsync(
        string plan,
        CallFeature feature,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            DELETE FROM surcharge_rate
            WHERE plan = (SELECT key FROM plan WHERE name = @plan) AND feature = @feature
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, new { plan, feature = feature.Name }) == 1,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<SurchargeRate>> ListAsync(
        string? plan,
        CancellationToken cancellationToken
    ) =>
        gateway.ReadAsync<IReadOnlyList<SurchargeRate>>(
            connection => [.. All(connection).Where(rate => plan is null || rate.Plan == plan)],
            cancellationToken
        );

    /// <summary>All of them by plan and feature; there are few.</summary>
    internal static IEnumerable<SurchargeRate> All(SqliteConnection connection)
    {
        const string sql = """
            SELECT p.name AS plan, s.feature, s.currency, s.connection_fee_micros, s.per_minute_micros,
                   s.initial_seconds, s.subsequent_seconds
            FROM surcharge_rate s JOIN plan p ON p.key = s.plan
            ORDER BY p.name, s.feature
            """;
        return connection.Query<Row>(sql).Select(row => row.ToRate());
    }

    private sealed class Row
    {
        public required string Plan { get; init; }
        public required string Feature { get; init; }
        public required string Currency { get; init; }
        public long ConnectionFeeMicros { get; init; }
        public long PerMinuteMicros { get; init; }
        public int InitialSeconds { get; init; }
        public int SubsequentSeconds { get; init; }

        internal static Row Of(SurchargeRate rate)
        {
            ArgumentNullException.ThrowIfNull(rate);
            return new Row
            {
                Plan = StoredArgument.Name(rate.Plan, "plan"),
                Feature = StoredArgument.Required(rate.Feature.Name, "feature"),
                Currency = rate.Price.Currency.Code,
                ConnectionFeeMicros = rate.Price.ConnectionFee.Micros,
                PerMinuteMicros = rate.Price.PerMinute.Micros,
                InitialSeconds = rate.Price.Increments.InitialSeconds,
                SubsequentSeconds = rate.Price.Increments.SubsequentSeconds,
            };
        }

        internal SurchargeRate ToRate()
        {
            var unit = Domain.Monetary.Currency.Parse(Currency);
            return new SurchargeRate(
                Plan,
                CallFeature.Parse(Feature),
                new CallPrice(
                    new Money(ConnectionFeeMicros, unit),
                    new Money(PerMinuteMicros, unit),
                    new BillingIncrements(InitialSeconds, SubsequentSeconds)
                )
            );
        }
    }
}
