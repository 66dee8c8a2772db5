using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>
/// Recharges accounts by themselves: when they fall to their threshold, when a call can't be paid for any more, and, in case
/// nobody noticed, when swept. Each of these may happen twice, late, or on two nodes; the store lets one of them through.
/// </summary>
public sealed class Recharger(
    IRechargeStore rules,
    ITopUpStore topUps,
    CardTopUps cards,
    InvoiceDesk invoices,
    RechargePolicy policy,
    DaemonClock clock,
    ILogger<Recharger> logger
)
{
    /// <summary>While a provider is silent, each request takes until its time limit: one must not keep all others waiting.</summary>
    private const int AskedAtOnce = 32;

    /// <summary>Recharges one account if that is due.</summary>
    /// <param name="account">The account.</param>
    /// <param name="exhausted">A call could not be paid for.</param>
    /// <param name="cancellationToken">Gives up waiting; a payment may be under way then, and is found again.</param>
    /// <returns>Whether it was due, and the top-up as it stands then.</returns>
    public async Task<RechargeAttempt> RechargeAsync(
        string account,
        bool exhausted,
        CancellationToken cancellationToken
    )
    {
        var claim = await rules.ClaimAsync(
            account,
            exhausted,
            policy,
            clock.UtcNow,
            cancellationToken
        );
        switch (claim)
        {
            case RechargeClaim.Claimed claimed:
                TopUpLog.RechargeBegins(logger, claimed.TopUp);
                return new RechargeAttempt(
                    claim,
                    claimed.TopUp.Source == TopUpSource.Card
                        ? await cards.ChargeAsync(claimed.TopUp.Id, cancellationToken)
                        : await invoices.ConsiderAsync(claimed.TopUp, cancellationToken)
                );
            case RechargeClaim.Limited limited:
                TopUpLog.RechargeLimited(logger, account, limited.Why, limited.Limit, limited.Used);
                break;
            case RechargeClaim.NotDue { Why: RechargeHindrance.Velocity } stopped:
                TopUpLog.RechargeStopped(logger, account, stopped.Why);
                break;
            default:
                break;
        }
        return new RechargeAttempt(claim, null);
    }

    /// <summary>The accounts that fell since the last time, each to be looked at once.</summary>
    public Task<IReadOnlyList<FallenAccount>> TakeFallenAsync(
        CancellationToken cancellationToken
    ) => rules.TakeFallenAsync(cancellationToken);

    /// <summary>Looks at an account that fell. Never fails: the next sweep comes back to it.</summary>
    /// <returns>Whether a top-up came of it.</returns>
    public async Task<bool> LookAsync(FallenAccount fallen, CancellationToken cancellationToken) =>
        await TryAsync(fallen.Account, fallen.Exhausted, cancellationToken) > 0;

    /// <summary>Looks at every account at or below its threshold.</summary>
    /// <returns>How many top-ups were begun.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var begun = 0;
        await Parallel.ForEachAsync(
            await rules.DueAsync(clock.UtcNow, cancellationToken),
            AtOnce(cancellationToken),
            async (account, stopping) =>
                Interlocked.Add(ref begun, await TryAsync(account, exhausted: false, stopping))
        );
        return begun;
    }

    /// <summary>
    /// After a start: asks at once for what was being asked when the daemon died, instead of waiting for an answer that nobody
    /// hears any more.
    /// </summary>
    /// <returns>How many were decided.</returns>
    public Task<int> ResumeAsync(CancellationToken cancellationToken) =>
        ReconcileAsync(clock.UtcNow + CardTopUps.WhileAsked, cancellationToken);

    /// <summary>
    /// Asks again for every top-up by card whose outcome isn't known, once its time has come, and invoices what waits though
    /// the policy gives credit at once: whoever asked for it died in between.
    /// </summary>
    /// <returns>How many were decided.</returns>
    public Task<int> ReconcileAsync(CancellationToken cancellationToken) =>
        ReconcileAsync(clock.UtcNow, cancellationToken);

    private async Task<int> ReconcileAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        var decided = await invoices.CatchUpAsync(cancellationToken);
        var open = await topUps.ListAsync(
            new TopUpFilter
            {
                Source = TopUpSource.Card,
                DueAt = due,
                Limit = 1000,
            },
            cancellationToken
        );
        await Parallel.ForEachAsync(
            open,
            AtOnce(cancellationToken),
            async (topUp, stopping) =>
            {
                try
                {
                    if (!(await cards.ChargeAsync(topUp.Id, stopping)).IsOpen)
                    {
                        Interlocked.Increment(ref decided);
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    TopUpLog.RechargeBroke(logger, topUp.Account, e);
                }
            }
        );
        return decided;
    }

    private static ParallelOptions AtOnce(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellationToken };

    private async Task<int> TryAsync(
        string account,
        bool exhausted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var attempt = await RechargeAsync(account, exhausted, cancellationToken);
            return attempt.TopUp is null ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops. What was asked for is written down, and asked for again at the next start.
            return 0;
        }
        catch (Exception e)
        {
            // One account's defect must not keep the others from being recharged; the next sweep comes back to it.
            TopUpLog.RechargeBroke(logger, account, e);
            return 0;
        }
    }
}

/// <summary>What became of looking whether an account is due for a recharge.</summary>
/// <param name="Claim">Whether it was, and if not, why.</param>
/// <param name="TopUp">What was asked for, as it stands now; null: nothing.</param>
public sealed record RechargeAttempt(RechargeClaim Claim, TopUp? TopUp);
