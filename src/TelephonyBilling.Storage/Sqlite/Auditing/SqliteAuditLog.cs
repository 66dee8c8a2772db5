using Dapper;
using TelephonyBilling.Engine.Auditing;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The audit log in SQLite, which triggers write.</summary>
internal sealed class SqliteAuditLog(StoreGateway gateway) : IAuditLog
{
    public Task<IReadOnlyList<AuditEntry>> ListAsync(
        AuditFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Limit, nameof(filter));
        // '0' is the character behind '/': all that begins with the subject and a slash lies between the two.
        const string ofSubject = """
            (l.subject = @Subject OR (l.subject > @Subject || '/' AND l.subject < @Subject || '0'))
            """;
        // Of an entry of the ledger the log keeps the number, and the entry, which never changes, says the rest.
        var sql = $"""
            SELECT l.id, l.at, l.actor, l.action, l.subject, l.before,
                   CASE WHEN e.id IS NULL THEN l.after
                        ELSE json_set(l.after, '$.cause', e.cause, '$.note', e.note) END AS after
            FROM audit_log l LEFT JOIN ledger_entry e
                ON l.action IN ('top-up posted', 'adjustment posted', 'refund posted') AND e.id = l.after ->> 'entry'
            WHERE {(filter.Subject is null ? "true" : ofSubject)}
              AND (@Actor IS NULL OR l.actor = @Actor)
              AND (@Since IS NULL OR l.at >= @Since)
            ORDER BY l.id DESC
            LIMIT @Limit
            """;
        var parameters = new
        {
            filter.Subject,
            filter.Actor,
            Since = filter.Since is { } since ? Instant.ToStored(since) : (long?)null,
            filter.Limit,
        };
        return gateway.ReadAsync<IReadOnlyList<AuditEntry>>(
            connection =>
                [.. connection.Query<AuditRow>(sql, parameters).Select(row => row.ToEntry())],
            cancellationToken
        );
    }

    private sealed class AuditRow
    {
        public long Id { get; init; }
        public long At { get; init; }
        public required string Actor { get; init; }
        public required string Action { get; init; }
        public required string Subject { get; init; }
        public string? Before { get; init; }
        public string? After { get; init; }

        internal AuditEntry ToEntry() =>
            new(
                Id,
                Instant.FromStored(At),
                Actor,
                Action,
                Subject,
                AuditFields.Read(Before, After)
            );
    }
}
