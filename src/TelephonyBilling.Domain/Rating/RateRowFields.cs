namespace TelephonyBilling.Domain.Rating;

/// <summary>One line of a rate file as texts, trimmed; a column that the file lacks is empty. See <see cref="RateColumns"/>.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Prefix">See <see cref="RateColumns.Prefix"/>.</param>
/// <param name="Destination">See <see cref="RateColumns.Destination"/>.</param>
/// <param name="ConnectionFee">See <see cref="RateColumns.ConnectionFee"/>.</param>
/// <param name="PerMinute">See <see cref="RateColumns.PerMinute"/>.</param>
/// <param name="Increments">See <see cref="RateColumns.Increments"/>.</param>
/// <param name="Service">See <see cref="RateColumns.Service"/>.</param>
/// <param name="Origin">See <see cref="RateColumns.Origin"/>.</param>
/// <param name="Flags">See <see cref="RateColumns.Flags"/>.</param>
/// <param name="EffectiveFrom">See <see cref="RateColumns.EffectiveFrom"/>.</param>
/// <param name="MinimumSeconds">See <see cref="RateColumns.MinimumSeconds"/>.</param>
public readonly record struct RateRowFields(
    int Line,
    string Prefix,
    string Destination,
    string ConnectionFee = "",
    string PerMinute = "",
    string Increments = "",
    string Service = "",
    string Origin = "",
    string Flags = "",
    string EffectiveFrom = "",
    string MinimumSeconds = ""
);
