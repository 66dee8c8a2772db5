namespace TelephonyBilling.Domain.Calls;

/// <summary>Why a reservation could not be extended.</summary>
public enum FundingRefusal
{
    /// <summary>The account can't pay for one more increment.</summary>
    InsufficientCredit,

    /// <summary>The account was suspended while the call went on.</summary>
    AccountSuspended,

    /// <summary>A limit on what the account, its number or its extension may spend leaves no money for one more increment.</summary>
    SpendLimitReached,

    /// <summary>The call reached the longest time that one call may last.</summary>
    LongestCallReached,

    /// <summary>The call is already settled or released.</summary>
    CallClosed,
}
