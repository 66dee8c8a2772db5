namespace TelephonyBilling.Domain.Calls;

/// <summary>Why a call ended, or was never connected. Written in lower case with dashes.</summary>
public enum EndReason
{
    /// <summary>Somebody hung up.</summary>
    Hangup,

    /// <summary>The balance ended, and with it the lease.</summary>
    CreditExhausted,

    /// <summary>The account was suspended; the call ended with its lease.</summary>
    AccountSuspended,

    /// <summary>A limit on spending left no more money, and the lease ended.</summary>
    SpendLimit,

    /// <summary>The call reached the longest time that one call may last, and the lease ended.</summary>
    LongestCall,

    /// <summary>The lease ended although the balance may not have: the daemon or its store was away.</summary>
    LeaseEnded,

    /// <summary>Not connected: the called party was busy.</summary>
    Busy,

    /// <summary>Not connected: nobody answered.</summary>
    NoAnswer,

    /// <summary>Not connected: the caller gave up.</summary>
    Cancelled,

    /// <summary>Not connected: the carrier or the far end refused or failed.</summary>
    Failed,

    /// <summary>Not connected: the gate refused the call.</summary>
    Refused,
}

/// <summary>Text and Q.850 causes of <see cref="EndReason"/>.</summary>
public static class EndReasons
{
    /// <summary>The reason as it is stored and printed, such as <c>credit-exhausted</c>.</summary>
    public static string ToText(this EndReason reason) =>
        reason switch
        {
            EndReason.Hangup => "hangup",
            EndReason.CreditExhausted => "credit-exhausted",
            EndReason.AccountSuspended => "account-suspended",
            EndReason.SpendLimit => "spend-limit",
            EndReason.LongestCall => "longest-call",
            EndReason.LeaseEnded => "lease-ended",
            EndReason.Busy => "busy",
            EndReason.NoAnswer => "no-answer",
            EndReason.Cancelled => "cancelled",
            EndReason.Failed => "failed",
            EndReason.Refused => "refused",
            _ => throw new ArgumentOutOfRangeException(
                nameof(reason),
                reason,
                "Not a reason of this program."
            ),
        };

    /// <summary>What became of a call that no trunk leg answered, by the last cause that a leg gave (ITU-T Q.850).</summary>
    /// <param name="cause">0 where no leg gave one.</param>
    public static EndReason OfUnanswered(int cause) =>
        cause switch
        {
            0 or 16 => EndReason.Cancelled,
            17 => EndReason.Busy,
            18 or 19 => EndReason.NoAnswer,
            _ => EndReason.Failed,
        };
}
