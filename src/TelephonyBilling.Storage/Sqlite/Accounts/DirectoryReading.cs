using Dapper;
using Microsoft.Data.Sqlite;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Reads a whole directory.</summary>
/// <param name="reader">Within a transaction, so that all is of one moment.</param>
/// <param name="now">The instant whose rates count.</param>
/// <param name="before">The directory before; its compiled decks are used again where their rates are the same.</param>
internal sealed class DirectoryReading(
    SqliteConnection reader,
    DateTimeOffset now,
    SqliteDirectorySnapshot? before
)
{
    internal SqliteDirectorySnapshot Run(long revision)
    {
        const string accounts = $"SELECT {AccountRow.Columns} FROM account";
        const string numbers =
            $"SELECT {NumberRow.Columns} FROM number n JOIN account a ON a.key = n.account";
        const string extensions = $"""
            SELECT {ExtensionRow.Columns}, nullif(m.department, '') AS member_department
            FROM extension e
            JOIN account a ON a.key = e.account
            LEFT JOIN member m ON m.account = e.account AND m.name = e.member
            """;
        return new SqliteDirectorySnapshot(
            revision,
            new RatesReading(reader, now, set => before?.DeckOf(set, now)).Run(),
            reader.Query<AccountRow>(accounts).Select(row => row.ToAccount()),
            reader.Query<NumberRow>(numbers).Select(row => row.ToNumber()),
            reader.Query<ExtensionRow>(extensions).Select(row => row.ToExtensionOfMember()),
            reader.Query<UsageLimitRow>(UsageLimitRow.Select).Select(row => row.ToLimits())
        );
    }
}
