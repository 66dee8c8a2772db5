namespace TelephonyBilling.Engine.Gating;

/// <summary>Why the gate refuses a call. See <see cref="Refusals"/> for words, prompts and causes.</summary>
public enum RefusalReason
{
    /// <summary>The balance can't pay for the fee and one increment.</summary>
    InsufficientCredit,

    /// <summary>The number, or the extension without one, may not call abroad.</summary>
    InternationalNotAllowed,

    /// <summary>The destination is blocked in the rate deck, or is a premium number without a rate.</summary>
    DestinationBlocked,

    /// <summary>What was dialled is not a number, or has no rate.</summary>
    UnknownDestination,

    /// <summary>The account is suspended.</summary>
    AccountSuspended,

    /// <summary>Nobody is known to pay for this phone or number.</summary>
    UnknownAccount,

    /// <summary>Too many calls of the account, number or extension are open.</summary>
    TooManyCalls,

    /// <summary>One caller holds too many calls to a toll-free number, or made too many in an hour.</summary>
    CallerLimit,

    /// <summary>A limit on spending leaves less than the fee and one increment.</summary>
    SpendLimit,

    /// <summary>As many calls were begun in a minute or an hour as may be.</summary>
    CallRateLimit,

    /// <summary>As many calls to this destination are open as may be.</summary>
    DestinationLimit,

    /// <summary>Calls are not allowed at this hour.</summary>
    OutsideHours,

    /// <summary>The price is higher than the account says that it pays.</summary>
    RateTooHigh,

    /// <summary>The rent of the account's number is due.</summary>
    NumberSuspended,

    /// <summary>A feature was asked for whose call is not known, or is over.</summary>
    UnknownCall,

    /// <summary>The store or the connection to the switch is away, so nobody could meter the call.</summary>
    ServiceUnavailable,
}
