using System.Buffers;
using System.Globalization;
using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// An action to send: a name and ordered headers, repeats allowed. Nothing that would end a line gets in, so an action
/// can't become two. The ActionID is the connection's business. Not thread-safe while it is built; may be sent repeatedly.
/// </summary>
public sealed class AmiAction
{
    /// <summary>
    /// Longest line that Asterisk's own reader takes, without its CRLF: its buffer has 1024 bytes (<c>inbuf</c> in
    /// <c>main/manager.c</c>), CRLF included, and a longer line makes it throw the message away.
    /// </summary>
    public const int MaxLineBytes = 1021;

    /// <summary>Most headers that Asterisk takes in one action (<c>AST_MAX_MANHEADERS</c>), less Action and ActionID.</summary>
    public const int MaxHeaders = 126;

    private readonly List<AmiField> fields = [];

    /// <param name="name">The action's name, such as <c>Hangup</c>.</param>
    /// <exception cref="ArgumentException">Empty, or not letters and digits.</exception>
    public AmiAction(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                throw new ArgumentException(
                    $"An action's name has letters and digits only; found {Describe(c)}.",
                    nameof(name)
                );
            }
        }

        this.Name = name;
    }

    /// <summary>The action's name.</summary>
    public string Name { get; }

    /// <summary>The headers, in order.</summary>
    public IReadOnlyList<AmiField> Fields => this.fields;

    /// <summary>How long to wait for the response; null for <see cref="AmiClientOptions.ActionTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Adds a header.</summary>
    /// <exception cref="ArgumentException">
    /// The key is empty, has a colon or a space around it, or is Action or ActionID; or key or value has CR, LF or NUL;
    /// or the line or the number of headers is beyond what Asterisk takes. Nothing is added then.
    /// </exception>
    public AmiAction With(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        CheckCharacters(key, nameof(key));
        CheckCharacters(value, nameof(value));
        if (key.Contains(':', StringComparison.Ordinal) || key.Trim().Length != key.Length)
        {
            throw new ArgumentException(
                $"A header's name can't have a colon, or white space around it: \"{key}\".",
                nameof(key)
            );
        }

        if (
            key.Equals("Action", StringComparison.OrdinalIgnoreCase)
            || key.Equals("ActionID", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new ArgumentException($"{key} is set by the connection.", nameof(key));
        }

        var length = Encoding.UTF8.GetByteCount(key) + 2 + Encoding.UTF8.GetByteCount(value);
        if (length > MaxLineBytes)
        {
            throw new ArgumentException(
                $"The line \"{key}: …\" has {length} bytes; Asterisk takes at most {MaxLineBytes}.",
                nameof(value)
            );
        }

        if (this.fields.Count == MaxHeaders)
        {
            throw new ArgumentException(
                $"Asterisk takes at most {MaxHeaders} headers in one action.",
                nameof(key)
            );
        }

        this.fields.Add(new AmiField(key, value));
        return this;
    }

    /// <summary>Adds a header with a whole number.</summary>
    /// <exception cref="ArgumentException">As <see cref="With(string, string)"/>.</exception>
    public AmiAction With(string key, long value) =>
        this.With(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a header unless the value is null.</summary>
    /// <exception cref="ArgumentException">As <see cref="With(string, string)"/>.</exception>
    public AmiAction WithOptional(string key, string? value) =>
        value is null ? this : this.With(key, value);

    /// <summary>Writes the action's wire form: Action, ActionID, the headers, a blank line.</summary>
    public void WriteTo(IBufferWriter<byte> output, ReadOnlySpan<byte> actionId)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("Action: "u8);
        Encoding.UTF8.GetBytes(this.Name, output);
        if (!actionId.IsEmpty)
        {
            output.Write("\r\nActionID: "u8);
            output.Write(actionId);
        }

        foreach (var field in this.fields)
        {
            output.Write("\r\n"u8);
            Encoding.UTF8.GetBytes(field.Key, output);
            output.Write(": "u8);
            Encoding.UTF8.GetBytes(field.Value, output);
        }

        output.Write("\r\n\r\n"u8);
    }

    /// <summary>The action's name: its headers may hold secrets.</summary>
    public override string ToString() => this.Name;

    private static void CheckCharacters(string text, string parameter)
    {
        var bad = text.AsSpan().IndexOfAny('\r', '\n', '\0');
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"{Describe(text[bad])} at position {bad} can't be sent in an AMI header.",
                parameter
            );
        }
    }

    private static string Describe(char c) =>
        c switch
        {
            '\r' => "CR",
            '\n' => "LF",
            '\0' => "NUL",
            _ => $"'{c}' (U+{(int)c:X4})",
        };
}
