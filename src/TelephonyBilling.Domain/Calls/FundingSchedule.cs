using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Domain.Calls;

/// <summary>When the next quota is asked for, and when the caller is warned that there is none.</summary>
internal sealed class FundingSchedule(FundedLease lease, MeterOptions options)
{
    /// <summary>How long before the funded end a refused reservation is asked for once more, for a top-up in the last second.</summary>
    private static readonly TimeSpan LastTry = TimeSpan.FromMilliseconds(500);

    private bool asking;
    private bool warned;
    private TimeSpan nextTry;

    /// <summary>Why the last reservation was refused; null while there is money.</summary>
    internal FundingRefusal? Refusal { get; private set; }

    /// <summary>The limit on use for which it was refused; null: for none.</summary>
    internal LimitUse? Limit { get; private set; }

    /// <summary>When a reservation is to be asked for; null: not now.</summary>
    internal TimeSpan? ReserveDue
    {
        get
        {
            // While the switch holds an older lease, more money would not make the call any longer.
            if (asking || lease.SetAt is null)
            {
                return null;
            }
            var renewAt = lease.End - options.RenewBefore;
            var at = nextTry > renewAt ? nextTry : renewAt;
            return at < LastChance ? at : null;
        }
    }

    /// <summary>When the caller is to be warned; null: not as things stand.</summary>
    internal TimeSpan? WarnDue =>
        Refusal is not null && !warned && options.WarnBefore > TimeSpan.Zero
            ? lease.End - options.WarnBefore
            : null;

    private TimeSpan LastChance => lease.End - FundedLease.TooLateToExtend;

    /// <summary>A new time begins in which there is money, as far as is known.</summary>
    internal void Begin(TimeSpan now)
    {
        asking = false;
        warned = false;
        (Refusal, Limit) = (null, null);
        nextTry = now;
    }

    /// <summary>A reservation is about to be asked for.</summary>
    /// <returns>False where the chance is gone: money set aside now would serve nobody.</returns>
    internal bool Ask(TimeSpan now)
    {
        asking = now < LastChance;
        if (!asking)
        {
            nextTry = lease.End;
        }
        return asking;
    }

    internal void Refused(CallSignal.FundingRefused refused, TimeSpan now)
    {
        (Refusal, Limit) = (refused.Reason, refused.Limit);
        TryAgain(now);
    }

    /// <summary>The answer brought nothing; it is asked for again after a while.</summary>
    internal void TryAgain(TimeSpan now)
    {
        asking = false;
        var next = now + options.RetryEvery;
        var last = lease.End - LastTry;
        nextTry = now < last && next > last ? last : next;
    }

    internal void Warned() => warned = true;
}
