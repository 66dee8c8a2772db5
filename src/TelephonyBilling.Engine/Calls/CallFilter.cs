using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Calls;

/// <summary>Which call records to list: those for which all holds that is named here. Null: it does not matter.</summary>
/// <remarks>
/// Of one account they come by the instant at which the gate was asked, the newest first; of all accounts by when they were
/// written down, which differs only where clocks do.
/// </remarks>
public sealed record CallFilter
{
    /// <summary>Of this account.</summary>
    public string? Account { get; init; }

    /// <summary>In this state.</summary>
    public CallState? State { get; init; }

    /// <summary>Only those that hold money now.</summary>
    public bool OnlyOpen { get; init; }

    /// <summary>What became of it.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>Of this member; case does not matter.</summary>
    public string? Member { get; init; }

    /// <summary>Of this department; case does not matter.</summary>
    public string? Department { get; init; }

    /// <summary>Of this extension.</summary>
    public string? Extension { get; init; }

    /// <summary>With this number of the account, E.164 without <c>+</c>.</summary>
    public string? Number { get; init; }

    /// <summary>To a destination of this name; case does not matter.</summary>
    public string? Destination { get; init; }

    /// <summary>Of this service.</summary>
    public Service? Service { get; init; }

    /// <summary>Who called, as <see cref="CallParties.From"/> has it.</summary>
    public string? From { get; init; }

    /// <summary>Who was called, as <see cref="CallParties.To"/> has it.</summary>
    public string? To { get; init; }

    /// <summary>The gate was asked at this instant or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The gate was asked before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>With this <see cref="CallRecord.EndReason"/>: why it ended, or why it was refused.</summary>
    public string? Reason { get; init; }

    /// <summary>That cost at least so many millionths of its account's currency.</summary>
    public long? MinChargeMicros { get; init; }

    /// <summary>Only those that come behind this call in the list: the next page.</summary>
    public CallId? Before { get; init; }

    /// <summary>At most so many. Default 100.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What became of a call.</summary>
public enum CallOutcome
{
    /// <summary>Somebody answered; it may go on.</summary>
    Answered,

    /// <summary>It is over, and nobody answered.</summary>
    Unanswered,

    /// <summary>The gate said no.</summary>
    Refused,
}
