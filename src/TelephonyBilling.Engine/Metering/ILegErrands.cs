using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What meters want of the legs of their calls: of channels, or of features that run on channels.</summary>
internal interface ILegErrands
{
    /// <summary>The leg is to end at that time by itself.</summary>
    /// <returns>What the meter is to be told; null: nothing.</returns>
    Task<CallSignal?> ExtendLeaseAsync(MeteredCall metered, MeterAction.ExtendLease lease);

    /// <summary>Somebody is to hear that it is about to end.</summary>
    Task WarnAsync(OpenCall call, MeterAction.Warn warn);

    /// <summary>The leg is to end now.</summary>
    /// <returns>What the meter is to be told; null: nothing.</returns>
    Task<CallSignal?> HangUpAsync(MeteredCall metered, string leg);
}
