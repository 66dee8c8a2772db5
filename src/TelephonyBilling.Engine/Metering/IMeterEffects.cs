using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Carries out what meters decide.</summary>
public interface IMeterEffects
{
    /// <summary>Begins to do it and returns at once; what comes of it is told to the book as a signal.</summary>
    void Begin(MeteredCall call, MeterAction action);

    /// <summary>
    /// A leg was made for a call that is not here: for one that is over it would talk for nothing, but the call may be
    /// another daemon's.
    /// </summary>
    void Judge(string pbx, CallId call, string leg);

    /// <summary>As above, of a feature that runs on a channel: nothing becomes of the channel.</summary>
    void JudgeFeature(string pbx, CallId surcharge, CallFeature feature, string channel);

    /// <summary>A feature ended whose surcharge is not here: its record, just written once more, may be nobody's any longer.</summary>
    void JudgeRecord(string pbx, CallId surcharge);
}
