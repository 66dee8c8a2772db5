using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.TopUps;

/// <summary>When and with how much an account is recharged by itself.</summary>
/// <param name="Account">The account.</param>
/// <param name="Enabled">Whether it is.</param>
/// <param name="Threshold">It is recharged once no more than this is available; zero: once nothing can be paid for any more.</param>
/// <param name="Amount">What is added each time; above zero.</param>
/// <param name="Source">By card or by invoice.</param>
/// <param name="MaxPerDay">The most in one day of the account's time zone; null: no limit.</param>
/// <param name="MaxPerMonth">The most in one month of the account's time zone; null: no limit.</param>
public sealed record RechargeRule(
    string Account,
    bool Enabled,
    Money Threshold,
    Money Amount,
    TopUpSource Source,
    Money? MaxPerDay,
    Money? MaxPerMonth
)
{
    /// <summary>Payments that were declined in a row.</summary>
    public int Declines { get; init; }

    /// <summary>After a decline: not before this time, UTC; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why it stopped by itself, <c>declined</c> or <c>velocity</c>; empty: it did not. Setting the rule anew starts it.</summary>
    public string Stopped { get; init; } = "";
}

/// <summary>How automatic recharges are held back.</summary>
public sealed record RechargePolicy
{
    /// <summary>So many recharges within <see cref="VelocityWindow"/> stop the rule: a hacked phone would drain the card. Default 5.</summary>
    public int VelocityCount { get; init; } = 5;

    /// <summary>Default an hour.</summary>
    public TimeSpan VelocityWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a declined card is left alone, after the first, the second decline and so on. Default 1 h, 6 h, 24 h.</summary>
    public IReadOnlyList<TimeSpan> Backoff { get; init; } =
    [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    /// <summary>So many declines in a row stop the rule. Default 3.</summary>
    public int MaxDeclines { get; init; } = 3;
}
