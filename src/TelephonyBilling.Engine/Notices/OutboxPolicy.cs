namespace TelephonyBilling.Engine.Notices;

/// <summary>How mails are tried again.</summary>
public sealed record OutboxPolicy
{
    /// <summary>
    /// How long is waited after the first failure, the second and so on; the last one for all that follow. Default 1 min, 5 min,
    /// 30 min, 2 h, 12 h.
    /// </summary>
    public IReadOnlyList<TimeSpan> Backoff { get; init; } =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(12),
    ];

    /// <summary>So many tries, and the mail is given up. Default 10, which is after two and a half days.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>
    /// For how long a node takes a mail. If it dies, the mail waits that long. A try takes half of it at most. Default 10 min.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So many mails are sent side by side. Default 2.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>How long is waited after a try.</summary>
    /// <param name="attempts">How many tries there were.</param>
    public TimeSpan WaitAfter(int attempts) => Backoff[Math.Clamp(attempts, 1, Backoff.Count) - 1];
}
