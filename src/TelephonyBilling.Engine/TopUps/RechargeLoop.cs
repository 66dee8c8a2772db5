using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>
/// Looks twice a second whether an account fell, whoever made it fall: this daemon, another one, or the command line. So a
/// recharge begins within half a second, and a call that waits for it has its retries to notice. Accounts are looked at side
/// by side, so that one slow payment delays no other; and whoever wants to know of a low balance is told.
/// </summary>
public sealed class RechargeLoop(
    Recharger recharger,
    BalanceWatch balances,
    DaemonClock clock,
    ILogger<RechargeLoop> logger
)
{
    /// <summary>How often it looks. A look that finds nothing costs some microseconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(10);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var underWay = new List<Task>();
        Task reconciling = recharger.ResumeAsync(cancellationToken);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var wait = Interval;
                try
                {
                    underWay.RemoveAll(task => task.IsCompleted);
                    foreach (var fallen in await recharger.TakeFallenAsync(cancellationToken))
                    {
                        underWay.Add(balances.LookAsync(fallen.Account, cancellationToken));
                        underWay.Add(recharger.LookAsync(fallen, cancellationToken));
                    }
                    // Payments whose outcome nobody knows yet: an answer in time keeps a call alive.
                    if (reconciling.IsCompleted)
                    {
                        var last = reconciling;
                        reconciling = recharger.ReconcileAsync(cancellationToken);
                        await last;
                    }
                }
                catch (StoreUnavailableException e)
                {
                    TopUpLog.WatchAway(logger, e.Message);
                    wait = WhileAway;
                }
                await Task.Delay(wait, clock.TimeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
        await Task.WhenAll(underWay);
        try
        {
            await reconciling;
        }
        catch (Exception e) when (e is OperationCanceledException or StoreUnavailableException)
        {
            // What is left undecided is asked for again at the next start.
        }
    }
}
