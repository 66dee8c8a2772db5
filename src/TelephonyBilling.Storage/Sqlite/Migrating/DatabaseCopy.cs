using Dapper;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Copies a database while it is in use: the copy is of one moment, and compact.</summary>
internal static class DatabaseCopy
{
    /// <summary>Makes a copy, for its owner alone.</summary>
    /// <param name="database">What is copied.</param>
    /// <param name="path">A file that does not exist.</param>
    internal static void Make(SqliteDatabase database, string path)
    {
        // VACUUM INTO takes an empty file that exists: so it is private from its first byte.
        SqliteDatabase.CreatePrivateFile(path);
        using var reader = database.OpenReader();
        // VACUUM counts as a write, though it writes elsewhere.
        SqliteDatabase.Set(reader, "query_only", "OFF");
        reader.Execute("VACUUM INTO @path", new { path });
    }
}
