using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Reads one connection to its end: cuts blocks out of the bytes, has each dispatched, and waits for nobody. Runs once.
/// </summary>
internal sealed class AmiReadLoop(
    string name,
    PipeReader reader,
    AmiFrameReader frames,
    AmiDispatcher dispatcher,
    TimeProvider time,
    ILogger logger
)
{
    private byte[] scratch = [];
    private long lastReceived = time.GetTimestamp();

    /// <summary>When bytes came last, as <see cref="TimeProvider.GetTimestamp"/> says it. Thread-safe.</summary>
    public long LastReceived => Volatile.Read(ref this.lastReceived);

    /// <summary>Reads until the connection ends or is to be closed.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<(AmiLossReason Reason, Exception? Error)> RunAsync(CancellationToken closing)
    {
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(closing).ConfigureAwait(false);
                Volatile.Write(ref this.lastReceived, time.GetTimestamp());
                var buffer = result.Buffer;
                var room = this.Take(ref buffer);
                dispatcher.Flush();
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (!room)
                {
                    return (AmiLossReason.QueueOverflow, null);
                }

                if (result.IsCompleted)
                {
                    return (AmiLossReason.ClosedByPeer, null);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return (AmiLossReason.Stopped, null);
        }
        catch (AmiProtocolException e)
        {
            AsteriskMetrics.ProtocolErrors.Add(1, AsteriskMetrics.Tag("protocol", "ami"));
            logger.LogError("ami protocol broken pbx={Pbx} problem=\"{Problem}\"", name, e.Message);
            return (AmiLossReason.ProtocolError, e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return (AmiLossReason.NetworkError, e);
        }
    }

    private bool Take(ref ReadOnlySequence<byte> buffer)
    {
        while (frames.TryRead(ref buffer, out var frame))
        {
            if (frame.IsSingleSegment)
            {
                if (!dispatcher.Dispatch(frame.FirstSpan))
                {
                    return false;
                }

                continue;
            }

            var length = (int)frame.Length;
            if (this.scratch.Length < length)
            {
                this.scratch = new byte[Math.Max(length, 4096)];
            }

            frame.CopyTo(this.scratch);
            if (!dispatcher.Dispatch(this.scratch.AsSpan(0, length)))
            {
                return false;
            }
        }

        return true;
    }
}
