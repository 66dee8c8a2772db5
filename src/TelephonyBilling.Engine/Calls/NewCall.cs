using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Calls;

/// <summary>Who calls whom, as it was at the gate: frozen for the life of the call.</summary>
/// <param name="Account">Who pays.</param>
/// <param name="Service">What is charged.</param>
/// <param name="From">The calling extension or number, as a person would name it.</param>
/// <param name="To">The called number in E.164 without <c>+</c>; the dialled text where it is not a number.</param>
/// <param name="Dialled">What was dialled, to the letter.</param>
/// <param name="Destination">The rate's destination name.</param>
/// <param name="Number">The account's own number involved, E.164 without <c>+</c>; null: none.</param>
/// <param name="Extension">The endpoint that calls; null: none of the account's.</param>
/// <param name="Member">The person; null: not known.</param>
/// <param name="Department">Their group; null: not known.</param>
public sealed record CallParties(
    string Account,
    Service Service,
    string From,
    string To,
    string Dialled,
    string Destination,
    string? Number,
    string? Extension,
    string? Member,
    string? Department
);

/// <summary>A call that the gate wants to open.</summary>
/// <param name="Id">Its name; used only if a new call is opened.</param>
/// <param name="Pbx">The switch.</param>
/// <param name="Owner">The channel that asks.</param>
/// <param name="OwnerIsTrunk">Inbound: the channel that asks is the trunk leg itself.</param>
/// <param name="Parties">Who calls whom.</param>
/// <param name="Price">The price that the call keeps.</param>
/// <param name="WantedSeconds">The first quota, in whole increments.</param>
/// <param name="NeedsCredit">Refuse if nothing is available, though the call itself may be free.</param>
/// <param name="Limits">How many calls may be open beside this one.</param>
/// <param name="At">When, UTC.</param>
public sealed record NewCall(
    CallId Id,
    string Pbx,
    string Owner,
    bool OwnerIsTrunk,
    CallParties Parties,
    CallPrice Price,
    long WantedSeconds,
    bool NeedsCredit,
    CallLimits Limits,
    DateTimeOffset At
)
{
    /// <summary>What must be available in whole to begin, though the call may need less.</summary>
    public Money MinAvailable { get; init; } = Money.Zero(Price.ChargeCurrency);

    /// <summary>The daemon that opens the call; empty: it has no name.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>Where the price comes from, for the record.</summary>
    public RateSource Source { get; init; } = RateSource.None;

    /// <summary>Whose limits on use this call has to keep, and counts towards. Empty: nobody's.</summary>
    public IReadOnlyList<LimitedSubject> LimitedBy { get; init; } = [];

    /// <summary>A surcharge: the call that it belongs to. It is none of those that limits of concurrent calls count.</summary>
    public CallId? Parent { get; init; }
}

/// <summary>Where a call's price comes from. Texts, since plan and deck may be other ones by the time somebody reads it.</summary>
/// <param name="Plan">The account's plan; null: not known.</param>
/// <param name="Deck">The deck that had the rate; null: a rule had it, or the call needs none.</param>
/// <param name="Prefix">The rate's prefix; null like <paramref name="Deck"/>.</param>
/// <param name="Origin">The country for which it was looked up; null: any.</param>
public sealed record RateSource(string? Plan, string? Deck, string? Prefix, string? Origin)
{
    /// <summary>Nothing is known.</summary>
    public static RateSource None { get; } = new(null, null, null, null);
}

/// <summary>How many calls may be open at once, this one included; null: no limit.</summary>
/// <param name="Account">Of the account.</param>
/// <param name="Number">Of the account's number.</param>
/// <param name="Extension">Of the extension.</param>
/// <param name="Caller">Toll-free inbound: from this caller to this number.</param>
/// <param name="CallerPerHour">Toll-free inbound: authorised from this caller to this number in the last 60 minutes.</param>
public readonly record struct CallLimits(
    int? Account,
    int? Number,
    int? Extension,
    int? Caller,
    int? CallerPerHour
);
