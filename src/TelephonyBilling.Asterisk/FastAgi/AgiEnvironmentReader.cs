using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// Finds the end of the environment in what has come so far. Looks at new bytes only, so that a peer that sends byte by byte
/// costs no more than one that doesn't. Sees no socket. Not thread-safe.
/// </summary>
internal sealed class AgiEnvironmentReader(AgiReceiveBuffer input, AgiLimits limits)
{
    private int searched;
    private int lineStart;

    /// <summary>Takes the environment out of the buffer once all of it is there.</summary>
    /// <returns>False while more has to come.</returns>
    /// <exception cref="AgiProtocolException">It is none, or longer than is allowed.</exception>
    public bool TryTake([NotNullWhen(true)] out AgiRequest? request)
    {
        request = null;
        var unread = input.Unread;
        if (unread.Length > 0 && unread[0] == (byte)'\n')
        {
            throw new AgiProtocolException(
                "The environment is empty: the peer does not speak AGI."
            );
        }

        var blank = unread[this.searched..].IndexOf("\n\n"u8);
        if (blank >= 0)
        {
            var length = this.searched + blank + 1;
            request = AgiRequest.Parse(unread[..length], limits);
            input.Consume(length + 1);
            return true;
        }

        var lastLine = unread[this.searched..].LastIndexOf((byte)'\n');
        this.lineStart = lastLine < 0 ? this.lineStart : this.searched + lastLine + 1;
        this.searched = Math.Max(0, unread.Length - 1);
        if (unread.Length - this.lineStart > limits.MaxLineBytes)
        {
            throw new AgiProtocolException(
                $"A line of the environment has more than {limits.MaxLineBytes} bytes (AgiLimits.MaxLineBytes)."
            );
        }

        if (unread.Length >= limits.MaxEnvironmentBytes)
        {
            throw new AgiProtocolException(
                $"The environment has more than {limits.MaxEnvironmentBytes} bytes (AgiLimits.MaxEnvironmentBytes)."
            );
        }

        return false;
    }
}
