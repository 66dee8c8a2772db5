namespace TelephonyBilling.Storage;

/// <summary>Whether the store takes writes, and since when it doesn't. Safe for all threads.</summary>
public sealed class StoreHealth
{
    private volatile Trouble? current;

    /// <summary>What is wrong now; null while the last write succeeded.</summary>
    public Trouble? Current => current;

    internal bool Report(string error, DateTimeOffset at)
    {
        var first = current is null;
        current = new Trouble(error, current?.Since ?? at, at);
        return first;
    }

    /// <summary>Takes note of a write that succeeded.</summary>
    /// <returns>The trouble that is over now; null if there was none.</returns>
    internal Trouble? Recover()
    {
        var was = current;
        if (was is not null)
        {
            current = null;
        }
        return was;
    }

    /// <summary>Writes that fail.</summary>
    /// <param name="Error">What the database said last, and what to do.</param>
    /// <param name="Since">When the first of them failed, UTC.</param>
    /// <param name="Last">When the last of them failed, UTC.</param>
    public sealed record Trouble(string Error, DateTimeOffset Since, DateTimeOffset Last);
}
