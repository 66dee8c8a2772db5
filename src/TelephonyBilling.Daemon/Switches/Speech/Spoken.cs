namespace TelephonyBilling.Daemon.Switches.Speech;

/// <summary>The prompts of which sentences are made: names of sound files, without folder and format.</summary>
internal static class Spoken
{
    internal const string ThisCallCosts = "this-call-costs";
    internal const string AMinute = "a-minute";
    internal const string Plus = "plus";
    internal const string ForTheConnection = "for-the-connection";
    internal const string YouHave = "you-have";
    internal const string Minute = "minute";
    internal const string Minutes = "minutes";
    internal const string LessThanAMinute = "less-than-a-minute";
    internal const string MoreThan = "more-than";
    internal const string YourBalanceIs = "your-balance-is";
    internal const string ToTheLastNumber = "to-the-last-number";
    internal const string And = "and";
    internal const string Point = "point";

    /// <summary>All that a sentence may be made of, units of money included.</summary>
    internal static readonly IReadOnlyList<string> All =
    [
        ThisCallCosts,
        AMinute,
        Plus,
        ForTheConnection,
        YouHave,
        Minute,
        Minutes,
        LessThanAMinute,
        MoreThan,
        YourBalanceIs,
        ToTheLastNumber,
        And,
        Point,
        .. SpokenMoney.Units,
    ];
}
