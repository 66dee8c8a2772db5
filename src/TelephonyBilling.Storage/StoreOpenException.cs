namespace TelephonyBilling.Storage;

/// <summary>
/// The database can't be used as it is: its folder is missing, it is not ours, or of a version that this program does not
/// know. Trying again does not help; the message says what does.
/// </summary>
/// <param name="message">What was found, what was expected, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class StoreOpenException(string message, Exception? inner = null)
    : Exception(message, inner);
