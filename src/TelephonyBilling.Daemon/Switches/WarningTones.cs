using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>No warning.</summary>
public sealed class SilentWarning : IWarningTone
{
    /// <inheritdoc/>
    public Task PlayAsync(IAmiSender pbx, string leg, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}

/// <summary>
/// A DTMF digit to each phone in the leg's bridge (<c>PlayDTMF</c>): needs no more than the <c>call</c> class, but a phone
/// that gets digits as RFC 4733 events may choose not to sound them.
/// </summary>
public sealed class DtmfWarning : IWarningTone
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(300);

    /// <inheritdoc/>
    public async Task PlayAsync(IAmiSender pbx, string leg, CancellationToken cancellationToken)
    {
        foreach (var peer in await BridgePeers.FindAsync(pbx, leg, cancellationToken))
        {
            var response = await pbx.SendAsync(
                AmiActions.PlayDtmf(peer.Channel, '0', Length),
                cancellationToken
            );
            response.EnsureSuccess("PlayDTMF");
        }
    }
}

/// <summary>
/// A beep in the ear of each phone in the leg's bridge, and of nobody else: a short local call whispers to it
/// (<c>ChanSpy</c> with <c>w</c>; context <c>tb-warning</c>). Needs the <c>originate</c> class.
/// </summary>
public sealed class WhisperedBeep : IWarningTone
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task PlayAsync(IAmiSender pbx, string leg, CancellationToken cancellationToken)
    {
        foreach (var peer in await BridgePeers.FindAsync(pbx, leg, cancellationToken))
        {
            var call = new OriginateRequest
            {
                Channel = "Local/s@tb-warning/n",
                Application = "ChanSpy",
                Data = $"{peer.Channel},qwsESX",
                RingTime = Longest,
            };
            var response = await pbx.SendAsync(AmiActions.Originate(call), cancellationToken);
            response.EnsureSuccess("Originate");
        }
    }
}

/// <summary>Who talks with a trunk leg.</summary>
internal static class BridgePeers
{
    /// <summary>The other channels in the leg's bridge; none if it is in none.</summary>
    public static async Task<IReadOnlyList<AmiEvent>> FindAsync(
        IAmiSender pbx,
        string leg,
        CancellationToken cancellationToken
    )
    {
        var status = await pbx.StatusAsync(leg, cancellationToken);
        if (status is not { BridgeId.Length: > 0 })
        {
            return [];
        }
        var bridge = await pbx.SendAsync(AmiActions.BridgeInfo(status.BridgeId), cancellationToken);
        return bridge
            .EnsureSuccess("BridgeInfo")
            .Events.Where(channel => channel.Uniqueid.Length > 0 && channel.Uniqueid != leg)
            .ToList();
    }
}
