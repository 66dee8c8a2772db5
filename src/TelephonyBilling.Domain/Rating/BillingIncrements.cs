using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TelephonyBilling.Domain.Rating;

/// <summary>The steps in which a call is billed, in seconds: <c>60/6</c> is 60 first, then each further 6 begun.</summary>
/// <remarks>Both steps are 1 to 3600 seconds. The default value is <c>60/60</c>, the usual one.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BillingIncrements
{
    /// <summary>The longest step, in seconds.</summary>
    public const int MaxSeconds = 3600;

    private const int Usual = 60;

    // Held as the difference to 60, so that the default value of the struct is a valid one and equal to 60/60.
    private readonly int initialLessUsual;
    private readonly int subsequentLessUsual;

    /// <summary>Makes increments of 1 to 3600 seconds each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A step is out of range.</exception>
    public BillingIncrements(int initialSeconds, int subsequentSeconds)
    {
        initialLessUsual = Checked(initialSeconds, nameof(initialSeconds)) - Usual;
        subsequentLessUsual = Checked(subsequentSeconds, nameof(subsequentSeconds)) - Usual;
    }

    /// <summary>What an answered call costs at least, in seconds.</summary>
    public int InitialSeconds => initialLessUsual + Usual;

    /// <summary>The step after the initial one, in seconds.</summary>
    public int SubsequentSeconds => subsequentLessUsual + Usual;

    /// <summary>Reads <c>60/6</c>: two whole numbers of 1 to 3600 with a slash between.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BillingIncrements increments)
    {
        increments = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (
            slash < 0
            || !TryParseSeconds(text.AsSpan(0, slash), out var initial)
            || !TryParseSeconds(text.AsSpan(slash + 1), out var subsequent)
        )
        {
            return false;
        }
        increments = new BillingIncrements(initial, subsequent);
        return true;
    }

    /// <summary>Reads increments that must be right.</summary>
    /// <exception cref="FormatException">See <see cref="TryParse"/>.</exception>
    public static BillingIncrements Parse(string? text) =>
        TryParse(text, out var increments)
            ? increments
            : throw new FormatException(
                $"'{text}' are not increments: expected two numbers of 1 to {MaxSeconds} seconds, such as 60/6."
            );

    /// <summary>The seconds that an answered call of this length is billed: at least the initial step, begun steps whole.</summary>
    /// <param name="connected">From answer to hang-up; not negative. Exact to the tick (100 ns): 60.0000001 s begins a step.</param>
    /// <returns>Whole seconds. The longest <see cref="TimeSpan"/> fits many times over.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative: two time stamps were exchanged.</exception>
    public long BilledSeconds(TimeSpan connected)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(connected, TimeSpan.Zero);
        var (whole, ticks) = Math.DivRem(connected.Ticks, TimeSpan.TicksPerSecond);
        return RoundUp(ticks == 0 ? whole : whole + 1);
    }

    /// <summary>The smallest time made of whole steps that is at least this long.</summary>
    /// <param name="seconds">Zero or more; up to <see cref="long.MaxValue"/> less two steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long RoundUp(long seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        var beyond = seconds - InitialSeconds;
        if (beyond <= 0)
        {
            return InitialSeconds;
        }
        var steps = ((beyond - 1) / SubsequentSeconds) + 1;
        return checked(InitialSeconds + (steps * SubsequentSeconds));
    }

    /// <summary>The largest time made of whole steps that is at most this long; 0 where not even the initial step fits.</summary>
    /// <param name="seconds">Any number; below the initial step the answer is 0.</param>
    public long RoundDown(long seconds) =>
        seconds < InitialSeconds ? 0 : seconds - ((seconds - InitialSeconds) % SubsequentSeconds);

    /// <summary>The text that <see cref="TryParse"/> reads: <c>60/6</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{InitialSeconds}/{SubsequentSeconds}");

    private static bool TryParseSeconds(ReadOnlySpan<char> text, out int seconds) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds)
        && seconds is >= 1 and <= MaxSeconds;

    private static int Checked(int seconds, string name) =>
        seconds is >= 1 and <= MaxSeconds
            ? seconds
            : throw new ArgumentOutOfRangeException(
                name,
                seconds,
                $"A billing step has 1 to {MaxSeconds} seconds."
            );
}
