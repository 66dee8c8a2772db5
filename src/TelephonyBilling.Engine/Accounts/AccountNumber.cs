using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>A telephone number that an account owns.</summary>
/// <param name="Number">E.164.</param>
/// <param name="Account">The owner's id.</param>
/// <param name="Kind">Local or toll-free.</param>
/// <param name="Country">Home country, ISO 3166 alpha-2, such as <c>US</c>: the origin of its calls.</param>
/// <param name="International">Whether it may call abroad. Off unless switched on: most fraud is a phone that never should have.</param>
/// <param name="MaxCalls">Chargeable calls open at once; null: no limit.</param>
/// <param name="MaxCallsPerCaller">Toll-free inbound: calls open at once from one caller; null: no limit.</param>
/// <param name="MaxCallsPerCallerPerHour">Toll-free inbound: calls from one caller in any 60 minutes, against pumping; null: no limit.</param>
public sealed record AccountNumber(
    E164Number Number,
    string Account,
    NumberKind Kind,
    string Country,
    bool International,
    int? MaxCalls,
    int? MaxCallsPerCaller,
    int? MaxCallsPerCallerPerHour
)
{
    /// <summary>Whether it may be used.</summary>
    public NumberStatus Status { get; init; }

    /// <summary>What it costs a month, in the account's currency; null: no rent.</summary>
    public Money? MonthlyFee { get; init; }

    /// <summary>When the month ends that was paid last, UTC; null: no rent, or none was paid.</summary>
    public DateTimeOffset? PaidUntil { get; init; }
}

/// <summary>Whether a number may be used.</summary>
public enum NumberStatus
{
    /// <summary>It may.</summary>
    Active,

    /// <summary>Its rent is due, and the account could not pay: no chargeable call is made from it or to it.</summary>
    Suspended,
}

/// <summary>What kind of number it is.</summary>
public enum NumberKind
{
    /// <summary>The caller pays.</summary>
    Local,

    /// <summary>The owner pays.</summary>
    TollFree,
}
