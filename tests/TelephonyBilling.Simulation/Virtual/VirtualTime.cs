namespace TelephonyBilling.Simulation.Virtual;

/// <summary>The daemon's clocks and timers, in virtual time.</summary>
internal sealed class VirtualTime(World world) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => world.Now.Ticks;

    public override DateTimeOffset GetUtcNow() => World.Start + world.Now;

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            throw new NotSupportedException("Nothing in the engine repeats by a timer.");
        }
        var timer = new VirtualTimer(world, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(World world, Action fire) : ITimer
    {
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = ++setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.After(
                    dueTime,
                    () =>
                    {
                        if (mine == setting)
                        {
                            fire();
                        }
                    }
                );
            }
            return true;
        }

        public void Dispose() => setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
