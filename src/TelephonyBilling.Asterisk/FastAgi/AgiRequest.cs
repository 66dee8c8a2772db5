using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using TelephonyBilling.Asterisk.Text;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// The environment with which a session begins (<c>setup_env</c> in <c>res/res_agi.c</c>). Text is decoded when it is
/// asked for. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Asterisk writes caller name and number as they are. One with a line feed in it could pose as another variable, so a
/// name that comes twice, or a line without a colon, makes the whole environment invalid.
/// </remarks>
public sealed class AgiRequest
{
    private static readonly FrozenDictionary<string, string> NoQuery = FrozenDictionary<
        string,
        string
    >.Empty;

    private readonly byte[] bytes;
    private readonly HeaderIndex index;
    private IReadOnlyDictionary<string, string>? query;

    private AgiRequest(byte[] bytes, HeaderIndex index)
    {
        this.bytes = bytes;
        this.index = index;
        var script = this["agi_network_script"] ?? ScriptOf(this["agi_request"]);
        var mark = script.IndexOf('?', StringComparison.Ordinal);
        this.QueryText = mark < 0 ? string.Empty : script[(mark + 1)..];
        this.Path = NormalisePath(mark < 0 ? script : script[..mark]);
    }

    /// <summary>The script's path with a slash in front and none at the end: <c>/authorize</c>; <c>/</c> when there is none.</summary>
    public string Path { get; }

    /// <summary>What stood after the question mark, undecoded, or empty.</summary>
    public string QueryText { get; }

    /// <summary>The query, decoded; of a repeated name the last value. Names are case-sensitive.</summary>
    public IReadOnlyDictionary<string, string> Query => this.query ??= ParseQuery(this.QueryText);

    /// <summary>The whole address that the dialplan called: <c>agi://host:4573/authorize?x=1</c>.</summary>
    public string Address => this["agi_request"] ?? string.Empty;

    /// <summary>Whether it came over the network, as FastAGI always does.</summary>
    public bool IsNetwork =>
        string.Equals(this["agi_network"], "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>The channel's name.</summary>
    public string Channel => this["agi_channel"] ?? string.Empty;

    /// <summary>The channel's identity.</summary>
    public string Uniqueid => this["agi_uniqueid"] ?? string.Empty;

    /// <summary>The channel's technology, such as <c>PJSIP</c>.</summary>
    public string Type => this["agi_type"] ?? string.Empty;

    /// <summary>The channel's language.</summary>
    public string Language => this["agi_language"] ?? string.Empty;

    /// <summary>Asterisk's version.</summary>
    public string Version => this["agi_version"] ?? string.Empty;

    /// <summary>The caller's number; null when Asterisk says <c>unknown</c>.</summary>
    public string? CallerId => this.Known("agi_callerid");

    /// <summary>The caller's name; null when Asterisk says <c>unknown</c>.</summary>
    public string? CallerIdName => this.Known("agi_calleridname");

    /// <summary>The dialled number; null when Asterisk says <c>unknown</c>.</summary>
    public string? Dnid => this.Known("agi_dnid");

    /// <summary>The redirecting number; null when Asterisk says <c>unknown</c>.</summary>
    public string? Rdnis => this.Known("agi_rdnis");

    /// <summary>The account code, or empty.</summary>
    public string AccountCode => this["agi_accountcode"] ?? string.Empty;

    /// <summary>Dialplan context.</summary>
    public string Context => this["agi_context"] ?? string.Empty;

    /// <summary>Dialplan extension.</summary>
    public string Extension => this["agi_extension"] ?? string.Empty;

    /// <summary>Dialplan priority; 0 when absent.</summary>
    public int Priority =>
        int.TryParse(
            this["agi_priority"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;

    /// <summary>Whether audio comes along (EAGI); never over the network.</summary>
    public bool IsEnhanced => this["agi_enhanced"] is { } value && value != "0.0";

    /// <summary>The dialplan's arguments, <c>agi_arg_1</c> and on, up to the first that is missing.</summary>
    public IReadOnlyList<string> Arguments
    {
        get
        {
            List<string>? found = null;
            for (
                var i = 1;
                this[string.Create(CultureInfo.InvariantCulture, $"agi_arg_{i}")] is { } value;
                i++
            )
            {
                (found ??= []).Add(value);
            }

            return found ?? (IReadOnlyList<string>)[];
        }
    }

    /// <summary>All variables in their order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables
    {
        get
        {
            foreach (var at in this.index.Fields)
            {
                yield return KeyValuePair.Create(
                    this.Decode(at.KeyStart, at.KeyLength),
                    this.Decode(at.ValueStart, at.ValueLength)
                );
            }
        }
    }

    /// <summary>A variable by its whole name, such as <c>agi_threadid</c>, or null. Case does not matter.</summary>
    public string? this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            var i = this.index.Find(this.bytes, name);
            return i < 0
                ? null
                : this.Decode(this.index.Fields[i].ValueStart, this.index.Fields[i].ValueLength);
        }
    }

    /// <summary>Reads an environment, without its closing blank line.</summary>
    /// <exception cref="AgiProtocolException">It is not one; the message says where.</exception>
    public static AgiRequest Parse(ReadOnlySpan<byte> environment, AgiLimits? limits = null)
    {
        limits ??= AgiLimits.Default;
        var block = environment.ToArray();
        var found = HeaderIndex.Build(block, "\n"u8);
        if (found.MalformedLines > 0)
        {
            throw new AgiProtocolException(
                $"The environment has {found.MalformedLines} line(s) without a colon; expected \"agi_name: value\"."
            );
        }

        var fields = found.Fields;
        if (fields.Length > limits.MaxHeaders)
        {
            throw new AgiProtocolException(
                $"The environment has {fields.Length} lines; at most {limits.MaxHeaders} are allowed (AgiLimits.MaxHeaders)."
            );
        }

        for (var i = 0; i < fields.Length; i++)
        {
            var lineLength = fields[i].ValueStart + fields[i].ValueLength - fields[i].KeyStart;
            if (lineLength > limits.MaxLineBytes)
            {
                throw new AgiProtocolException(
                    $"A line of the environment has {lineLength} bytes; at most {limits.MaxLineBytes} are allowed (AgiLimits.MaxLineBytes)."
                );
            }

            var key = block.AsSpan(fields[i].KeyStart, fields[i].KeyLength);
            for (var j = 0; j < i; j++)
            {
                if (
                    fields[j].KeyLength == key.Length
                    && Ascii.EqualsIgnoreCase(block.AsSpan(fields[j].KeyStart, key.Length), key)
                )
                {
                    throw new AgiProtocolException(
                        $"The environment has {Encoding.UTF8.GetString(key)} twice: does a caller's name hold a line feed?"
                    );
                }
            }
        }

        var request = new AgiRequest(block, found);
        return request["agi_request"] is null
            ? throw new AgiProtocolException(
                "The environment has no agi_request: the peer does not speak AGI."
            )
            : request;
    }

    /// <summary>A path as routes know it: one slash in front, none at the end.</summary>
    internal static string NormalisePath(string path) => "/" + path.Trim('/');

    private static string ScriptOf(string? address)
    {
        // "agi://host:port/script"; anything else has no script.
        var start = address?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        var slash = start < 0 ? -1 : address!.IndexOf('/', start + 3);
        return slash < 0 ? string.Empty : address![(slash + 1)..];
    }

    private static IReadOnlyDictionary<string, string> ParseQuery(string text)
    {
        if (text.Length == 0)
        {
            return NoQuery;
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            found[WebUtility.UrlDecode(name)] =
                equals < 0 ? string.Empty : WebUtility.UrlDecode(part[(equals + 1)..]);
        }

        return found;
    }

    private string? Known(string name) =>
        this[name] is { } value && !value.Equals("unknown", StringComparison.Ordinal)
            ? value
            : null;

    private string Decode(int start, int length) =>
        length == 0 ? string.Empty : Encoding.UTF8.GetString(this.bytes, start, length);
}
