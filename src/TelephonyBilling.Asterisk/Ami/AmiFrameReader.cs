using System.Buffers;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// First layer: bytes to blocks. A block is every line up to and with the blank CRLF line (AMI v2 specification,
/// "Message layout"). Sees no socket. One reader serves one connection, because it remembers how far it has looked, so
/// that a message which trickles in byte by byte is examined once. Not thread-safe.
/// </summary>
public sealed class AmiFrameReader
{
    private readonly AmiLimits limits;
    private readonly int harmlessLength;
    private long examined;
    private long lineStart;
    private int lines;

    /// <param name="limits">What a message may cost; default when null.</param>
    public AmiFrameReader(AmiLimits? limits = null)
    {
        this.limits = limits ?? AmiLimits.Default;
        this.limits.Validate();

        // The shortest header line ("A:" CRLF) has four bytes. A block no longer than this can break no limit, whatever
        // is in it, so that ordinary events are never looked at line by line.
        this.harmlessLength = (int)
            Math.Min(
                Math.Min(this.limits.MaxLineBytes, this.limits.MaxMessageBytes),
                Math.Min(4L * this.limits.MaxHeaders, int.MaxValue)
            );
    }

    /// <summary>Blank lines that stood between messages, where none belongs. They are skipped.</summary>
    public long StrayBlankLines { get; private set; }

    /// <summary>
    /// Takes the next block off the front of <paramref name="buffer"/>. When the block is incomplete, nothing is taken:
    /// call again with the same start and more bytes.
    /// </summary>
    /// <param name="buffer">What was received and not yet taken; afterwards what is left.</param>
    /// <param name="frame">The block with its blank line.</param>
    /// <returns>False when no whole block is there yet.</returns>
    /// <exception cref="AmiProtocolException">A limit is passed. The connection can't be read any further.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        while (true)
        {
            if (this.examined == 0)
            {
                var span = buffer.FirstSpan;
                var end = span.IndexOf("\r\n\r\n"u8);
                if (end > 0 && end + 4 <= this.harmlessLength && span[0] != (byte)'\r')
                {
                    frame = buffer.Slice(0, end + 4);
                    buffer = buffer.Slice(end + 4);
                    return true;
                }
            }

            if (!this.TryReadLines(buffer, out var length))
            {
                frame = default;
                return false;
            }

            var blank = length == 2;
            frame = buffer.Slice(0, length);
            buffer = buffer.Slice(length);
            this.examined = this.lineStart = this.lines = 0;
            if (!blank)
            {
                return true;
            }

            this.StrayBlankLines++;
        }
    }

    private bool TryReadLines(ReadOnlySequence<byte> buffer, out long length)
    {
        length = 0;
        var reader = new SequenceReader<byte>(buffer);
        reader.Advance(this.examined);
        while (reader.TryAdvanceTo((byte)'\n'))
        {
            var end = reader.Consumed;
            var lineLength = end - this.lineStart;
            if (lineLength < 2 || ByteAt(buffer, end - 2) != (byte)'\r')
            {
                continue; // A line feed alone is part of the value; only CRLF ends a line.
            }

            this.CheckLine(lineLength);
            this.CheckMessage(end);
            if (lineLength == 2)
            {
                length = end;
                return true;
            }

            this.lineStart = end;
            if (++this.lines > this.limits.MaxHeaders)
            {
                throw new AmiProtocolException(
                    $"A message has more than {this.limits.MaxHeaders} headers (AmiLimits.MaxHeaders)."
                );
            }
        }

        this.examined = buffer.Length;
        this.CheckLine(this.examined - this.lineStart);
        this.CheckMessage(this.examined);
        return false;
    }

    private static byte ByteAt(ReadOnlySequence<byte> buffer, long position) =>
        buffer.Slice(position, 1).FirstSpan[0];

    private void CheckLine(long lineLength)
    {
        if (lineLength > this.limits.MaxLineBytes)
        {
            throw new AmiProtocolException(
                $"A line has {lineLength} bytes or more; at most {this.limits.MaxLineBytes} are allowed (AmiLimits.MaxLineBytes)."
            );
        }
    }

    private void CheckMessage(long messageLength)
    {
        if (messageLength > this.limits.MaxMessageBytes)
        {
            throw new AmiProtocolException(
                $"A message has {messageLength} bytes or more; at most {this.limits.MaxMessageBytes} are allowed (AmiLimits.MaxMessageBytes)."
            );
        }
    }
}
