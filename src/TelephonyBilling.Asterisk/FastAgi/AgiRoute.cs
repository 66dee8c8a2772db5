namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>A path and who answers it.</summary>
internal sealed record AgiRoute(string Path, AgiHandler Handler);
