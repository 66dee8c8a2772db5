namespace TelephonyBilling.Engine.Switching;

/// <summary>A switch can't be asked, or did not answer in time.</summary>
public sealed class SwitchUnavailableException(string pbx, string reason, Exception? inner = null)
    : Exception($"The PBX '{pbx}' can't be asked: {reason}", inner)
{
    /// <summary>The switch's name.</summary>
    public string Pbx { get; } = pbx;
}
