namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Something that actions can be sent through: one connection, or a client that reconnects.</summary>
public interface IAmiSender
{
    /// <summary>Sends an action and waits for its response, and for the whole list when the reply is one.</summary>
    /// <returns>The response; one that says <c>Error</c> is a result, too.</returns>
    /// <exception cref="AmiDisconnectedException">No connection, or lost while waiting: the outcome is unknown.</exception>
    /// <exception cref="AmiTimeoutException">No response in time: the outcome is unknown.</exception>
    /// <exception cref="AmiProtocolException">The list reply passed its limits.</exception>
    /// <exception cref="OperationCanceledException">The token; the action may have been carried out all the same.</exception>
    Task<AmiResponse> SendAsync(AmiAction action, CancellationToken cancellationToken = default);
}
