using System.Globalization;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Domain.Limits;

/// <summary>One of those whose use a call counts towards, and what they may do.</summary>
/// <param name="Scope">What the subject is.</param>
/// <param name="Subject">The account's id, the number's digits (E.164 without <c>+</c>), or the endpoint.</param>
/// <param name="Limits">At least one is set.</param>
public sealed record LimitedSubject(LimitScope Scope, string Subject, UsageLimits Limits)
{
    /// <summary>Each limit that is set, but for the hours, and what is used of it.</summary>
    public IEnumerable<LimitUse> Compare(UsageSoFar used)
    {
        ArgumentNullException.ThrowIfNull(used);
        return Enum.GetValues<LimitKind>().Select(kind => Compare(kind, used)).OfType<LimitUse>();
    }

    /// <summary>A limit and what is used of it; null where it is not set.</summary>
    public LimitUse? Compare(LimitKind kind, UsageSoFar used)
    {
        ArgumentNullException.ThrowIfNull(used);
        return kind switch
        {
            LimitKind.SpendPerCall => Use(kind, Limits.SpendPerCall, null),
            LimitKind.SpendPerHour => Use(
                kind,
                Limits.SpendPerHour,
                used.ChargedInHour + used.Held
            ),
            LimitKind.SpendPerDay => Use(kind, Limits.SpendPerDay, used.ChargedInDay + used.Held),
            LimitKind.CallsPerMinute => Use(kind, Limits.CallsPerMinute, used.CallsInMinute),
            LimitKind.CallsPerHour => Use(kind, Limits.CallsPerHour, used.CallsInHour),
            LimitKind.CallsToDestination => Use(
                kind,
                Limits.MaxCallsToDestination,
                used.CallsToDestination
            ),
            LimitKind.CallSeconds => Use(kind, Limits.MaxCallSeconds, null),
            _ => null,
        };
    }

    /// <summary>The allowed hours, beside the time that the clock on the wall shows; null where there are none.</summary>
    /// <param name="shown">What the clock shows.</param>
    /// <param name="zone">Where it hangs.</param>
    public LimitUse? Compare(DateTime shown, string zone) =>
        Limits.AllowedHours is { } hours
            ? new LimitUse(
                Scope,
                Subject,
                LimitKind.Hours,
                hours.ToString(),
                $"{shown.ToString("ddd HH:mm", CultureInfo.InvariantCulture)} in {zone}"
            )
            : null;

    private LimitUse? Use(LimitKind kind, Money? limit, Money? used) =>
        limit is { } most
            ? new LimitUse(Scope, Subject, kind, most.ToString(), used?.ToString() ?? "")
            : null;

    private LimitUse? Use(LimitKind kind, int? limit, int? used) =>
        limit is { } most ? new LimitUse(Scope, Subject, kind, Text(most), Text(used)) : null;

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
