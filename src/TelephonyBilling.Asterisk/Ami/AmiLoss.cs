namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Why a connection is gone.</summary>
public enum AmiLossReason
{
    /// <summary>We closed it.</summary>
    Stopped,

    /// <summary>The peer closed it.</summary>
    ClosedByPeer,

    /// <summary>The network failed.</summary>
    NetworkError,

    /// <summary>The peer sent something that is not AMI, or too much of it.</summary>
    ProtocolError,

    /// <summary>Nothing came after a ping.</summary>
    PingTimeout,

    /// <summary>More subscribed events waited for the handler than the queue may hold.</summary>
    QueueOverflow,
}

/// <summary>The end of a connection. Events between it and the next connection were missed: compare states then.</summary>
/// <param name="Epoch">Which connection.</param>
/// <param name="Reason">Why.</param>
/// <param name="Error">What happened, or null.</param>
/// <param name="At">When it was noticed, by this machine's clock, UTC.</param>
public sealed record AmiLoss(long Epoch, AmiLossReason Reason, Exception? Error, DateTimeOffset At);

/// <summary>An attempt to connect that failed.</summary>
/// <param name="Attempt">Counted from 1 since the last connection.</param>
/// <param name="Error"><see cref="AmiLoginException"/> when the login was refused.</param>
/// <param name="RetryIn">When the next attempt comes.</param>
public sealed record AmiConnectFailure(int Attempt, Exception Error, TimeSpan RetryIn);
