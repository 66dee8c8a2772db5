using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>What callers hear when their call was ended because nothing more could be reserved.</summary>
public static class EndPrompts
{
    /// <summary>The prompt's name, without folder and format; null: there is nothing to say.</summary>
    public static string? Of(FundingRefusal reason) =>
        reason switch
        {
            FundingRefusal.InsufficientCredit => "credit-exhausted",
            FundingRefusal.AccountSuspended => "account-suspended",
            FundingRefusal.SpendLimitReached or FundingRefusal.LongestCallReached =>
                "limit-reached",
            _ => null,
        };
}
