using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Carries out what meters decide.</summary>
public interface IMeterEffects
{
    /// <summary>Begins to do it and returns at once; what comes of it is told to the book as a signal.</summary>
    void Begin(MeteredCall call, MeterAction action);

    /// <summary>A leg belongs to no open call: it would talk for nothing.</summary>
    void HangUpUnpaid(string pbx, CallId call, string leg);
}
