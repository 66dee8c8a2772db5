using System.Globalization;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Rentals;

/// <summary>Charges the rents that are due: the work of the job <c>number-rental</c>.</summary>
public sealed partial class RentCollector(
    IRentalStore rentals,
    DaemonClock clock,
    ILogger<RentCollector> logger
)
{
    /// <summary>A job that was away for longer than this many months leaves the rest to its next run.</summary>
    private const int MonthsAtOnce = 24;

    /// <summary>Charges what is due.</summary>
    /// <returns>A few words on what was done.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var charged = 0;
        var suspended = 0;
        var still = 0;
        foreach (var number in await rentals.DueAsync(clock.UtcNow, cancellationToken))
        {
            // A month at a time, so that months which nobody charged while the daemon was away are charged too.
            for (var month = 0; month < MonthsAtOnce; month++)
            {
                var outcome = await rentals.ChargeAsync(number, clock.UtcNow, cancellationToken);
                if (outcome == RentCharge.Charged)
                {
                    charged++;
                    LogCharged(number.ToString());
                    continue;
                }
                if (outcome == RentCharge.Suspended)
                {
                    suspended++;
                    LogSuspended(number.ToString());
                }
                still += outcome == RentCharge.StillSuspended ? 1 : 0;
                break;
            }
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{charged} months charged, {suspended} numbers suspended, {still} still unpaid"
        );
    }

    [LoggerMessage(731, LogLevel.Information, "number rent charged number={Number}")]
    private partial void LogCharged(string number);

    [LoggerMessage(
        732,
        LogLevel.Warning,
        "number suspended, its rent can't be paid number={Number}"
    )]
    private partial void LogSuspended(string number);
}
