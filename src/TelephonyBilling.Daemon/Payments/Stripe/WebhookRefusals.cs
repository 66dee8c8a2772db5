using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>
/// Logs requests that were refused, one in a minute, with how many there were: whoever finds the address must not be able to
/// fill the log.
/// </summary>
internal sealed class WebhookRefusals(DaemonClock clock, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private TimeSpan? last;
    private int since;

    internal void Note(string why)
    {
        int count;
        lock (gate)
        {
            since++;
            if (last is { } then && clock.Now - then < Interval)
            {
                return;
            }
            (count, since, last) = (since, 0, clock.Now);
        }
        WebhookLog.Refused(logger, why, count);
    }
}
