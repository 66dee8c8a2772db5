using System.Buffers;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

/// <summary>Feeds bytes to a frame reader as a connection does: in chunks, each its own segment, leftovers kept.</summary>
internal static class Frames
{
    public static List<string> Read(
        IEnumerable<ReadOnlyMemory<byte>> chunks,
        AmiLimits? limits = null
    ) => Read(chunks, new AmiFrameReader(limits));

    public static List<string> Read(IEnumerable<ReadOnlyMemory<byte>> chunks, AmiFrameReader reader)
    {
        var frames = new List<string>();
        var pending = new List<ReadOnlyMemory<byte>>();
        foreach (var chunk in chunks)
        {
            pending.Add(chunk);
            var buffer = Segment.Join(pending);
            while (reader.TryRead(ref buffer, out var frame))
            {
                frames.Add(System.Text.Encoding.Latin1.GetString(frame.ToArray()));
            }

            pending.Clear();
            foreach (var rest in buffer)
            {
                if (!rest.IsEmpty)
                {
                    pending.Add(rest);
                }
            }
        }

        return frames;
    }

    public static IEnumerable<ReadOnlyMemory<byte>> Split(byte[] bytes, params int[] at)
    {
        var start = 0;
        foreach (var position in at.Order())
        {
            yield return bytes.AsMemory(start, position - start);
            start = position;
        }

        yield return bytes.AsMemory(start);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(List<ReadOnlyMemory<byte>> parts)
        {
            var first = new Segment { Memory = parts[0] };
            var last = first;
            foreach (var part in parts.Skip(1))
            {
                var next = new Segment
                {
                    Memory = part,
                    RunningIndex = last.RunningIndex + last.Memory.Length,
                };
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
