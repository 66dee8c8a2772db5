namespace TelephonyBilling.Engine.Gating;

/// <summary>How the gate decides where the rules leave a choice.</summary>
public sealed record GateOptions
{
    /// <summary>The connected time that the first reservation asks for. Default 300 s, as <c>MeterOptions.Quota</c>.</summary>
    public TimeSpan FirstQuota { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The name under which this daemon opens calls, and takes them up again after a restart. Default: none. Daemons that share
    /// a database and a switch need different ones.
    /// </summary>
    public string Daemon { get; init; } = "";

    /// <summary>
    /// Whether chargeable calls are refused while the switch's events don't arrive. Default true: such a call would run on
    /// its first reservation alone, and be cut at its end.
    /// </summary>
    public bool RefuseWhileBlind { get; init; } = true;
}
