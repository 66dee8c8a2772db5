using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Limits;

/// <summary>
/// What limits on use leave for one call. It is as good as the counting behind it: whoever grants by it holds what was counted
/// still meanwhile; whoever explains by it knows that it is a guess.
/// </summary>
public sealed record CallAllowance
{
    /// <summary>Nothing is limited.</summary>
    public static CallAllowance Unlimited { get; } = new();

    private CallAllowance() { }

    /// <summary>The limit on the number of calls that leaves no room for this one; null: there is room.</summary>
    public LimitUse? Full { get; private init; }

    /// <summary>The least that limits on money leave; null: none limits money.</summary>
    public SpendRoom? Room { get; private init; }

    /// <summary>How long the call may last; null: as long as there is money.</summary>
    public CallCap? Cap { get; private init; }

    /// <summary>This allowance under the limits of one more subject.</summary>
    /// <param name="subject">Whose limits.</param>
    /// <param name="used">What is used of them, this call not counted.</param>
    /// <param name="increments">Of the call's price.</param>
    public CallAllowance Under(
        LimitedSubject subject,
        UsageSoFar used,
        BillingIncrements increments
    )
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(used);
        return new CallAllowance
        {
            Full = Full ?? FindFull(subject, used),
            Room = Rooms(subject, used).Aggregate(Room, Tighter),
            Cap = Shorter(Cap, FindCap(subject, used, increments)),
        };
    }

    /// <summary>As much of this money as the limits leave.</summary>
    public Money Within(Money available) =>
        Room is { Left: var left } && left < available ? left : available;

    /// <summary>As much of this time as the limits leave.</summary>
    public long Within(long wantedSeconds) =>
        Cap is { Seconds: var most } && most < wantedSeconds ? most : wantedSeconds;

    private static SpendRoom? Tighter(SpendRoom? one, SpendRoom other) =>
        one is null || other.Left < one.Left ? other : one;

    private static CallCap? Shorter(CallCap? one, CallCap? other) =>
        one is null || other?.Seconds < one.Seconds ? other : one;

    private static LimitUse? FindFull(LimitedSubject subject, UsageSoFar used)
    {
        var limits = subject.Limits;
        LimitKind? full =
            limits.CallsPerMinute <= used.CallsInMinute ? LimitKind.CallsPerMinute
            : limits.CallsPerHour <= used.CallsInHour ? LimitKind.CallsPerHour
            : limits.MaxCallsToDestination <= used.CallsToDestination ? LimitKind.CallsToDestination
            : null;
        return full is { } kind ? subject.Compare(kind, used) : null;
    }

    private static IEnumerable<SpendRoom> Rooms(LimitedSubject subject, UsageSoFar used)
    {
        var limits = subject.Limits;
        if (limits.SpendPerCall is { } perCall)
        {
            yield return Room(LimitKind.SpendPerCall, perCall, Money.Zero(perCall.Currency));
        }
        if (limits.SpendPerHour is { } perHour)
        {
            yield return Room(LimitKind.SpendPerHour, perHour, used.ChargedInHour + used.Held);
        }
        if (limits.SpendPerDay is { } perDay)
        {
            yield return Room(LimitKind.SpendPerDay, perDay, used.ChargedInDay + used.Held);
        }

        SpendRoom Room(LimitKind kind, Money most, Money spent) =>
            new(
                spent < most ? most - spent : Money.Zero(most.Currency),
                subject.Compare(kind, used)!
            );
    }

    private static CallCap? FindCap(
        LimitedSubject subject,
        UsageSoFar used,
        BillingIncrements increments
    ) =>
        subject.Limits.LongestCall(increments) is { } longest
            ? new CallCap(longest, subject.Compare(LimitKind.CallSeconds, used)!)
            : null;
}
