namespace TelephonyBilling.Simulation.Virtual;

/// <summary>
/// Where the code of one daemon runs: all its continuations, in turn, on the simulator's thread. A process that is killed
/// never does anything again, wherever it was.
/// </summary>
internal sealed class Process : SynchronizationContext
{
    private const int MostStepsAtOneMoment = 1_000_000;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();

    public bool IsAlive { get; private set; } = true;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsAlive)
        {
            ready.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody waits in a simulation.");

    /// <summary>Begins something; what it throws is told to the world as a fault.</summary>
    public void Begin(World world, Func<Task> act) => Post(_ => Watch(world, act()), null);

    /// <summary>Does all that can be done at this moment.</summary>
    public void Run()
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            var steps = 0;
            while (IsAlive && ready.TryDequeue(out var next))
            {
                if (++steps > MostStepsAtOneMoment)
                {
                    throw new InvalidOperationException(
                        "The daemon spins: time does not move and it never rests."
                    );
                }
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public void Kill()
    {
        IsAlive = false;
        ready.Clear();
    }

    private static async void Watch(World world, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e)
        {
            world.Fault($"the daemon failed: {e}");
        }
    }
}
