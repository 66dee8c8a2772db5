namespace TelephonyBilling.Daemon.Observability;

/// <summary>What a failing probe means.</summary>
public enum HealthScope
{
    /// <summary>The process itself is stuck and should be restarted: a loop stands still.</summary>
    Alive,

    /// <summary>It can't do its work now: the store can't be written.</summary>
    Ready,

    /// <summary>It can't do its work if all probes of this scope fail: none of several PBXes is watched.</summary>
    ReadyIfAny,
}

/// <summary>One probe's result.</summary>
/// <param name="Name">Such as <c>store</c> or <c>pbx:pbx1</c>.</param>
/// <param name="Scope">What it means.</param>
/// <param name="Problem">What is wrong; null: nothing.</param>
/// <param name="Since">When this state was first seen, UTC.</param>
public sealed record HealthReport(
    string Name,
    HealthScope Scope,
    string? Problem,
    DateTimeOffset Since
);

/// <summary>Asks registered probes how the daemon is, and remembers since when. Thread-safe.</summary>
public sealed class HealthBoard(TimeProvider timeProvider)
{
    /// <summary>A probe that has not answered in this time has failed.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly List<Probe> probes = [];

    /// <summary>Adds a probe; before the daemon runs, or later.</summary>
    /// <param name="name">Its name in the report.</param>
    /// <param name="scope">What its failure means.</param>
    /// <param name="check">Gives a sentence about what is wrong, or null. An exception counts as such a sentence.</param>
    public void Add(
        string name,
        HealthScope scope,
        Func<CancellationToken, ValueTask<string?>> check
    )
    {
        lock (gate)
        {
            probes.Add(new Probe(name, scope, check));
        }
    }

    /// <summary>Adds a probe that answers at once.</summary>
    public void Add(string name, HealthScope scope, Func<string?> check) =>
        Add(name, scope, _ => ValueTask.FromResult(check()));

    /// <summary>Whether what these reports say is good enough to be alive.</summary>
    public static bool IsAlive(IReadOnlyList<HealthReport> reports) =>
        reports.All(report => report.Scope != HealthScope.Alive || report.Problem is null);

    /// <summary>Whether what these reports say is good enough to do the work.</summary>
    public static bool IsReady(IReadOnlyList<HealthReport> reports)
    {
        var any = reports.Where(report => report.Scope == HealthScope.ReadyIfAny).ToList();
        return reports.All(report =>
                report.Scope == HealthScope.ReadyIfAny || report.Problem is null
            ) && (any.Count == 0 || any.Exists(report => report.Problem is null));
    }

    /// <summary>Asks all probes.</summary>
    public async Task<IReadOnlyList<HealthReport>> CheckAsync(CancellationToken cancellationToken)
    {
        Probe[] asked;
        lock (gate)
        {
            asked = [.. probes];
        }
        return await Task.WhenAll(asked.Select(probe => AskAsync(probe, cancellationToken)));
    }

    private async Task<HealthReport> AskAsync(Probe probe, CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await probe
                .Check(cancellationToken)
                .AsTask()
                .WaitAsync(ProbeTimeout, timeProvider, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a probe throws is its answer: the report carries it.
            problem = e.Message;
        }
        lock (gate)
        {
            if (probe.Since is null || probe.WasWrong != problem is not null)
            {
                probe.Since = timeProvider.GetUtcNow();
                probe.WasWrong = problem is not null;
            }
            return new HealthReport(probe.Name, probe.Scope, problem, probe.Since.Value);
        }
    }

    private sealed class Probe(
        string name,
        HealthScope scope,
        Func<CancellationToken, ValueTask<string?>> check
    )
    {
        public string Name { get; } = name;

        public HealthScope Scope { get; } = scope;

        public Func<CancellationToken, ValueTask<string?>> Check { get; } = check;

        public DateTimeOffset? Since { get; set; }

        public bool WasWrong { get; set; }
    }
}
