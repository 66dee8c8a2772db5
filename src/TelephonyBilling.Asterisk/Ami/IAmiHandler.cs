using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// Gets what one PBX says, one call at a time and in order: connected, its events, lost, connected again. A call may
/// take its time and may send actions: reading goes on meanwhile, and responses don't wait behind events. A call that
/// throws is logged and counted, and the next one comes.
/// </summary>
public interface IAmiHandler
{
    /// <summary>
    /// A connection is logged in. Whatever happened on the PBX since the last one was missed: compare states here,
    /// through <paramref name="session"/>. Events of this connection follow after this call returns.
    /// </summary>
    ValueTask OnConnectedAsync(AmiSession session, CancellationToken cancellationToken);

    /// <summary>A connection is gone, and all its events were handed over before.</summary>
    ValueTask OnLostAsync(AmiLoss loss, CancellationToken cancellationToken);

    /// <summary>A subscribed event.</summary>
    ValueTask OnEventAsync(AmiEvent amiEvent, CancellationToken cancellationToken);

    /// <summary>An attempt to connect failed; the next one comes by itself.</summary>
    ValueTask OnConnectFailedAsync(
        AmiConnectFailure failure,
        CancellationToken cancellationToken
    ) => ValueTask.CompletedTask;
}
