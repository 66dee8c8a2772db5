using System.Text;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Decides what a block is while it still lies in the receive buffer: a response, an event of a list reply, an event
/// that somebody wants, or one to skip. A skipped event is never copied. Used by the reader alone.
/// </summary>
internal sealed class AmiDispatcher(
    string name,
    EventNameSet? subscriptions,
    PendingActions pending,
    Func<AmiMessage, bool> deliver,
    ILogger logger
)
{
    private const int LoggedProblems = 20;

    private readonly KeyValuePair<string, object?> pbx = AsteriskMetrics.Pbx(name);
    private long received;
    private long skipped;
    private long problems;

    /// <summary>Called once for the first <c>FullyBooted</c>, wanted or not.</summary>
    public Action<AmiMessage>? FullyBooted { get; set; }

    /// <summary>Takes one block; false when the queue of wanted events is full.</summary>
    public bool Dispatch(ReadOnlySpan<byte> block)
    {
        if (block.StartsWith("Event: "u8))
        {
            return this.DispatchEvent(block[7..(7 + block[7..].IndexOf((byte)'\r'))], block);
        }

        if (TryFind(block, "Response"u8, out _))
        {
            this.DispatchResponse(block);
            return true;
        }

        if (TryFind(block, "Event"u8, out var eventName))
        {
            return this.DispatchEvent(eventName, block);
        }

        this.Report("a message that is neither event nor response", block);
        return true;
    }

    /// <summary>Adds what was counted to the metrics, once for each read.</summary>
    public void Flush()
    {
        if (this.received > 0)
        {
            AsteriskMetrics.EventsReceived.Add(this.received, this.pbx);
            this.received = 0;
        }

        if (this.skipped > 0)
        {
            AsteriskMetrics.EventsSkipped.Add(this.skipped, this.pbx);
            this.skipped = 0;
        }
    }

    /// <summary>Counts and logs something that is not AMI; the log is limited, the count is not.</summary>
    public void Report(string what, ReadOnlySpan<byte> block)
    {
        AsteriskMetrics.Malformed.Add(1, this.pbx);
        if (++this.problems <= LoggedProblems)
        {
            logger.LogWarning(
                "ami message not understood pbx={Pbx} problem=\"{Problem}\" start=\"{Start}\"{More}",
                name,
                what,
                Excerpt(block),
                this.problems == LoggedProblems
                    ? " (further ones on this connection are only counted)"
                    : string.Empty
            );
        }
    }

    internal static string Excerpt(ReadOnlySpan<byte> block, int max = 80)
    {
        var text = Encoding.UTF8.GetString(block[..Math.Min(block.Length, max)]);
        return string.Create(
            text.Length,
            text,
            static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = char.IsControl(source[i]) ? '.' : source[i];
                }
            }
        );
    }

    private bool DispatchEvent(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> block)
    {
        this.received++;
        if (
            pending.HasOpenLists
            && TryFind(block, "ActionID"u8, out var actionId)
            && pending.TryAddToList(actionId, block)
        )
        {
            return true;
        }

        if (this.FullyBooted is { } booted && eventName.SequenceEqual("FullyBooted"u8))
        {
            this.FullyBooted = null;
            booted(AmiMessage.Copy(block));
        }

        if (subscriptions is not null && !subscriptions.Contains(eventName))
        {
            this.skipped++;
            return true;
        }

        return deliver(AmiMessage.Copy(block));
    }

    private void DispatchResponse(ReadOnlySpan<byte> block)
    {
        if (!TryFind(block, "ActionID"u8, out var actionId))
        {
            this.Report("a response without ActionID", block);
        }
        else if (!pending.TryRespond(actionId, AmiMessage.Copy(block)))
        {
            logger.LogDebug(
                "ami response came late pbx={Pbx} start=\"{Start}\"",
                name,
                Excerpt(block)
            );
        }
    }

    /// <summary>The first value of a header, found at line starts only, without an index.</summary>
    internal static bool TryFind(
        ReadOnlySpan<byte> block,
        ReadOnlySpan<byte> key,
        out ReadOnlySpan<byte> value
    )
    {
        while (!block.IsEmpty)
        {
            var end = block.IndexOf("\r\n"u8);
            var line = end < 0 ? block : block[..end];
            if (
                line.Length > key.Length
                && line[key.Length] == (byte)':'
                && Ascii.EqualsIgnoreCase(line[..key.Length], key)
            )
            {
                value = line[(key.Length + 1)..];
                if (!value.IsEmpty && value[0] == (byte)' ')
                {
                    value = value[1..];
                }

                return true;
            }

            block = end < 0 ? default : block[(end + 2)..];
        }

        value = default;
        return false;
    }
}
