using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>Which open surcharges belong to which call.</summary>
internal sealed class SurchargeIndex
{
    private readonly Dictionary<CallId, List<CallId>> byCall = [];

    /// <summary>How many calls have some.</summary>
    internal int Count => byCall.Count;

    /// <summary>The surcharges of a call, oldest first.</summary>
    internal IReadOnlyList<CallId> Of(CallId call) =>
        byCall.TryGetValue(call, out var surcharges) ? [.. surcharges] : [];

    internal void Add(CallId call, CallId surcharge)
    {
        if (!byCall.TryGetValue(call, out var surcharges))
        {
            byCall[call] = surcharges = new List<CallId>(1);
        }
        surcharges.Add(surcharge);
    }

    internal void Remove(CallId call, CallId surcharge)
    {
        if (byCall.TryGetValue(call, out var surcharges))
        {
            surcharges.Remove(surcharge);
            if (surcharges.Count == 0)
            {
                byCall.Remove(call);
            }
        }
    }
}
