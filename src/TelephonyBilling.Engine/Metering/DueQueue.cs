using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Which meter is due when. A meter that is due earlier than it was is queued again, and its older place is skipped.</summary>
internal sealed class DueQueue
{
    private const int Small = 64;

    private readonly PriorityQueue<MeteredCall, TimeSpan> queue = new();

    /// <summary>The length of the queue, with places that will be skipped.</summary>
    internal int Count => queue.Count;

    /// <summary>When the first place comes; null: the queue is empty. It may be one that will be skipped.</summary>
    internal TimeSpan? Next => queue.TryPeek(out _, out var at) ? at : null;

    /// <summary>Queues a call for when its meter is due next, if it is due at all.</summary>
    internal void Add(MeteredCall metered)
    {
        if (metered.Meter.NextDue is { } next && !(metered.QueuedFor <= next))
        {
            metered.QueuedFor = next;
            queue.Enqueue(metered, next);
        }
    }

    /// <summary>Takes the next call whose place has come; its meter may be due later by now. It is queued no more.</summary>
    internal bool TryTake(TimeSpan now, [NotNullWhen(true)] out MeteredCall? metered)
    {
        while (queue.TryPeek(out metered, out var at) && at <= now)
        {
            queue.Dequeue();
            if (metered.QueuedFor == at)
            {
                metered.QueuedFor = null;
                return true;
            }
        }
        metered = null;
        return false;
    }

    /// <summary>
    /// Closed calls stay in the queue until they would have been due, which for a free call is a day: once they are most
    /// of it, the queue is made anew.
    /// </summary>
    internal void Compact(IReadOnlyCollection<MeteredCall> open)
    {
        if (queue.Count <= (open.Count * 2) + Small)
        {
            return;
        }
        queue.Clear();
        foreach (var metered in open)
        {
            metered.QueuedFor = null;
            Add(metered);
        }
    }
}
