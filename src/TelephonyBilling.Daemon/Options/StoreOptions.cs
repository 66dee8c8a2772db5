namespace TelephonyBilling.Daemon.Options;

/// <summary>The database: section <c>Store</c>.</summary>
public sealed record StoreOptions
{
    /// <summary>The SQLite file; its folder must exist. Default <c>/var/lib/telephony-billing/telephony-billing.db</c>.</summary>
    public string Path { get; init; } = "/var/lib/telephony-billing/telephony-billing.db";

    /// <summary>
    /// The name under which this daemon keeps its calls, up to 32 letters, digits, dots, dashes or underscores. Default: none.
    /// Needed only where several daemons share the database and a PBX.
    /// </summary>
    public string Daemon { get; init; } = "";
}
