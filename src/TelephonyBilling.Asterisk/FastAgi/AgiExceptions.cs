namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>Anything that ends a FastAGI session early.</summary>
public abstract class AgiException : Exception
{
    /// <summary>Makes the exception.</summary>
    protected AgiException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The peer closed, or its channel is dead: nobody is there to do what was asked.</summary>
public sealed class AgiHangupException : AgiException
{
    /// <summary>Makes the exception.</summary>
    public AgiHangupException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The peer sent something that is not AGI, or more of it than <see cref="AgiLimits"/> allows.</summary>
public sealed class AgiProtocolException : AgiException
{
    /// <summary>Makes the exception.</summary>
    public AgiProtocolException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The peer took longer than <see cref="AgiLimits"/> allows, or the server stopped.</summary>
public sealed class AgiTimeoutException : AgiException
{
    /// <summary>Makes the exception.</summary>
    public AgiTimeoutException(string message)
        : base(message) { }
}

/// <summary>Asterisk answered a command with a refusal, and the caller needed its success.</summary>
public sealed class AgiCommandException : AgiException
{
    /// <summary>Makes the exception.</summary>
    public AgiCommandException(string command, AgiReply reply)
        : base($"Asterisk refused {command}: {reply}") => this.Reply = reply;

    /// <summary>What Asterisk answered.</summary>
    public AgiReply Reply { get; }
}
