namespace TelephonyBilling.Engine.TopUps;

/// <summary>How long a provider whose answer did not come is left alone.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>2 s after the first request, then twice as long each time, up to an hour; longer where the provider says so.</summary>
    internal static TimeSpan After(int attempts, TimeSpan? wanted = null)
    {
        var wait = First;
        for (var i = 1; i < attempts && wait < Longest; i++)
        {
            wait *= 2;
        }
        wait = wait < Longest ? wait : Longest;
        return wanted > wait ? wanted.Value : wait;
    }
}
