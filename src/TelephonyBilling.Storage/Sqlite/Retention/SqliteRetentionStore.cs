using Dapper;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Retention;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Masks numbers in SQLite, in the order of the rows' keys, from where it came to the last time.</summary>
/// <remarks>
/// It stops at the first row that is too young, or that is not over: so nothing that is open is passed over and then
/// forgotten.
/// </remarks>
internal sealed class SqliteRetentionStore(StoreGateway gateway) : IRetentionStore
{
    public Task<MaskedRecords> MaskCallsAsync(
        DateTimeOffset before,
        int most,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        return gateway.WriteAsync(
            session =>
            {
                var due = new Due(Instant.ToStored(before), most);
                return new MaskedRecords(MaskCalls(session, due), MaskEvents(session, due), 0);
            },
            cancellationToken
        );
    }

    public Task<MaskedRecords> MaskMailsAsync(
        DateTimeOffset before,
        int most,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        return gateway.WriteAsync(
            session => new MaskedRecords(
                0,
                0,
                MaskMails(session, new Due(Instant.ToStored(before), most))
            ),
            cancellationToken
        );
    }

    private static int MaskCalls(WriterSession session, Due due)
    {
        const string read = """
            SELECT key, ended_at IS NOT NULL AND authorised_at < @Before AS isDue,
                   owner, from_party AS fromParty, to_party AS toParty, dialled
            FROM call WHERE key > (SELECT up_to FROM retention_mark WHERE subject = 'call') ORDER BY key LIMIT @Most
            """;
        const string write = """
            UPDATE call SET owner = @owner, from_party = @fromParty, to_party = @toParty, dialled = @dialled, masked = 1
            WHERE key = @Key
            """;
        return Mask(
            session,
            "call",
            session
                .Connection.Query<CallTexts>(read, due)
                .TakeWhile(call => call.IsDue)
                .Select(call => new Masked(call.Key, write, call.Mask()))
        );
    }

    private static int MaskEvents(WriterSession session, Due due)
    {
        const string read = """
            SELECT id AS key, at < @Before AS isDue, detail AS text
            FROM event WHERE id > (SELECT up_to FROM retention_mark WHERE subject = 'event') ORDER BY id LIMIT @Most
            """;
        const string write = "UPDATE event SET detail = @text WHERE id = @Key";
        return Mask(
            session,
            "event",
            session
                .Connection.Query<RowText>(read, due)
                .TakeWhile(row => row.IsDue)
                .Select(row => new Masked(
                    row.Key,
                    write,
                    new { row.Key, text = NumberMask.Apply(row.Text) }
                ))
        );
    }

    private static int MaskMails(WriterSession session, Due due)
    {
        const string read = """
            SELECT id AS key, state <> 'waiting' AND created_at < @Before AS isDue, data AS text
            FROM outbox WHERE id > (SELECT up_to FROM retention_mark WHERE subject = 'outbox') ORDER BY id LIMIT @Most
            """;
        const string write = "UPDATE outbox SET data = @text WHERE id = @Key";
        return Mask(
            session,
            "outbox",
            session
                .Connection.Query<RowText>(read, due)
                .TakeWhile(row => row.IsDue)
                .Select(row => new Masked(
                    row.Key,
                    write,
                    new { row.Key, text = MaskedJson.Of(row.Text) }
                ))
        );
    }

    private static int Mask(WriterSession session, string subject, IEnumerable<Masked> rows)
    {
        var all = rows.ToList();
        foreach (var row in all)
        {
            session.Connection.Execute(row.Sql, row.Arguments);
        }
        if (all.Count > 0)
        {
            session.Connection.Execute(
                "UPDATE retention_mark SET up_to = @Key WHERE subject = @subject",
                new { all[^1].Key, subject }
            );
        }
        return all.Count;
    }

    private sealed record Due(long Before, int Most);

    private sealed record Masked(long Key, string Sql, object Arguments);

    private sealed class RowText
    {
        public long Key { get; init; }

        public bool IsDue { get; init; }

        public string Text { get; init; } = "";
    }

    private sealed class CallTexts
    {
        public long Key { get; init; }

        public bool IsDue { get; init; }

        public string Owner { get; init; } = "";

        public string FromParty { get; init; } = "";

        public string ToParty { get; init; } = "";

        public string Dialled { get; init; } = "";

        internal object Mask() =>
            new
            {
                Key,
                owner = NumberMask.Apply(Owner),
                fromParty = NumberMask.Apply(FromParty),
                toParty = NumberMask.Apply(ToParty),
                dialled = NumberMask.Apply(Dialled),
            };
    }
}
