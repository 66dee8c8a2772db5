using System.Globalization;
using System.Text;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>What Asterisk answered to a command (<c>agi_handle_command</c> in <c>res/res_agi.c</c>). Immutable.</summary>
public sealed class AgiReply
{
    private static readonly AgiReply Zero = new(200, "result=0", "0", null, string.Empty);
    private static readonly AgiReply One = new(200, "result=1", "1", null, string.Empty);

    internal AgiReply(int code, string text, string? result, string? data, string rest)
    {
        this.Code = code;
        this.Text = text;
        this.Result = result;
        this.Data = data;
        this.Rest = rest;
    }

    /// <summary>200 done; 510 unknown command; 511 not on a dead channel; 520 wrong use.</summary>
    public int Code { get; }

    /// <summary>All that stood after the code; for 520 every line of it.</summary>
    public string Text { get; }

    /// <summary>What stood after <c>result=</c>; null unless <see cref="Code"/> is 200. What it means depends on the command.</summary>
    public string? Result { get; }

    /// <summary>What stood in parentheses, such as a variable's value, or null.</summary>
    public string? Data { get; }

    /// <summary>What stood after that, such as <c>endpos=4000</c>, or empty.</summary>
    public string Rest { get; }

    /// <summary>Code 200.</summary>
    public bool IsOk => this.Code == 200;

    /// <summary>The result as a number, or null.</summary>
    public int? ResultNumber =>
        int.TryParse(
            this.Result,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{this.Code} {this.Text}");

    /// <summary>
    /// Reads a whole reply: <c>200 result=1 (data) rest</c> or <c>510 Invalid or unknown command</c>. Lines are joined by
    /// line feeds and the last one has none.
    /// </summary>
    internal static bool TryParse(
        ReadOnlySpan<byte> reply,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AgiReply? parsed
    )
    {
        parsed = null;
        if (!TryParseCode(reply, out var code))
        {
            return false;
        }

        var text = reply.Length > 4 ? reply[4..] : default;
        if (code != 200)
        {
            parsed = new AgiReply(code, Encoding.UTF8.GetString(text), null, null, string.Empty);
            return true;
        }

        if (text.SequenceEqual("result=1"u8))
        {
            parsed = One;
            return true;
        }

        if (text.SequenceEqual("result=0"u8))
        {
            parsed = Zero;
            return true;
        }

        if (!text.StartsWith("result="u8))
        {
            return false;
        }

        var whole = Encoding.UTF8.GetString(text);
        var end = whole.IndexOf(' ', StringComparison.Ordinal);
        if (end < 0)
        {
            parsed = new AgiReply(code, whole, whole[7..], null, string.Empty);
            return true;
        }

        var result = whole[7..end];
        var rest = whole[(end + 1)..];
        var close = rest.LastIndexOf(')');
        if (rest.StartsWith('(') && close > 0)
        {
            parsed = new AgiReply(
                code,
                whole,
                result,
                rest[1..close],
                rest[(close + 1)..].TrimStart()
            );
            return true;
        }

        parsed = new AgiReply(code, whole, result, null, rest);
        return true;
    }

    /// <summary>Three digits and then a space, a hyphen or nothing.</summary>
    internal static bool TryParseCode(ReadOnlySpan<byte> line, out int code)
    {
        code = 0;
        if (line.Length < 3 || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            return false;
        }

        foreach (var digit in line[..3])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            code = (code * 10) + (digit - (byte)'0');
        }

        return code >= 100;
    }
}
