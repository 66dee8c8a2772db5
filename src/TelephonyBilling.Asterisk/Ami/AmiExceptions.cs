namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Anything that went wrong with AMI.</summary>
public abstract class AmiException : Exception
{
    /// <summary>Makes the exception.</summary>
    protected AmiException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>The peer sent something that is not AMI, or more of it than <see cref="AmiLimits"/> allows. Ends one connection.</summary>
public sealed class AmiProtocolException : AmiException
{
    /// <summary>Makes the exception; the message says what was found and what was expected.</summary>
    public AmiProtocolException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>There is no connection, or it went while an action was waiting for its response: whether Asterisk did it is unknown.</summary>
public sealed class AmiDisconnectedException : AmiException
{
    /// <summary>Makes the exception.</summary>
    public AmiDisconnectedException(string message, Exception? inner = null)
        : base(message, inner) { }
}

/// <summary>No response came in time: whether Asterisk did it is unknown.</summary>
public sealed class AmiTimeoutException : AmiException
{
    /// <summary>Makes the exception.</summary>
    public AmiTimeoutException(string message)
        : base(message) { }
}

/// <summary>Asterisk refused the login: wrong user, wrong secret, or an ACL.</summary>
public sealed class AmiLoginException : AmiException
{
    /// <summary>Makes the exception.</summary>
    public AmiLoginException(string message)
        : base(message) { }
}

/// <summary>Asterisk answered an action with an error (<c>Response: Error</c>), and the caller asked for its success.</summary>
public sealed class AmiActionException : AmiException
{
    /// <summary>Makes the exception.</summary>
    public AmiActionException(string action, AmiResponse response)
        : base($"Asterisk refused the action {action}: {response.Text ?? response.Status}")
    {
        this.Action = action;
        this.Response = response;
    }

    /// <summary>The refused action's name.</summary>
    public string Action { get; }

    /// <summary>What Asterisk answered.</summary>
    public AmiResponse Response { get; }
}
