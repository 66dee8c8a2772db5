using System.Text;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// Turns lines into replies: knows the unsolicited <c>HANGUP</c>, the many lines of a 520, values that have a line feed in
/// them, and the 520 that follows an <c>EXEC</c> whose application returned 1 (<c>handle_exec</c> hands that on, and
/// <c>agi_handle_command</c> takes it for wrong use). Sees no socket. Not thread-safe.
/// </summary>
internal sealed class AgiReplyReader(AgiLimits limits)
{
    private readonly StringBuilder several = new();
    private Mode mode;
    private bool spuriousUsageDue;

    private enum Mode
    {
        Line,
        Usage,
        SpuriousUsage,
        Value,
    }

    /// <summary>What a line was.</summary>
    public enum Kind
    {
        /// <summary>Part of something, or nothing to act on.</summary>
        Nothing,

        /// <summary>The channel was hung up.</summary>
        Hangup,

        /// <summary>A reply is complete.</summary>
        Reply,
    }

    /// <summary>Takes a line without its line feed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="awaiting">Whether a command waits for its reply.</param>
    /// <param name="valueExpected">Whether that command reads a value, which may have line feeds in it.</param>
    /// <param name="reply">The reply when it is complete.</param>
    /// <exception cref="AgiProtocolException">The line does not belong here.</exception>
    public Kind Take(
        ReadOnlySpan<byte> line,
        bool awaiting,
        bool valueExpected,
        out AgiReply? reply
    )
    {
        reply = null;
        switch (this.mode)
        {
            case Mode.Usage or Mode.SpuriousUsage:
                return this.TakeUsage(line, out reply);
            case Mode.Value:
                this.Append(line);
                return line.EndsWith(")"u8) ? this.Finish(out reply) : Kind.Nothing;
        }

        if (line.SequenceEqual("HANGUP"u8))
        {
            return Kind.Hangup;
        }

        if (line.StartsWith("520-"u8) && (awaiting || this.spuriousUsageDue))
        {
            this.mode = this.spuriousUsageDue ? Mode.SpuriousUsage : Mode.Usage;
            this.spuriousUsageDue = false;
            this.Append(line);
            return Kind.Nothing;
        }

        if (!awaiting)
        {
            throw Unexpected(line, "nothing, since no command was sent");
        }

        if (valueExpected && line.StartsWith("200 result=1 ("u8) && !line.EndsWith(")"u8))
        {
            this.mode = Mode.Value;
            this.Append(line);
            return Kind.Nothing;
        }

        if (!AgiReply.TryParse(line, out reply))
        {
            throw Unexpected(line, "\"200 result=…\" or another reply");
        }

        if (reply.Code < 200)
        {
            // 1xx announces that the reply is still to come.
            reply = null;
            return Kind.Nothing;
        }

        return Kind.Reply;
    }

    /// <summary>Says that an <c>EXEC</c> gave 1, so that a 520 follows which belongs to no command.</summary>
    public void ExpectSpuriousUsage() => this.spuriousUsageDue = true;

    private static AgiProtocolException Unexpected(ReadOnlySpan<byte> line, string expected) =>
        new($"The peer sent \"{Ami.AmiDispatcher.Excerpt(line)}\"; expected {expected}.");

    private Kind TakeUsage(ReadOnlySpan<byte> line, out AgiReply? reply)
    {
        reply = null;
        this.Append(line);
        if (!line.StartsWith("520 "u8))
        {
            return Kind.Nothing;
        }

        if (this.mode == Mode.Usage)
        {
            return this.Finish(out reply);
        }

        this.several.Clear();
        this.mode = Mode.Line;
        return Kind.Nothing;
    }

    private Kind Finish(out AgiReply? reply)
    {
        var text = Encoding.UTF8.GetBytes(this.several.ToString());
        this.several.Clear();
        this.mode = Mode.Line;
        return AgiReply.TryParse(text, out reply) ? Kind.Reply : throw Unexpected(text, "a reply");
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        if (this.several.Length > 0)
        {
            this.several.Append('\n');
        }

        this.several.Append(Encoding.UTF8.GetString(line));
        if (this.several.Length > limits.MaxReplyBytes)
        {
            throw new AgiProtocolException(
                $"A reply has more than {limits.MaxReplyBytes} bytes (AgiLimits.MaxReplyBytes)."
            );
        }
    }
}
