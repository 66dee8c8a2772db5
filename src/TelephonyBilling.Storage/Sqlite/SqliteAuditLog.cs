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
            (subject = @Subject OR (subject > @Subject || '/' AND subject < @Subject || '0'))
            """;
        var sql = $"""
            SELECT id, at, actor, action, subject, before, after
            FROM audit_log
            WHERE {(filter.Subject is null ? "true" : ofSubject)}
              AND (@Actor IS NULL OR actor = @Actor)
              AND (@Since IS NULL OR at >= @Since)
            ORDER BY id DESC
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
