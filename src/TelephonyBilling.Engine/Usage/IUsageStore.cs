using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Usage;

/// <summary>Reads what an account used.</summary>
public interface IUsageStore
{
    /// <summary>
    /// Reads an account's calls of a span of time, refused ones too, in the order in which the gate was asked, one after
    /// another, so that a month of millions needs no more memory than a day.
    /// </summary>
    /// <param name="account">The account's id.</param>
    /// <param name="from">The gate was asked at this instant or later.</param>
    /// <param name="until">The gate was asked before this instant.</param>
    /// <param name="read">
    /// Gets the calls. It may go through them several times, and finds the same ones each time: all is of one moment. They
    /// can't be gone through any more once it has returned.
    /// </param>
    /// <param name="cancellationToken">Ends it between two calls.</param>
    Task ReadAsync(
        string account,
        DateTimeOffset from,
        DateTimeOffset until,
        Action<IEnumerable<CallRecord>> read,
        CancellationToken cancellationToken
    );
}
