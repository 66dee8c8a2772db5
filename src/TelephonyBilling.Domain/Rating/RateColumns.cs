namespace TelephonyBilling.Domain.Rating;

/// <summary>The columns of a rate file, by the names in its first line.</summary>
public static class RateColumns
{
    /// <summary>
    /// Leading digits of the number with country code, a range of equally long ones (<c>4470-4479</c>), or several of either
    /// with semicolons or commas between (<c>44;4470-4479;4421</c>). Required.
    /// </summary>
    public const string Prefix = "prefix";

    /// <summary>The destination's name, at most 100 characters. Required.</summary>
    public const string Destination = "destination";

    /// <summary>Decimal amount charged on answer; nothing means 0.</summary>
    public const string ConnectionFee = "connection_fee";

    /// <summary>Decimal amount for 60 seconds. Required in rows that are neither free nor blocked.</summary>
    public const string PerMinute = "per_minute";

    /// <summary>Steps in seconds, such as <c>60/6</c>; nothing means <c>60/60</c>.</summary>
    public const string Increments = "increments";

    /// <summary>Name of a service; nothing means <c>international-outbound</c>.</summary>
    public const string Service = "service";

    /// <summary>Two letters of ISO 3166 or <c>*</c>; nothing means <c>*</c>.</summary>
    public const string Origin = "origin";

    /// <summary>Nothing, <c>free</c>, <c>blocked</c>, or <c>blocked: reason</c>.</summary>
    public const string Flags = "flags";

    /// <summary>A date or an instant in UTC: <c>2026-12-01</c>, <c>2026-12-01T06:00:00Z</c>; nothing means always.</summary>
    public const string EffectiveFrom = "effective_from";

    /// <summary>
    /// Whole seconds that an answered call is billed at least; the initial step is then the smallest one of whole steps that
    /// is not shorter. Nothing means none. An export has it in <see cref="Increments"/>.
    /// </summary>
    public const string MinimumSeconds = "minimum_seconds";

    /// <summary>The columns of an export, in their order.</summary>
    public static IReadOnlyList<string> Exported { get; } =
    [
        Prefix,
        Destination,
        ConnectionFee,
        PerMinute,
        Increments,
        Service,
        Origin,
        Flags,
        EffectiveFrom,
    ];

    /// <summary>Every column that a file may have.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Exported, MinimumSeconds];

    /// <summary>The columns that a file can't do without.</summary>
    public static IReadOnlyList<string> Required { get; } = [Prefix, Destination, PerMinute];
}
