using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>Lets whoever talks with a trunk leg hear that the call is about to end.</summary>
public interface IWarningTone
{
    /// <summary>Plays it.</summary>
    /// <exception cref="AmiException">Asterisk can't be asked, or refused.</exception>
    Task PlayAsync(IAmiSender pbx, string leg, CancellationToken cancellationToken);
}
