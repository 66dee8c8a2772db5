using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>What the rules say of a request, before any money is asked for.</summary>
public abstract record GateProposal
{
    private GateProposal() { }

    /// <summary>The call is none of billing's business: it goes through unmetered.</summary>
    /// <param name="Service">What it is.</param>
    /// <param name="Number">The number to dial, E.164 without <c>+</c>; null: dial what was dialled.</param>
    public sealed record Pass(Service Service, string? Number) : GateProposal;

    /// <summary>The call may be made if the account can pay.</summary>
    /// <param name="Parties">Who calls whom, and who pays.</param>
    /// <param name="Quote">How the price came about; null for a free service of which nothing says a price.</param>
    /// <param name="Price">The price that the call will keep, charged in the account's currency.</param>
    /// <param name="NeedsCredit">Refuse if nothing is available, though the call is free.</param>
    /// <param name="Limits">How many calls may be open.</param>
    public sealed record Chargeable(
        CallParties Parties,
        Quote? Quote,
        CallPrice Price,
        bool NeedsCredit,
        CallLimits Limits
    ) : GateProposal
    {
        /// <summary>What must be available in whole, though the call may need less.</summary>
        public required Money MinAvailable { get; init; }

        /// <summary>Where the price comes from, for the record.</summary>
        public required RateSource Source { get; init; }

        /// <summary>Whose limits on use the call has to keep. Empty: nobody's.</summary>
        public IReadOnlyList<LimitedSubject> LimitedBy { get; init; } = [];
    }

    /// <summary>The call may not be made.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">A sentence for the operator: what was found and what to do.</param>
    /// <param name="Parties">As far as they were found.</param>
    public sealed record Refuse(RefusalReason Reason, string Detail, CallParties Parties)
        : GateProposal
    {
        /// <summary>The limit on use that refuses it; null: none does.</summary>
        public LimitUse? Limit { get; init; }

        /// <summary>What was found of the price, where it is the price that is refused; else null.</summary>
        public Quote? Quote { get; init; }
    }
}
