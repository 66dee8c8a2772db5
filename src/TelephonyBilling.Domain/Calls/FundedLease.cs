namespace TelephonyBilling.Domain.Calls;

/// <summary>
/// The lease of the one leg that is paid for: up to when it is funded, and what the switch is known to hold of that.
/// Times are those of the daemon's monotonic clock.
/// </summary>
internal sealed class FundedLease
{
    /// <summary>
    /// A lease that is confirmed less than this before the old one ends may have come too late; the call is then ended by
    /// the old lease, and a cut that comes a little after it must not be charged as talking time.
    /// </summary>
    internal static readonly TimeSpan TooLateToExtend = TimeSpan.FromMilliseconds(250);

    private readonly MeterOptions options;

    internal FundedLease(long fundedSeconds, MeterOptions options)
    {
        FundedSeconds = fundedSeconds;
        PreviouslyFundedSeconds = fundedSeconds;
        this.options = options;
    }

    /// <summary>The leg that was answered; null before.</summary>
    internal string? Leg { get; private set; }

    /// <summary>When it was answered; without meaning before.</summary>
    internal Moment AnsweredAt { get; private set; }

    /// <summary>The connected time that is paid for.</summary>
    internal long FundedSeconds { get; private set; }

    /// <summary>What was paid for before the last extension: an older lease that the switch may still hold.</summary>
    internal long PreviouslyFundedSeconds { get; private set; }

    /// <summary>When the switch confirmed the lease that ends with the funded time; null: not yet.</summary>
    internal TimeSpan? SetAt { get; private set; }

    /// <summary>When a lease that the switch did not take is sent again; null: it need not be.</summary>
    internal TimeSpan? NextSending { get; private set; }

    /// <summary>When the funded time ends.</summary>
    internal TimeSpan End => EndAfter(FundedSeconds);

    /// <summary>When the time ended that was funded before the last extension.</summary>
    internal TimeSpan PreviousEnd => EndAfter(PreviouslyFundedSeconds);

    /// <summary>The lease that the switch surely held, as connected time in seconds.</summary>
    internal long SurelyHeldSeconds => SetAt is null ? PreviouslyFundedSeconds : FundedSeconds;

    /// <summary>When a lease of so much connected time ends.</summary>
    internal TimeSpan EndAfter(long connectedSeconds) =>
        AnsweredAt.Monotonic + TimeSpan.FromSeconds(connectedSeconds);

    internal void Begin(CallSignal.LegAnswered answered) =>
        (Leg, AnsweredAt) = (answered.Leg, answered.At);

    internal void Extend(long totalSeconds)
    {
        PreviouslyFundedSeconds = FundedSeconds;
        FundedSeconds = totalSeconds;
        SetAt = null;
    }

    internal MeterAction.ExtendLease Send()
    {
        NextSending = null;
        return new MeterAction.ExtendLease(Leg!, End);
    }

    /// <summary>Whether the switch's answer is about the lease that was sent last.</summary>
    internal bool IsCurrent(string leg, TimeSpan until) => leg == Leg && until == End;

    internal void Confirm(TimeSpan now)
    {
        SetAt ??= now;
        NextSending = null;
    }

    /// <summary>The switch did not take it: it is sent again, the sooner, the nearer the end of the one it holds.</summary>
    internal void Fail(TimeSpan now)
    {
        NextSending = null;
        if (now >= End)
        {
            return;
        }
        var end = SetAt is null && now < PreviousEnd ? PreviousEnd : End;
        var third = (end - now) / 3;
        var wait = third < options.RenewBefore ? third : options.RenewBefore;
        NextSending = now + (wait > options.RetryEvery ? wait : options.RetryEvery);
    }
}
