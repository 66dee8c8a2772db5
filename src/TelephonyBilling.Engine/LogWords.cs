using System.Globalization;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine;

/// <summary>How values stand in log lines.</summary>
internal static class LogWords
{
    internal static string Text(FundingRefusal reason) =>
        reason switch
        {
            FundingRefusal.InsufficientCredit => "insufficient-credit",
            FundingRefusal.AccountSuspended => "account-suspended",
            FundingRefusal.SpendLimitReached => "spend-limit",
            FundingRefusal.LongestCallReached => "longest-call",
            _ => "call-closed",
        };

    // The number of an open call is E.164, and is written as such.
    internal static string Number(string digits) => "+" + digits;

    internal static string Seconds(TimeSpan time) =>
        ((decimal)time.Ticks / TimeSpan.TicksPerSecond).ToString(
            "0.000",
            CultureInfo.InvariantCulture
        );
}
