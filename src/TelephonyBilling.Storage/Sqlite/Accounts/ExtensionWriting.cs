using Dapper;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Adds an extension, or changes one. The write lock is held, so what is read here stays so.</summary>
internal sealed class ExtensionWriting(Extension extension)
{
    private readonly ExtensionRow row = ExtensionRow.Of(extension);

    internal AddOutcome Add(WriterSession session)
    {
        const string find = "SELECT id FROM account WHERE id = @Account";
        const string insert = """
            INSERT INTO extension
                (endpoint, account, account_code, member, department, default_number, international, max_calls, fax)
            SELECT
                @Endpoint, key, @AccountCode, @Member, @Department, @DefaultNumber, @International, @MaxCalls, @Fax
            FROM account
            WHERE id = @Account
            ON CONFLICT DO NOTHING
            """;
        if (session.Connection.ExecuteScalar<string?>(find, row) is not { } account)
        {
            return AddOutcome.UnknownAccount;
        }
        if (!OwnsDefaultNumber(session, account))
        {
            return AddOutcome.UnknownNumber;
        }
        return session.Connection.Execute(insert, row) == 1
            ? AddOutcome.Added
            : AddOutcome.Duplicate;
    }

    internal SetOutcome Set(WriterSession session)
    {
        const string find =
            "SELECT a.id FROM extension e JOIN account a ON a.key = e.account WHERE e.endpoint = @Endpoint";
        const string taken =
            "SELECT 1 FROM extension WHERE account_code = @AccountCode AND endpoint <> @Endpoint";
        const string update = """
            UPDATE extension
            SET account_code = @AccountCode, member = @Member, department = @Department,
                default_number = @DefaultNumber, international = @International, max_calls = @MaxCalls, fax = @Fax
            WHERE endpoint = @Endpoint
            """;
        if (session.Connection.ExecuteScalar<string?>(find, row) is not { } account)
        {
            return SetOutcome.Unknown;
        }
        if (session.Connection.ExecuteScalar<long?>(taken, row) is not null)
        {
            return SetOutcome.Duplicate;
        }
        if (!OwnsDefaultNumber(session, account))
        {
            return SetOutcome.UnknownNumber;
        }
        session.Connection.Execute(update, row);
        return SetOutcome.Done;
    }

    private bool OwnsDefaultNumber(WriterSession session, string account)
    {
        const string sql = """
            SELECT 1 FROM number n JOIN account a ON a.key = n.account
            WHERE n.digits = @DefaultNumber AND a.id = @account
            """;
        return row.DefaultNumber is null
            || session.Connection.ExecuteScalar<long?>(sql, new { row.DefaultNumber, account })
                is not null;
    }
}
