namespace TelephonyBilling.Simulation.Virtual;

/// <summary>Virtual time: what happens next happens at once. One seed gives one course of events.</summary>
internal sealed class World
{
    /// <summary>When it all begins, by every clock.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> events = new();
    private long order;

    public World(int seed)
    {
        Random = new Random(seed);
        Time = new VirtualTime(this);
    }

    public Random Random { get; }

    public VirtualTime Time { get; }

    /// <summary>Time since the start, by a clock that never steps: what is true.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Runs after each event: whoever was woken does its work before the next event.</summary>
    public Action AfterEach { get; set; } = () => { };

    /// <summary>Laws that were broken, in the order of their discovery.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many events happened.</summary>
    public long Events { get; private set; }

    public void At(TimeSpan at, Action happen) => events.Enqueue(happen, (at, order++));

    public void After(TimeSpan delay, Action happen) => At(Now + delay, happen);

    public void Fault(string what) => Faults.Add($"{Now:d\\.hh\\:mm\\:ss\\.fffffff} {what}");

    /// <summary>Lets everything happen up to this time.</summary>
    public void RunTo(TimeSpan end)
    {
        while (events.TryPeek(out _, out var next) && next.At <= end)
        {
            var happen = events.Dequeue();
            Now = next.At > Now ? next.At : Now;
            happen();
            Events++;
            AfterEach();
        }
        Now = end;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>Any time between, in whole microseconds.</summary>
    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromMicroseconds(
            Math.Round((fromSeconds + (Random.NextDouble() * (toSeconds - fromSeconds))) * 1e6)
        );

    /// <summary>Mostly short, sometimes long: an exponential of this mean, cut at ten times that.</summary>
    public TimeSpan About(double meanSeconds)
    {
        var seconds = -Math.Log(1 - Random.NextDouble()) * meanSeconds;
        return TimeSpan.FromMicroseconds(Math.Round(Math.Min(seconds, meanSeconds * 10) * 1e6));
    }

    public T Pick<T>(params T[] among) => among[Random.Next(among.Length)];
}
