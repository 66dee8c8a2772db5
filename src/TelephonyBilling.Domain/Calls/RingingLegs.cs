namespace TelephonyBilling.Domain.Calls;

/// <summary>
/// The legs of a call that have not been answered, and whether anybody is left who could make another one. Once one is
/// answered: the other legs of a fork that have not ended.
/// </summary>
internal sealed class RingingLegs(TimeSpan funded, MeterOptions options)
{
    /// <summary>The longest time between two leases of a leg that rings.</summary>
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(15);

    private readonly List<string> legs = new(1);
    private bool ownerEnded;
    private TimeSpan? releaseAt;
    private TimeSpan nextRefresh;

    internal IReadOnlyList<string> All => legs;

    /// <summary>The last cause with which a leg ended (ITU-T Q.850); 0: none was told.</summary>
    internal int LastCause { get; private set; }

    /// <summary>When <see cref="IsRefreshDue"/> or <see cref="IsReleaseDue"/> will be true; null: as things stand, never.</summary>
    internal TimeSpan? NextDue => legs.Count > 0 ? nextRefresh : releaseAt;

    private TimeSpan RefreshEvery => funded / 3 < LongestRefresh ? funded / 3 : LongestRefresh;

    internal bool IsRefreshDue(TimeSpan now) => legs.Count > 0 && now >= nextRefresh;

    /// <summary>Whether nothing rings, nobody will make another leg, and events that were on their way have had their time.</summary>
    internal bool IsReleaseDue(TimeSpan now) => legs.Count == 0 && releaseAt <= now;

    internal void Ring(string leg, TimeSpan now)
    {
        if (Track(leg))
        {
            releaseAt = null;
            nextRefresh = now + RefreshEvery;
        }
    }

    /// <summary>Takes note of a leg.</summary>
    /// <returns>False where it is known.</returns>
    internal bool Track(string leg)
    {
        if (legs.Contains(leg))
        {
            return false;
        }
        legs.Add(leg);
        return true;
    }

    internal void Forget(string leg) => legs.Remove(leg);

    /// <param name="leg">It ended unanswered.</param>
    /// <param name="cause">0: not known.</param>
    /// <param name="now">The daemon's monotonic clock.</param>
    internal void Stop(string leg, int cause, TimeSpan now)
    {
        legs.Remove(leg);
        LastCause = cause != 0 ? cause : LastCause;
        ReleaseWhenAlone(now);
    }

    internal void OwnerEnded(TimeSpan now)
    {
        ownerEnded = true;
        ReleaseWhenAlone(now);
    }

    /// <summary>Which lease the switch holds is not known: it is sent again, but not at once.</summary>
    internal void RefreshSoon(TimeSpan now)
    {
        // An answer that is still on its way has begun the lease already, and must not be prolonged.
        var soon = now + options.RetryEvery;
        nextRefresh = soon < nextRefresh ? soon : nextRefresh;
    }

    /// <summary>
    /// While it rings the switch holds a lease too, set when the leg was made; it is pushed ahead so that a long ring does
    /// not eat the talking time, and never further than the funded time from now.
    /// </summary>
    internal void Refresh(TimeSpan now, ICollection<MeterAction> actions)
    {
        foreach (var leg in legs)
        {
            actions.Add(new MeterAction.ExtendLease(leg, now + funded));
        }
        nextRefresh = now + RefreshEvery;
    }

    private void ReleaseWhenAlone(TimeSpan now)
    {
        if (ownerEnded && legs.Count == 0)
        {
            releaseAt ??= now + options.ReleaseGrace;
        }
    }
}
