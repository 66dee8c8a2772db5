using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Keeps an attempt that the gate refused: a call that begins and ends at once, without money.</summary>
internal sealed class CallRefusal
{
    private readonly RefusedCall call;

    internal CallRefusal(RefusedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        StoredArgument.Required(call.Id.Value, "call's id");
        StoredArgument.Required(call.Pbx, "switch's name");
        StoredArgument.Text(call.Owner, "owner channel");
        StoredArgument.Required(call.Reason, "reason");
        StoredParties.Check(call.Parties);
        this.call = call;
    }

    internal bool Run(WriterSession session)
    {
        const string sql = """
            INSERT INTO call
                (id, pbx, owner, owner_is_trunk, account, service, from_party, to_party, dialled, destination,
                 number, extension, member, department, state, authorised_at, ended_at, end_reason, parent)
            VALUES (?1, ?2, ?3, 0, (SELECT key FROM account WHERE id = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                    'refused', ?14, ?14, ?15, ?16)
            ON CONFLICT (id) DO NOTHING
            """;
        session
            .Prepare(sql)
            .Bind(1, call.Id.Value)
            .Bind(2, call.Pbx)
            .Bind(3, call.Owner)
            .Bind(4, call.Parties.Account)
            .Bind(5, call.Parties)
            .Bind(14, Instant.ToStored(call.At))
            .Bind(15, call.Reason)
            .Bind(16, call.Parent?.Value)
            .Run();
        var isNew = session.Changes == 1;
        if (isNew && call.Limit is { } limit)
        {
            new LimitNotice(limit, call.Id, call.Parties.To, call.At).Write(
                session,
                call.Parties.Account,
                "refused"
            );
        }
        return isNew;
    }
}
