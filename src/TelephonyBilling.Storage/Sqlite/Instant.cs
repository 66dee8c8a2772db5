namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Instants as they are stored: units of 100 ns since 1970-01-01 UTC, so that none is rounded on its way.</summary>
internal static class Instant
{
    /// <summary>What stands for "since ever" where a column allows no null: the year 1.</summary>
    internal static readonly long Ever = ToStored(DateTimeOffset.MinValue);

    internal static long ToStored(DateTimeOffset instant) =>
        instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    internal static DateTimeOffset FromStored(long stored) =>
        new(stored + DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.Zero);

    internal static DateTimeOffset? FromStored(long? stored) =>
        stored is { } value ? FromStored(value) : null;
}
