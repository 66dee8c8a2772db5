using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>The one line with which Asterisk greets: <c>Asterisk Call Manager/8.0.2</c>.</summary>
internal static class AmiGreeting
{
    private const int MaxBytes = 256;
    private const string Start = "Asterisk Call Manager/";

    /// <summary>Reads the greeting and nothing after it; gives the protocol's version.</summary>
    public static async Task<string> ReadAsync(
        PipeReader reader,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (TryTake(ref buffer, out var line))
            {
                reader.AdvanceTo(buffer.Start);
                return line.StartsWith(Start, StringComparison.Ordinal)
                    ? line[Start.Length..]
                    : throw new AmiProtocolException(
                        $"The peer greets with \"{AmiDispatcher.Excerpt(Encoding.UTF8.GetBytes(line))}\", not with \"{Start}…\": is this the AMI port, and is TLS set as there?"
                    );
            }

            if (buffer.Length > MaxBytes)
            {
                throw new AmiProtocolException(
                    $"The peer's greeting has no line ending within {MaxBytes} bytes: is this the AMI port, and is TLS set as there?"
                );
            }

            if (result.IsCompleted)
            {
                throw new AmiDisconnectedException(
                    "The peer closed before it greeted: does an ACL, or a limit of sessions, keep us out?"
                );
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out string line)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (
            !reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n"u8)
            || bytes.Length > MaxBytes
        )
        {
            line = string.Empty;
            return false;
        }

        line = Encoding.UTF8.GetString(bytes);
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}
