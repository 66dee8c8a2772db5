namespace TelephonyBilling.Engine;

/// <summary>The store can't be read or written: locked for too long, full, broken or gone. Nothing was half done.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);
