namespace TelephonyBilling.Domain.Limits;

/// <summary>Which of the <see cref="UsageLimits"/>.</summary>
public enum LimitKind
{
    /// <summary><see cref="UsageLimits.SpendPerCall"/>.</summary>
    SpendPerCall,

    /// <summary><see cref="UsageLimits.SpendPerHour"/>.</summary>
    SpendPerHour,

    /// <summary><see cref="UsageLimits.SpendPerDay"/>.</summary>
    SpendPerDay,

    /// <summary><see cref="UsageLimits.CallsPerMinute"/>.</summary>
    CallsPerMinute,

    /// <summary><see cref="UsageLimits.CallsPerHour"/>.</summary>
    CallsPerHour,

    /// <summary><see cref="UsageLimits.MaxCallsToDestination"/>.</summary>
    CallsToDestination,

    /// <summary><see cref="UsageLimits.MaxCallSeconds"/>.</summary>
    CallSeconds,

    /// <summary><see cref="UsageLimits.AllowedHours"/>.</summary>
    Hours,
}

/// <summary>Text of <see cref="LimitKind"/>.</summary>
public static class LimitKinds
{
    /// <summary>As it is printed, and as the option is called that sets it, such as <c>spend-per-day</c>.</summary>
    public static string ToText(this LimitKind kind) =>
        kind switch
        {
            LimitKind.SpendPerCall => "spend-per-call",
            LimitKind.SpendPerHour => "spend-per-hour",
            LimitKind.SpendPerDay => "spend-per-day",
            LimitKind.CallsPerMinute => "calls-per-minute",
            LimitKind.CallsPerHour => "calls-per-hour",
            LimitKind.CallsToDestination => "max-calls-to-destination",
            LimitKind.CallSeconds => "max-call-seconds",
            LimitKind.Hours => "hours",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a limit."),
        };
}
