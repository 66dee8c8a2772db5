using Dapper;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Takes a number away, unless something uses it. The write lock is held, so what is read here stays so.</summary>
internal sealed class NumberRemoval(E164Number number)
{
    internal RemoveOutcome Run(WriterSession session)
    {
        const string find = "SELECT account FROM number WHERE digits = @digits";
        const string call =
            "SELECT 1 FROM call WHERE account = @account AND number = @digits AND ended_at IS NULL LIMIT 1";
        const string extension =
            "SELECT 1 FROM extension WHERE default_number = @digits AND account = @account LIMIT 1";
        const string limits =
            "DELETE FROM usage_limit WHERE scope = 'number' AND subject = @digits";
        const string remove = "DELETE FROM number WHERE digits = @digits";
        var (connection, digits) = (session.Connection, number.Digits);
        if (connection.ExecuteScalar<long?>(find, new { digits }) is not { } account)
        {
            return RemoveOutcome.Unknown;
        }
        if (connection.ExecuteScalar<long?>(call, new { digits, account }) is not null)
        {
            return RemoveOutcome.HasOpenCall;
        }
        if (connection.ExecuteScalar<long?>(extension, new { digits, account }) is not null)
        {
            return RemoveOutcome.HasExtension;
        }
        connection.Execute(limits, new { digits });
        connection.Execute(remove, new { digits });
        return RemoveOutcome.Removed;
    }
}
