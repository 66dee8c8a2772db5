using Dapper;
using TelephonyBilling.Engine.Events;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Events in SQLite.</summary>
internal sealed class SqliteEventStore(StoreGateway gateway) : IEventStore
{
    public Task<IReadOnlyList<EventRecord>> ListAsync(
        EventFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Limit, nameof(filter));
        const string sql = """
            SELECT e.id, e.at, a.id AS account, e.kind, e.subject, e.detail, e.call
            FROM event e LEFT JOIN account a ON a.key = e.account
            WHERE (@Account IS NULL OR a.id = @Account) AND (@Kind IS NULL OR e.kind = @Kind)
              AND (@Since IS NULL OR e.at >= @Since)
            ORDER BY e.id DESC LIMIT @Limit
            """;
        var parameters = new
        {
            Account = filter.Account?.ToLowerInvariant(),
            filter.Kind,
            Since = filter.Since is { } since ? Instant.ToStored(since) : (long?)null,
            filter.Limit,
        };
        return gateway.ReadAsync<IReadOnlyList<EventRecord>>(
            connection =>
                [
                    .. connection
                        .Query<EventRow>(sql, parameters)
                        .Select(row => new EventRecord(
                            row.Id,
                            Instant.FromStored(row.At),
                            row.Account,
                            row.Kind,
                            row.Subject,
                            row.Detail,
                            row.Call
                        )),
                ],
            cancellationToken
        );
    }

    private sealed class EventRow
    {
        public long Id { get; init; }
        public long At { get; init; }
        public string? Account { get; init; }
        public required string Kind { get; init; }
        public required string Subject { get; init; }
        public required string Detail { get; init; }
        public string? Call { get; init; }
    }
}
