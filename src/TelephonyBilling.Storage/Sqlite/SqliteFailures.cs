using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine;
using static SQLitePCL.raw;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Tells failures of the surroundings from failures of a request. See sqlite.org/rescode.html.</summary>
internal static class SqliteFailures
{
    /// <summary>Whether the database could not be used at all, whatever was asked of it.</summary>
    internal static bool IsUnavailable(SqliteException exception) =>
        exception.SqliteErrorCode
            is SQLITE_BUSY
                or SQLITE_LOCKED
                or SQLITE_NOMEM
                or SQLITE_READONLY
                or SQLITE_INTERRUPT
                or SQLITE_IOERR
                or SQLITE_CORRUPT
                or SQLITE_FULL
                or SQLITE_CANTOPEN
                or SQLITE_PROTOCOL
                or SQLITE_NOTADB;

    /// <summary>Whether the connection is as good as before: another one would fare no better.</summary>
    internal static bool ConnectionIsSound(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_BUSY or SQLITE_FULL;

    internal static StoreUnavailableException Unavailable(string path, SqliteException exception) =>
        new(
            $"The database {path} can't be used: {exception.Message} {Advice(exception)}",
            exception
        );

    internal static StoreUnavailableException Gone(string path) =>
        new(
            $"The database {path} is gone. Put it back, or restore a backup, and start the program again."
        );

    /// <summary>What a constraint or trigger refused is a defect of the request, not of the surroundings.</summary>
    internal static InvalidOperationException Refused(SqliteException exception) =>
        new(
            $"The database refused a write that would break its rules: {exception.Message}",
            exception
        );

    private static string Advice(SqliteException exception) =>
        exception.SqliteErrorCode switch
        {
            SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL =>
                "Another process holds its lock: see which one has the file open (fuser, lsof).",
            SQLITE_FULL => "Make room on its disk, or raise the limit of its size.",
            SQLITE_READONLY or SQLITE_CANTOPEN =>
                "Check owner and mode of the file, of its folder, and the mount.",
            SQLITE_CORRUPT or SQLITE_NOTADB =>
                "The file is damaged: stop the program and restore a backup.",
            _ => "Check its disk and the system's log.",
        };
}
