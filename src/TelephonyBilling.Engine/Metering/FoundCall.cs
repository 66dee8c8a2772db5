using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What a comparison found out about one open call.</summary>
public sealed record FoundCall
{
    /// <summary>When the leg was answered that the store names; null: it names none.</summary>
    public Moment? Recorded { get; init; }

    /// <summary>The trunk leg that the switch's own record names; null: it kept none.</summary>
    public string? Leg { get; init; }

    /// <summary>When that leg was answered; null: not, as far as is known.</summary>
    public Moment? Answered { get; init; }

    /// <summary>When that leg ended; null: it has not, or left no record of it.</summary>
    public Moment? Ended { get; init; }

    /// <summary>Hangup cause of ITU-T Q.850; 0: not known.</summary>
    public int Cause { get; init; }

    /// <summary>Whether the record says that the lease ended the leg.</summary>
    public bool ByLease { get; init; }

    /// <summary>The channels that exist. Legs that are missing here and left no record of their end have vanished.</summary>
    public required IReadOnlyDictionary<string, LiveChannel> Live { get; init; }

    /// <summary>When the switch was started; null: not known.</summary>
    public DateTimeOffset? SwitchStartedAt { get; init; }
}
