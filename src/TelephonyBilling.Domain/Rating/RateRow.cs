namespace TelephonyBilling.Domain.Rating;

/// <summary>A rate and the line of the file, or the row of the table, where it stands.</summary>
/// <param name="Line">The line, counted from 1; a range of prefixes gives several rates of one line.</param>
/// <param name="Rate">The rate.</param>
public readonly record struct RateRow(int Line, Rate Rate);
