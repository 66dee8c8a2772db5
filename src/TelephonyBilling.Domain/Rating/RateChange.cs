namespace TelephonyBilling.Domain.Rating;

/// <summary>What becomes of one row between two decks, and what that means for calls to its numbers.</summary>
/// <param name="Kind">Whether the row comes, goes or changes.</param>
/// <param name="Row">The row itself: of the later deck, or, where it goes, of the earlier one.</param>
/// <param name="Before">What counted for its numbers until then; of a new row the one of a shorter prefix. Null: nothing did.</param>
/// <param name="After">What counts for them from then on; of a row that goes the one of a shorter prefix. Null: nothing does.</param>
public sealed record RateChange(RateChangeKind Kind, Rate Row, Rate? Before, Rate? After)
{
    /// <summary>The lengths of the calls, in seconds, on which two prices are compared: a second to an hour.</summary>
    public static IReadOnlyList<int> ComparedSeconds { get; } =
    [1, 6, 30, 60, 61, 90, 120, 180, 300, 600, 1800, 3600];

    /// <summary>Whether calls cost more: of <see cref="ComparedSeconds"/> some do, and none costs less.</summary>
    public bool IsDearer => Compare() is { Up: true, Down: false };

    /// <summary>Whether calls cost less: of <see cref="ComparedSeconds"/> some do, and none costs more.</summary>
    public bool IsCheaper => Compare() is { Up: false, Down: true };

    /// <summary>Whether some of <see cref="ComparedSeconds"/> cost more and some less.</summary>
    public bool IsMixed => Compare() is { Up: true, Down: true };

    /// <summary>Whether what cost nothing costs something.</summary>
    public bool BecomesPaid => CostsNothing(Before) && Costs(After);

    /// <summary>Whether what cost something costs nothing.</summary>
    public bool BecomesFree => Costs(Before) && CostsNothing(After);

    /// <summary>Whether numbers that could be called are blocked.</summary>
    public bool BecomesBlocked => Before is { IsBlocked: false } && After is { IsBlocked: true };

    /// <summary>Whether numbers that were blocked can be called.</summary>
    public bool BecomesUnblocked => Before is { IsBlocked: true } && After is { IsBlocked: false };

    private static bool Costs(Rate? rate) =>
        rate is { IsBlocked: false, IsFree: false, Price.IsZero: false };

    private static bool CostsNothing(Rate? rate) => rate is { IsBlocked: false } && !Costs(rate);

    private (bool Up, bool Down) Compare() =>
        Costs(Before) && Costs(After) ? Compare(Before!.Price, After!.Price) : default;

    /// <summary>Whether calls of some length cost more, and whether some cost less.</summary>
    internal static (bool Up, bool Down) Compare(CallPrice before, CallPrice after)
    {
        var (up, down) = (false, false);
        if (before == after)
        {
            return (up, down);
        }
        foreach (var seconds in ComparedSeconds)
        {
            var order = SixtyFold(after, seconds).CompareTo(SixtyFold(before, seconds));
            up |= order > 0;
            down |= order < 0;
        }
        return (up, down);
    }

    // The exact charge times sixty: neither rounded, so that a difference of less than a millionth is one, nor ever too large.
    private static Int128 SixtyFold(CallPrice price, int seconds) =>
        ((Int128)price.ConnectionFee.Micros * 60)
        + ((Int128)price.PerMinute.Micros * price.Increments.RoundUp(seconds));
}

/// <summary>What becomes of a row between two decks.</summary>
public enum RateChangeKind
{
    /// <summary>Only the later deck has it.</summary>
    New,

    /// <summary>Both have it, and something of it differs.</summary>
    Changed,

    /// <summary>Only the earlier deck has it.</summary>
    Gone,
}
