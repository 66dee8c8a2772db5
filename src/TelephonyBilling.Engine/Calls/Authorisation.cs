using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Calls;

/// <summary>The store's answer to a request for a first reservation.</summary>
public abstract record Authorisation
{
    private Authorisation() { }

    /// <summary>The call is open and paid for up to <see cref="OpenCall.FundedSeconds"/>.</summary>
    /// <param name="Call">The call: a new one, or the open one that asked before.</param>
    /// <param name="IsNew">Whether a reservation was placed now.</param>
    public sealed record Granted(OpenCall Call, bool IsNew) : Authorisation;

    /// <summary>The account can't pay for the fee and one increment.</summary>
    /// <param name="Available">What it could use.</param>
    /// <param name="Needed">What the least reservation takes.</param>
    public sealed record InsufficientCredit(Money Available, Money Needed) : Authorisation;

    /// <summary>The account is suspended.</summary>
    public sealed record AccountSuspended : Authorisation;

    /// <summary>There is no such account any more.</summary>
    public sealed record UnknownAccount : Authorisation;

    /// <summary>A limit of concurrent or hourly calls is reached.</summary>
    public sealed record LimitReached(CallLimit Limit) : Authorisation;

    /// <summary>A limit on use is reached.</summary>
    public sealed record UsageLimitReached(LimitUse Limit) : Authorisation;
}

/// <summary>Which limit of calls.</summary>
public enum CallLimit
{
    /// <summary>Open calls of the account.</summary>
    Account,

    /// <summary>Open calls of the number.</summary>
    Number,

    /// <summary>Open calls of the extension.</summary>
    Extension,

    /// <summary>Open calls of one caller to a toll-free number.</summary>
    Caller,

    /// <summary>Calls of one caller to a toll-free number in an hour.</summary>
    CallerPerHour,
}

/// <summary>The store's answer to a request for more.</summary>
public abstract record Funding
{
    private Funding() { }

    /// <summary>The call is paid for up to this connected time: more than before.</summary>
    public sealed record Extended(long TotalSeconds) : Funding;

    /// <summary>Nothing changed.</summary>
    public sealed record Refused(FundingRefusal Reason) : Funding
    {
        /// <summary>Which limit on use was reached; null: none was.</summary>
        public LimitUse? Limit { get; init; }
    }
}

/// <summary>What became of a settlement.</summary>
public enum SettleOutcome
{
    /// <summary>Charged and closed.</summary>
    Settled,

    /// <summary>It was settled or released before; nothing changed.</summary>
    AlreadyClosed,

    /// <summary>Closed at no charge: its trunk leg was charged as another call's, and a leg costs once.</summary>
    LegChargedBefore,
}
