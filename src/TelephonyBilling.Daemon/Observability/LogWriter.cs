using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>Writes log events as text to a stream, on a thread of its own; whoever logs goes on at once.</summary>
/// <remarks>
/// After each burst the thread rests for some milliseconds, and what was logged meanwhile shares one wake-up and one write:
/// a wake-up for each line cost as much CPU time as making the line. Nothing is lost: who finds the queue full waits.
/// Thread-safe. Disposing it writes what is queued.
/// </remarks>
internal sealed class LogWriter : ILogEventSink, IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    private readonly object door = new();
    private readonly StreamWriter writer;
    private readonly ITextFormatter formatter;
    private readonly ILogEventSink? copy;
    private readonly int capacity;
    private readonly ManualResetEventSlim closing = new(false, spinCount: 0);
    private readonly Thread thread;
    private List<LogEvent> queued = [];
    private bool isAwaited; // the thread waits for an event
    private bool isClosed;

    /// <param name="output">Written to by this alone; closed in the end.</param>
    /// <param name="formatter">Makes the text of an event.</param>
    /// <param name="copy">Gets each event as well, on the same thread.</param>
    /// <param name="capacity">So many events wait at most.</param>
    internal LogWriter(Stream output, ITextFormatter formatter, ILogEventSink? copy, int capacity)
    {
        writer = new StreamWriter(output);
        this.formatter = formatter;
        this.copy = copy;
        this.capacity = capacity;
        thread = new Thread(Loop) { IsBackground = true, Name = "log writer" };
        thread.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        lock (door)
        {
            while (queued.Count >= capacity && !isClosed)
            {
                Monitor.Wait(door);
            }
            if (isClosed)
            {
                SelfLog.WriteLine("The log is closed: {0}", logEvent.RenderMessage());
                return;
            }
            queued.Add(logEvent);
            if (isAwaited)
            {
                isAwaited = false;
                Monitor.PulseAll(door);
            }
        }
    }

    public void Dispose()
    {
        lock (door)
        {
            isClosed = true;
            Monitor.PulseAll(door);
        }
        closing.Set();
        thread.Join();
        writer.Dispose();
        (copy as IDisposable)?.Dispose();
        closing.Dispose();
    }

    private void Loop()
    {
        var burst = new List<LogEvent>();
        while (Take(ref burst))
        {
            foreach (var logEvent in burst)
            {
                Write(logEvent);
            }
            Flush();
            burst.Clear();
            closing.Wait(Rest);
        }
    }

    /// <summary>Waits for events and takes them all, in exchange for an empty list; false: there will be no more.</summary>
    private bool Take(ref List<LogEvent> burst)
    {
        lock (door)
        {
            while (queued.Count == 0)
            {
                if (isClosed)
                {
                    return false;
                }
                isAwaited = true;
                Monitor.Wait(door);
            }
            isAwaited = false;
            if (queued.Count >= capacity)
            {
                Monitor.PulseAll(door);
            }
            (queued, burst) = (burst, queued);
            return true;
        }
    }

    private void Write(LogEvent logEvent)
    {
        try
        {
            formatter.Format(logEvent, writer);
            copy?.Emit(logEvent);
        }
        catch (Exception exception)
        {
            // Where the log itself fails, Serilog's own is left.
            SelfLog.WriteLine("A log event could not be written: {0}", exception);
        }
    }

    private void Flush()
    {
        try
        {
            writer.Flush();
        }
        catch (Exception exception)
        {
            SelfLog.WriteLine("The log could not be written: {0}", exception);
        }
    }
}
