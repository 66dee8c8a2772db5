namespace TelephonyBilling.Testing.Time;

/// <summary>
/// A clock that moves only when a test says so. <see cref="Advance"/> fires each timer that falls due, at its own
/// instant and in order, on the thread that advances. Thread-safe.
/// </summary>
public sealed class FakeTimeProvider : TimeProvider
{
    /// <summary>Where every fake clock starts unless told otherwise.</summary>
    public static readonly DateTimeOffset DefaultStart = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<FakeTimer> timers = [];
    private readonly List<Waiter> waiters = [];
    private DateTimeOffset utcNow;
    private long elapsedTicks;
    private long sequence;

    /// <param name="start">The first instant; <see cref="DefaultStart"/> when null.</param>
    public FakeTimeProvider(DateTimeOffset? start = null) => this.utcNow = start ?? DefaultStart;

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are set to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (this.gate)
            {
                return this.timers.Count;
            }
        }
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (this.gate)
        {
            return this.utcNow;
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp()
    {
        lock (this.gate)
        {
            return this.elapsedTicks;
        }
    }

    /// <inheritdoc />
    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass: both the clock and the monotonic timestamp, through every timer on the way.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long target;
        lock (this.gate)
        {
            target = this.elapsedTicks + time.Ticks;
        }

        while (true)
        {
            FakeTimer? due;
            lock (this.gate)
            {
                due = this
                    .timers.Where(t => t.Due <= target)
                    .OrderBy(t => t.Due)
                    .ThenBy(t => t.Order)
                    .FirstOrDefault();
                this.MoveTo(Math.Max(this.elapsedTicks, due?.Due ?? target));
                due?.Rearm();
            }

            if (due is null)
            {
                return;
            }

            due.Fire();
        }
    }

    /// <summary>Steps the wall clock, as an administrator or NTP does: timers and timestamps don't notice.</summary>
    public void StepClock(TimeSpan step)
    {
        lock (this.gate)
        {
            this.utcNow += step;
        }
    }

    /// <summary>
    /// Ends once a timer is set to fire within <paramref name="within"/> from the present instant, and not before
    /// <paramref name="notBefore"/>: the code under test has come to its wait, and advancing will wake it.
    /// </summary>
    /// <exception cref="TimeoutException">It did not come to that in 30 real seconds.</exception>
    public Task WhenTimerDueAsync(TimeSpan within, TimeSpan notBefore = default)
    {
        Waiter waiter;
        lock (this.gate)
        {
            waiter = new Waiter(within, notBefore);
            if (this.timers.Any(t => waiter.Matches(t.Due - this.elapsedTicks)))
            {
                return Task.CompletedTask;
            }

            this.waiters.Add(waiter);
        }

        return waiter.Done.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private void MoveTo(long ticks)
    {
        this.utcNow += TimeSpan.FromTicks(ticks - this.elapsedTicks);
        this.elapsedTicks = ticks;
    }

    private sealed record Waiter(TimeSpan Within, TimeSpan NotBefore)
    {
        public bool Matches(long ticks) =>
            ticks <= this.Within.Ticks && ticks >= this.NotBefore.Ticks;

        public TaskCompletionSource Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state)
        : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public long Due { get; private set; }

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                this.period = period;
                this.Due = clock.elapsedTicks + Math.Max(0, dueTime.Ticks);
                this.Order = ++clock.sequence;
                clock.timers.Add(this);
                foreach (
                    var waiter in clock.waiters.FindAll(w =>
                        w.Matches(this.Due - clock.elapsedTicks)
                    )
                )
                {
                    clock.waiters.Remove(waiter);
                    waiter.Done.TrySetResult();
                }
            }

            return true;
        }

        public void Rearm()
        {
            if (this.period <= TimeSpan.Zero)
            {
                clock.timers.Remove(this);
                return;
            }

            this.Due += this.period.Ticks;
            this.Order = ++clock.sequence;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            this.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
