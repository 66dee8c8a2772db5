using System.Globalization;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Jobs;
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
        var rents = await SideBySide.DoAsync(
            await rentals.DueAsync(clock.UtcNow, cancellationToken),
            number => ChargeAsync(number, cancellationToken),
            cancellationToken
        );
        var charged = rents.Sum(rent => rent.Months);
        var suspended = rents.Count(rent => rent.End == RentCharge.Suspended);
        var still = rents.Count(rent => rent.End == RentCharge.StillSuspended);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{charged} months charged, {suspended} numbers suspended, {still} still unpaid"
        );
    }

    /// <summary>A month at a time, so that months which nobody charged while the daemon was away are charged too.</summary>
    private async Task<(int Months, RentCharge End)> ChargeAsync(
        E164Number number,
        CancellationToken cancellationToken
    )
    {
        for (var month = 0; month < MonthsAtOnce; month++)
        {
            var outcome = await rentals.ChargeAsync(number, clock.UtcNow, cancellationToken);
            if (outcome != RentCharge.Charged)
            {
                if (outcome == RentCharge.Suspended)
                {
                    LogSuspended(number.ToString());
                }
                return (month, outcome);
            }
            LogCharged(number.ToString());
        }
        return (MonthsAtOnce, RentCharge.Charged);
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
