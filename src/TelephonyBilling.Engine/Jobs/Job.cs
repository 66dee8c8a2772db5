namespace TelephonyBilling.Engine.Jobs;

/// <summary>Timed work, which is also a verb. It may run twice, late, or on two nodes without harm.</summary>
/// <param name="Name">Lower case with dashes, such as <c>number-rental</c>.</param>
/// <param name="Summary">What it does, as a sentence for people.</param>
/// <param name="Schedule">When, as a cron expression of Quartz in UTC, unless the configuration says otherwise.</param>
/// <param name="Work">Does it; gives a few words on what was done.</param>
public sealed record Job(
    string Name,
    string Summary,
    string Schedule,
    Func<CancellationToken, Task<string>> Work
);
