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
}
