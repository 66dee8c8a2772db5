using TelephonyBilling.Domain.Numbering;
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
        Check(call.Parties);
        this.call = call;
    }

    /// <summary>Checks the texts that say who calls whom; much of it comes from the dialplan, and from phones.</summary>
    internal static void Check(CallParties parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        StoredArgument.Text(parties.Account, "account");
        StoredArgument.Text(parties.From, "calling party");
        StoredArgument.Text(parties.To, "called party");
        StoredArgument.Text(parties.Dialled, "dialled text");
        StoredArgument.Text(parties.Destination, "destination");
        StoredArgument.Optional(parties.Number, "number");
        StoredArgument.Optional(parties.Extension, "extension");
        StoredArgument.Optional(parties.Member, "member");
        StoredArgument.Optional(parties.Department, "department");
    }

    internal bool Run(WriterSession session)
    {
        const string sql = """
            INSERT INTO call
                (id, pbx, owner, owner_is_trunk, account, service, from_party, to_party, dialled, destination,
                 number, extension, member, department, state, authorised_at, ended_at, end_reason)
            VALUES (?1, ?2, ?3, 0, (SELECT key FROM account WHERE id = ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                    'refused', ?14, ?14, ?15)
            ON CONFLICT (id) DO NOTHING
            """;
        var parties = call.Parties;
        session
            .Prepare(sql)
            .Bind(1, call.Id.Value)
            .Bind(2, call.Pbx)
            .Bind(3, call.Owner)
            .Bind(4, parties.Account)
            .Bind(5, parties.Service.ToName())
            .Bind(6, parties.From)
            .Bind(7, parties.To)
            .Bind(8, parties.Dialled)
            .Bind(9, parties.Destination)
            .Bind(10, parties.Number)
            .Bind(11, parties.Extension)
            .Bind(12, parties.Member)
            .Bind(13, parties.Department)
            .Bind(14, Instant.ToStored(call.At))
            .Bind(15, call.Reason)
            .Run();
        return session.Changes == 1;
    }
}
