using System.Buffers.Text;
using System.Text;
using TelephonyBilling.Asterisk.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Second layer: one block as ordered fields, repeats kept, looked up without regard to case. Holds one copy of the
/// block's bytes; lines are found at the first look-up and text is decoded only for what is asked. Immutable and
/// thread-safe.
/// </summary>
public sealed class AmiMessage
{
    private readonly byte[] bytes;
    private HeaderIndex? index;

    private AmiMessage(byte[] bytes) => this.bytes = bytes;

    /// <summary>How many bytes the message had on the wire, its blank line included.</summary>
    public int Length => this.bytes.Length;

    /// <summary>The bytes as they came.</summary>
    public ReadOnlySpan<byte> Bytes => this.bytes;

    /// <summary>How many headers there are, repeats counted.</summary>
    public int Count => this.Index.Fields.Length;

    /// <summary>Lines that had no colon. Asterisk sends none: a value with a raw line ending in it may have.</summary>
    public int MalformedLines => this.Index.MalformedLines;

    /// <summary>The value of the <c>Event</c> header when the message is an event, otherwise null.</summary>
    public string? EventName => this["Event"];

    /// <summary>All headers in their order.</summary>
    public IEnumerable<AmiField> Fields
    {
        get
        {
            var fields = this.Index.Fields;
            for (var i = 0; i < fields.Length; i++)
            {
                yield return this.FieldAt(i);
            }
        }
    }

    private HeaderIndex Index => this.index ??= HeaderIndex.Build(this.bytes, "\r\n"u8);

    /// <summary>The first value of that header, or null when it is absent. An empty header gives an empty string.</summary>
    public string? this[string key] => this.TryGetBytes(key, out var value) ? Decode(value) : null;

    /// <summary>Copies a block as <see cref="AmiFrameReader"/> gives it.</summary>
    public static AmiMessage Copy(ReadOnlySpan<byte> block) => new(block.ToArray());

    /// <summary>Parses one message from text, for tests and tools. Lines end in CRLF; the blank line may be missing.</summary>
    public static AmiMessage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AmiMessage(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The header at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to <see cref="Count"/> − 1.</exception>
    public AmiField FieldAt(int position)
    {
        var fields = this.Index.Fields;
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, fields.Length);
        var field = fields[position];
        return new AmiField(
            Decode(this.bytes.AsSpan(field.KeyStart, field.KeyLength)),
            Decode(this.bytes.AsSpan(field.ValueStart, field.ValueLength))
        );
    }

    /// <summary>Every value of a repeated header (<c>Output</c>, <c>ChanVariable</c>), in order.</summary>
    public IReadOnlyList<string> GetAll(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var found = new List<string>();
        for (
            var i = this.Index.Find(this.bytes, key);
            i >= 0;
            i = this.Index.Find(this.bytes, key, i + 1)
        )
        {
            var field = this.Index.Fields[i];
            found.Add(Decode(this.bytes.AsSpan(field.ValueStart, field.ValueLength)));
        }

        return found;
    }

    /// <summary>The raw bytes of a header's first value, without decoding. No allocation after the first look-up.</summary>
    public bool TryGetBytes(string key, out ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(key);
        var i = this.Index.Find(this.bytes, key);
        if (i < 0)
        {
            value = default;
            return false;
        }

        var field = this.Index.Fields[i];
        value = this.bytes.AsSpan(field.ValueStart, field.ValueLength);
        return true;
    }

    /// <summary>A header as a whole number; false when it is absent, or anything but a number that fits.</summary>
    public bool TryGetInt64(string key, out long value)
    {
        value = 0;
        return this.TryGetBytes(key, out var text)
            && Utf8Parser.TryParse(text, out value, out var used)
            && used == text.Length;
    }

    /// <summary>Whether a header comes more than once.</summary>
    internal bool HasRepeated(string key)
    {
        var first = this.Index.Find(this.bytes, key);
        return first >= 0 && this.Index.Find(this.bytes, key, first + 1) >= 0;
    }

    /// <summary>The message in its wire form, for people.</summary>
    public override string ToString() => Decode(this.bytes);

    private static string Decode(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? string.Empty : Encoding.UTF8.GetString(value);
}
