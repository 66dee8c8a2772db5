namespace TelephonyBilling.Engine.Notices;

/// <summary>A limit on use refused a call, or ended one.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Scope">Whose limit: <c>account</c>, <c>number</c>, <c>extension</c>.</param>
/// <param name="Subject">Which of them: the account's id, the number without <c>+</c>, the endpoint.</param>
/// <param name="Limit">Which limit, such as <c>spend-per-day</c>.</param>
/// <param name="Allowed">What is allowed: an amount with its currency, a number, hours of the week.</param>
/// <param name="Used">What was used of it, likewise.</param>
/// <param name="Outcome"><c>refused</c> or <c>ended</c>.</param>
/// <param name="To">Whom the call was for, a number without <c>+</c>.</param>
/// <param name="Call">Its id.</param>
/// <param name="Detail">All of that as an English sentence.</param>
public sealed record LimitReachedNotice(
    string Account,
    string Scope,
    string Subject,
    string Limit,
    string Allowed,
    string Used,
    string Outcome,
    string To,
    string Call,
    string Detail
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new(Events.EventKinds.LimitReached, "A limit on use refused a call, or ended one.", false);
}

/// <summary>Calls will cost more, or will cost something that were free.</summary>
/// <param name="EffectiveAt">From when on.</param>
/// <param name="Count">How many prices rise; <paramref name="Changes"/> may have only the first of them.</param>
/// <param name="More">How many of them are not in <paramref name="Changes"/>.</param>
/// <param name="Changes">Which.</param>
public sealed record RateChangeNotice(
    DateTimeOffset EffectiveAt,
    long Count,
    long More,
    IReadOnlyList<RateChangeLine> Changes
) : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new(
            "rate-change",
            "Calls will cost more, or will cost something that were free.",
            ConcernsMoney: true
        );
}

/// <summary>One price that changes.</summary>
/// <param name="Destination">Where to.</param>
/// <param name="Prefix">Its digits, without <c>+</c>; of several the shortest.</param>
/// <param name="Prefixes">How many prefixes have that price.</param>
/// <param name="Service">Which calls, such as <c>international-outbound</c>.</param>
/// <param name="Origin">From numbers of which country, two letters; <c>*</c>: of any.</param>
/// <param name="Currency">Of the amounts: the rates' own.</param>
/// <param name="Free">Whether such calls were free.</param>
/// <param name="PerMinuteBeforeMicros">What a minute costs now.</param>
/// <param name="PerMinuteAfterMicros">What it will cost.</param>
/// <param name="ConnectionFeeBeforeMicros">What an answer costs now.</param>
/// <param name="ConnectionFeeAfterMicros">What it will cost.</param>
/// <param name="StepsBefore">How time is charged now, such as <c>60/6</c>: the first seconds, then each further ones.</param>
/// <param name="StepsAfter">How it will be.</param>
public sealed record RateChangeLine(
    string Destination,
    string Prefix,
    long Prefixes,
    string Service,
    string Origin,
    string Currency,
    bool Free,
    long PerMinuteBeforeMicros,
    long PerMinuteAfterMicros,
    long ConnectionFeeBeforeMicros,
    long ConnectionFeeAfterMicros,
    string StepsBefore,
    string StepsAfter
);

/// <summary>A number's rent could not be paid: it takes no calls until it is.</summary>
/// <param name="Digits">The number without <c>+</c>.</param>
/// <param name="FeeMicros">The monthly rent.</param>
/// <param name="AvailableMicros">What was available.</param>
public sealed record NumberSuspendedNotice(string Digits, long FeeMicros, long AvailableMicros)
    : INotice
{
    /// <inheritdoc/>
    public static NoticeKind Kind { get; } =
        new("number-suspended", "A number's rent could not be paid.", ConcernsMoney: true);
}
