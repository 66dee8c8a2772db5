using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Switches.Speech;

/// <summary>The sentences that callers hear about money.</summary>
internal static class Sentences
{
    /// <summary>The most minutes that are told; who has more hears that it is more.</summary>
    private const long MostMinutes = 1000;

    /// <summary>The longest time worth computing for <see cref="Price"/> and <see cref="Balance"/>, in seconds.</summary>
    internal const long MostSeconds = (MostMinutes + 1) * 60;

    /// <summary>"This call costs two cents a minute, plus four cents for the connection. You have 47 minutes."</summary>
    /// <param name="price">What the call costs; nothing is said of one that is free.</param>
    /// <param name="affordableSeconds">What the available money pays for.</param>
    internal static Utterance Price(CallPrice price, long affordableSeconds)
    {
        var utterance = new Utterance();
        if (price.IsZero)
        {
            return utterance;
        }
        utterance.Prompt(Spoken.ThisCallCosts);
        if (price.PerMinute.IsZero)
        {
            return utterance.Exactly(price.InAccountCurrency(price.ConnectionFee));
        }
        utterance.Exactly(price.InAccountCurrency(price.PerMinute)).Prompt(Spoken.AMinute);
        if (!price.ConnectionFee.IsZero)
        {
            utterance
                .Prompt(Spoken.Plus)
                .Exactly(price.InAccountCurrency(price.ConnectionFee))
                .Prompt(Spoken.ForTheConnection);
        }
        return Minutes(utterance.Prompt(Spoken.YouHave), affordableSeconds);
    }

    /// <summary>"Your balance is twelve dollars. You have 47 minutes to the number that you called last."</summary>
    /// <param name="isSuspended">Then that is said first, and no call could be made for the money.</param>
    /// <param name="balance">The account's.</param>
    /// <param name="secondsToLast">What the available money pays for to the number that was called last; null: nobody knows, or it is free.</param>
    internal static Utterance Balance(bool isSuspended, Money balance, long? secondsToLast)
    {
        var utterance = isSuspended ? Refusal(RefusalReason.AccountSuspended) : new Utterance();
        utterance.Prompt(Spoken.YourBalanceIs).RoundedDown(balance);
        return secondsToLast is { } seconds && !isSuspended
            ? Minutes(utterance.Prompt(Spoken.YouHave), seconds).Prompt(Spoken.ToTheLastNumber)
            : utterance;
    }

    /// <summary>What a caller hears whose call is refused for that reason.</summary>
    internal static Utterance Refusal(RefusalReason reason) =>
        new Utterance().Prompt(reason.Prompt(CallDirection.Outbound));

    private static Utterance Minutes(Utterance utterance, long seconds) =>
        (seconds / 60) switch
        {
            0 => utterance.Prompt(Spoken.LessThanAMinute),
            1 => utterance.Number(1).Prompt(Spoken.Minute),
            > MostMinutes => utterance
                .Prompt(Spoken.MoreThan)
                .Number(MostMinutes)
                .Prompt(Spoken.Minutes),
            var minutes => utterance.Number(minutes).Prompt(Spoken.Minutes),
        };
}
