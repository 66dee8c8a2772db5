namespace TelephonyBilling.Asterisk.Text;

/// <summary>
/// Finds the <c>Key: Value</c> lines of a block. Only the structure counts: a line begins after a line ending, its key
/// ends at the first colon, and whatever stands after that colon is value. So a caller name such as
/// <c>Response: Success</c> is never read as a header of its own.
/// </summary>
internal sealed class HeaderIndex
{
    private HeaderIndex(HeaderField[] fields, int malformedLines)
    {
        this.Fields = fields;
        this.MalformedLines = malformedLines;
    }

    public HeaderField[] Fields { get; }

    /// <summary>Lines that are not empty and have no colon, or nothing before it.</summary>
    public int MalformedLines { get; }

    /// <param name="block">Whole lines; an unfinished last line counts as a line.</param>
    /// <param name="lineEnding"><c>\r\n</c> for AMI, <c>\n</c> for AGI.</param>
    public static HeaderIndex Build(ReadOnlySpan<byte> block, ReadOnlySpan<byte> lineEnding)
    {
        var fields = new HeaderField[Math.Max(4, block.Count(lineEnding))];
        var count = 0;
        var malformed = 0;
        var start = 0;
        while (start < block.Length)
        {
            var length = block[start..].IndexOf(lineEnding);
            var next = length < 0 ? block.Length : start + length + lineEnding.Length;
            if (length < 0)
            {
                length = block.Length - start;
            }

            if (length > 0)
            {
                var colon = block.Slice(start, length).IndexOf((byte)':');
                if (colon <= 0)
                {
                    malformed++;
                }
                else
                {
                    var valueStart = start + colon + 1;
                    var valueEnd = start + length;
                    if (valueStart < valueEnd && block[valueStart] == (byte)' ')
                    {
                        valueStart++;
                    }

                    if (count == fields.Length)
                    {
                        Array.Resize(ref fields, count * 2);
                    }

                    fields[count++] = new HeaderField(
                        start,
                        colon,
                        valueStart,
                        valueEnd - valueStart
                    );
                }
            }

            start = next;
        }

        if (count != fields.Length)
        {
            Array.Resize(ref fields, count);
        }

        return new HeaderIndex(fields, malformed);
    }

    /// <summary>Position in <see cref="Fields"/> of the first field of that name at or after <paramref name="from"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> block, ReadOnlySpan<char> key, int from = 0)
    {
        var fields = this.Fields;
        for (var i = from; i < fields.Length; i++)
        {
            ref readonly var field = ref fields[i];
            if (
                field.KeyLength == key.Length
                && System.Text.Ascii.EqualsIgnoreCase(
                    block.Slice(field.KeyStart, field.KeyLength),
                    key
                )
            )
            {
                return i;
            }
        }

        return -1;
    }
}
