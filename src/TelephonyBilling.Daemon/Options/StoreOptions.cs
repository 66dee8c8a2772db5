namespace TelephonyBilling.Daemon.Options;

/// <summary>The database: section <c>Store</c>.</summary>
public sealed record StoreOptions
{
    /// <summary>The SQLite file; its folder must exist. Default <c>/var/lib/telephony-billing/telephony-billing.db</c>.</summary>
    public string Path { get; init; } = "/var/lib/telephony-billing/telephony-billing.db";
}
