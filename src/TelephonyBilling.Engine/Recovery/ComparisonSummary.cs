using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Metering;

namespace TelephonyBilling.Engine.Recovery;

/// <summary>What a comparison found.</summary>
public sealed class ComparisonSummary
{
    /// <summary>Calls that were open in the store.</summary>
    public int Open { get; private set; }

    /// <summary>Calls that go on, ringing or connected.</summary>
    public int Resumed { get; private set; }

    /// <summary>Calls that had ended, settled from the switch's record.</summary>
    public int Settled { get; private set; }

    /// <summary>Calls that had ended without a record, settled by their lease.</summary>
    public int Estimated { get; private set; }

    /// <summary>Calls that were never connected, released.</summary>
    public int Released { get; private set; }

    internal void Count(OpenCall call, FoundCall found)
    {
        Open++;
        var leg = found.Leg ?? call.Leg;
        var wasAnswered = found.Answered is not null || found.Recorded is not null;
        if (found.Ended is not null && wasAnswered)
        {
            Settled++;
        }
        else if (
            (leg is not null && found.Live.ContainsKey(leg))
            || (!wasAnswered && found.Live.ContainsKey(call.Owner))
        )
        {
            Resumed++;
        }
        else if (wasAnswered)
        {
            Estimated++;
        }
        else
        {
            Released++;
        }
    }

    internal void Report(ILogger logger, EngineMetrics metrics, string pbx)
    {
        RecoveryLog.Compared(logger, pbx, Open, Resumed, Settled, Estimated, Released);
        metrics.Repaired(pbx, "resumed", Resumed);
        metrics.Repaired(pbx, "settled", Settled);
        metrics.Repaired(pbx, "estimated", Estimated);
        metrics.Repaired(pbx, "released", Released);
    }
}
