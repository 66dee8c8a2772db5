namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Signs what a write changes, so that the audit log's triggers know who it was.</summary>
internal static class ChangeAuthor
{
    /// <summary>Runs a write under an author's name, within the transaction that is open.</summary>
    internal static T Sign<T>(
        WriterSession session,
        string author,
        DateTimeOffset at,
        Func<WriterSession, T> write
    )
    {
        const string sign = "UPDATE audit_context SET actor = ?1, at = ?2";
        const string clear = "UPDATE audit_context SET actor = NULL, at = NULL";
        session.Prepare(sign).Bind(1, author).Bind(2, Instant.ToStored(at)).Run();
        // Where the write throws, the transaction is undone, and the name with it.
        var result = write(session);
        session.Prepare(clear).Run();
        return result;
    }
}
