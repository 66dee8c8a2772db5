namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>How long a session may take in all, and how long its peer may take for what is due from it now. Thread-safe.</summary>
internal sealed class AgiDeadline(TimeProvider time, AgiLimits limits)
{
    private readonly Lock gate = new();
    private long since;
    private TimeSpan limit;
    private string due = string.Empty;

    /// <summary>When the session began, as <see cref="TimeProvider.GetTimestamp"/> says it.</summary>
    public long AcceptedAt { get; } = time.GetTimestamp();

    /// <summary>From now on the peer owes something.</summary>
    /// <param name="what">What it owes, such as <c>a reply</c>.</param>
    /// <param name="within">Its time for that; zero or less: as long as the session may take.</param>
    public void Expect(string what, TimeSpan within)
    {
        lock (this.gate)
        {
            this.due = what;
            this.limit = within;
            this.since = time.GetTimestamp();
        }
    }

    /// <summary>The peer did what it owed.</summary>
    public void Met()
    {
        lock (this.gate)
        {
            this.limit = TimeSpan.Zero;
        }
    }

    /// <summary>Which limit is over at this moment; null: none.</summary>
    public AgiTimeoutException? Overdue(long now)
    {
        if (time.GetElapsedTime(this.AcceptedAt, now) > limits.SessionTimeout)
        {
            return new AgiTimeoutException(
                $"The session took longer than {limits.SessionTimeout.TotalSeconds:0.#} s."
            );
        }

        lock (this.gate)
        {
            return this.limit > TimeSpan.Zero && time.GetElapsedTime(this.since, now) > this.limit
                ? new AgiTimeoutException(
                    $"The peer took longer than {this.limit.TotalSeconds:0.#} s for {this.due}."
                )
                : null;
        }
    }
}
