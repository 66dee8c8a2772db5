using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Has people told that an account is low: when it falls, and, in case nobody noticed or it was too early, when swept.</summary>
public sealed class BalanceWatch(
    INoticeThresholdStore thresholds,
    DaemonClock clock,
    ILogger<BalanceWatch> logger
)
{
    /// <summary>Looks at an account that fell. Never fails: the next sweep comes back to it.</summary>
    /// <returns>Whether a mail was queued.</returns>
    public async Task<bool> LookAsync(string account, CancellationToken cancellationToken)
    {
        try
        {
            if (await thresholds.TellAsync(account, clock.UtcNow, cancellationToken) is not { } low)
            {
                return false;
            }
            NoticeLog.Low(logger, account, low.Available, low.Below);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            NoticeLog.LookBroke(logger, account, e);
            return false;
        }
    }

    /// <summary>Looks at every account that has to be told.</summary>
    /// <returns>How many mails were queued.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var looks = await SideBySide.DoAsync(
            await thresholds.DueAsync(clock.UtcNow, cancellationToken),
            account => LookAsync(account, cancellationToken),
            cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        return looks.Count(wasTold => wasTold);
    }
}
