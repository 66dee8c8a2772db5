using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>
/// The time zone in which an account's people read times. Whatever is kept or computed is UTC; this turns instants into local
/// time for rendering, and what people ask for ("November", "since Monday morning") into instants.
/// </summary>
/// <remarks>Immutable; safe for all threads. Knows the zones that this machine has (Debian: package <c>tzdata</c>).</remarks>
public sealed class AccountTimeZone
{
    private const int LongestName = 64;

    private readonly TimeZoneInfo zone;

    private AccountTimeZone(TimeZoneInfo zone) => this.zone = zone;

    /// <summary>The time zone of accounts for which nobody named one.</summary>
    public static AccountTimeZone Utc { get; } = new(TimeZoneInfo.Utc);

    /// <summary>The IANA name, such as <c>America/New_York</c>.</summary>
    public string Name => zone.Id;

    /// <summary>Finds a time zone by its IANA name, written exactly so.</summary>
    /// <returns>False where this machine knows none of that name.</returns>
    public static bool TryFind(string? name, [NotNullWhen(true)] out AccountTimeZone? found)
    {
        found = name == "UTC" ? Utc : null;
        if (
            found is null
            && name is { Length: > 0 and <= LongestName }
            // The name becomes a path below the folder of time zones.
            && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            // Which case is forgiven depends on the file system, and on what was asked for before.
            && zone.Id == name
        )
        {
            found = new AccountTimeZone(zone);
        }
        return found is not null;
    }

    /// <summary>The time zone of an account.</summary>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know it.</exception>
    public static AccountTimeZone Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return TryFind(account.TimeZone, out var zone)
            ? zone
            : throw new TimeZoneNotFoundException(
                $"This machine doesn't know the time zone '{account.TimeZone}' of account '{account.Id}': install the package tzdata, or bring it up to date."
            );
    }

    /// <summary>An instant as a clock on the wall there shows it, with its offset from UTC.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>
    /// The first instant, in UTC, at which a clock on the wall there shows this time or a later one: of an hour that comes twice
    /// the first, and of an hour that is left out its end.
    /// </summary>
    /// <param name="local">The wall's date and time.</param>
    public DateTimeOffset ToInstant(DateTime local)
    {
        // By the way from instants to walls alone: the framework's way back knows nothing of an hour that is left out at
        // midnight. The offsets of the day before and the day after are those on both sides of a change of clocks.
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var before = wall - OffsetAt(wall.AddDays(-1));
        var after = wall - OffsetAt(wall.AddDays(1));
        var (early, late) = before < after ? (before, after) : (after, before);
        if (WallAt(early) == wall)
        {
            return new DateTimeOffset(early);
        }
        while (WallAt(late) != wall && late - early > TimeSpan.FromTicks(1))
        {
            var middle = early + ((late - early) / 2);
            (early, late) = WallAt(middle) < wall ? (middle, late) : (early, middle);
        }
        return new DateTimeOffset(late);
    }

    /// <summary>The month there in which an instant lies.</summary>
    public AccountMonth MonthOf(DateTimeOffset instant)
    {
        var local = ToLocal(instant);
        return Month(local.Year, local.Month);
    }

    /// <summary>A calendar month there.</summary>
    /// <param name="year">1 to 9998.</param>
    /// <param name="month">1 to 12.</param>
    public AccountMonth Month(int year, int month)
    {
        var first = new DateTime(year, month, 1);
        return new AccountMonth(year, month, ToInstant(first), ToInstant(first.AddMonths(1)));
    }

    private TimeSpan OffsetAt(DateTime utc) => zone.GetUtcOffset(utc);

    private DateTime WallAt(DateTime utc) => utc + OffsetAt(utc);
}

/// <summary>A calendar month of a time zone.</summary>
/// <param name="Year">The year.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="From">Its first instant, UTC.</param>
/// <param name="Until">The first instant of the next one, UTC.</param>
public readonly record struct AccountMonth(
    int Year,
    int Month,
    DateTimeOffset From,
    DateTimeOffset Until
);
