using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>One row of a rate deck: what calls of one service to one prefix cost, or that they are free or blocked.</summary>
/// <remarks>Immutable. <see cref="RateRowValidator"/> makes it from the texts of a rate file.</remarks>
public sealed record Rate
{
    /// <summary>The origin of rates that hold for calls from anywhere.</summary>
    public const string AnyOrigin = "*";

    /// <summary>The service that is charged.</summary>
    public required Service Service { get; init; }

    /// <summary>
    /// The country (ISO 3166) of the account's number for which this rate holds, or <see cref="AnyOrigin"/>.
    /// </summary>
    public string Origin { get; init; } = AnyOrigin;

    /// <summary>The numbers this rate is for: the number dialled, or, inbound, the account's number that was called.</summary>
    public required NumberPrefix Prefix { get; init; }

    /// <summary>The destination's name, as people read it on their statement.</summary>
    public required string Destination { get; init; }

    /// <summary>Fee, price per minute and increments. Zero where the destination is free or blocked.</summary>
    public required CallPrice Price { get; init; }

    /// <summary>
    /// Whether calls are allowed at a zero balance; the price is then zero. A price of zero without this flag costs
    /// nothing either, but the account must be in credit.
    /// </summary>
    public bool IsFree { get; init; }

    /// <summary>Whether nobody may call there.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Why it is blocked, in a word or a few, such as <c>satellite</c>; empty if nobody said.</summary>
    public string BlockReason { get; init; } = "";

    /// <summary>The instant (UTC) from which the rate holds; null for always.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <inheritdoc cref="CallPrice.ConnectionFee"/>
    public Money ConnectionFee => Price.ConnectionFee;

    /// <inheritdoc cref="CallPrice.PerMinute"/>
    public Money PerMinute => Price.PerMinute;

    /// <inheritdoc cref="CallPrice.Increments"/>
    public BillingIncrements Increments => Price.Increments;
}
