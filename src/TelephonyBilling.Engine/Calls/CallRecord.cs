using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Calls;

/// <summary>What is kept of a call, open or closed, refused ones too.</summary>
/// <param name="Id">The call.</param>
/// <param name="Pbx">The switch.</param>
/// <param name="Parties">Who called whom.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Price">The price that was frozen at the gate; null for a refused call that found none.</param>
/// <param name="AuthorisedAt">When the gate was asked, UTC.</param>
/// <param name="Leg">The answered trunk leg's unique id; null: not answered.</param>
/// <param name="AnsweredAt">UTC; null: not answered.</param>
/// <param name="EndedAt">UTC; null: still open.</param>
/// <param name="Connected">Zero while not known.</param>
/// <param name="BilledSeconds">Zero while not settled.</param>
/// <param name="FundedSeconds">What was paid for in advance.</param>
/// <param name="Held">What is set aside now; zero once closed.</param>
/// <param name="Charge">Null while not settled.</param>
/// <param name="Currency">Of all amounts; the default value for a call refused before an account was found.</param>
/// <param name="EndReason">Text of <see cref="EndReasons"/>, or why the gate refused; null while open.</param>
/// <param name="Cause">Hangup cause of ITU-T Q.850; 0: not known.</param>
/// <param name="Estimated">Settled by its lease, since no record told its end.</param>
/// <param name="ClockStepped">The switch's clock stepped during the call.</param>
public sealed record CallRecord(
    CallId Id,
    string Pbx,
    CallParties Parties,
    CallState State,
    CallPrice? Price,
    DateTimeOffset AuthorisedAt,
    string? Leg,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    TimeSpan Connected,
    long BilledSeconds,
    long FundedSeconds,
    Money Held,
    Money? Charge,
    Currency Currency,
    string? EndReason,
    int Cause,
    bool Estimated,
    bool ClockStepped
)
{
    /// <summary>Where the price came from.</summary>
    public RateSource Source { get; init; } = RateSource.None;

    /// <summary>A surcharge: the call that it belongs to. Null: it is a call.</summary>
    public CallId? Parent { get; init; }

    /// <summary>The daemon that opened the call; empty: it has no name, or the call was refused.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>Whether it holds money.</summary>
    public bool IsOpen => State is CallState.Authorised or CallState.Connected;
}

/// <summary>Where a recorded call stands.</summary>
public enum CallState
{
    /// <summary>Money is set aside; not answered as far as is known.</summary>
    Authorised,

    /// <summary>Answered, and going on as far as is known.</summary>
    Connected,

    /// <summary>Charged.</summary>
    Settled,

    /// <summary>Over without an answer; nothing was charged.</summary>
    Released,

    /// <summary>The gate said no.</summary>
    Refused,
}

/// <summary>An attempt that the gate refused.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Pbx">The switch.</param>
/// <param name="Owner">The channel that asked.</param>
/// <param name="Parties">As far as they were found; the account may be empty.</param>
/// <param name="Reason">Why, in the words of the log.</param>
/// <param name="At">When, UTC.</param>
public sealed record RefusedCall(
    CallId Id,
    string Pbx,
    string Owner,
    CallParties Parties,
    string Reason,
    DateTimeOffset At
)
{
    /// <summary>A surcharge: the call that it would have belonged to.</summary>
    public CallId? Parent { get; init; }

    /// <summary>The limit on use that refused it: an event and a mail tell of it. Null: none did.</summary>
    public LimitUse? Limit { get; init; }
}
