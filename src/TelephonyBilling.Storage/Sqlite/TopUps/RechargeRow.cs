using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>recharge_rule</c> with what the account's state says about it, as Dapper reads it.</summary>
internal sealed class RechargeRow
{
    /// <summary>All rules, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT a.id AS account, a.key AS account_key, a.currency, a.time_zone, a.is_trial, a.needs_card_confirmation,
               a.balance_micros - a.held_micros AS available_micros, c.state AS card_state,
               r.enabled, r.threshold_micros, r.amount_micros, r.source, r.max_per_day_micros, r.max_per_month_micros,
               r.sequence, r.declines, r.not_before, r.stopped
        FROM recharge_rule r JOIN account a ON a.key = r.account LEFT JOIN card c ON c.account = a.key

        """;

    public required string Account { get; init; }
    public long AccountKey { get; init; }
    public required string Currency { get; init; }
    public required string TimeZone { get; init; }
    public bool IsTrial { get; init; }
    public bool NeedsCardConfirmation { get; init; }
    public long AvailableMicros { get; init; }
    public string? CardState { get; init; }
    public bool Enabled { get; init; }
    public long ThresholdMicros { get; init; }
    public long AmountMicros { get; init; }
    public required string Source { get; init; }
    public long? MaxPerDayMicros { get; init; }
    public long? MaxPerMonthMicros { get; init; }
    public long Sequence { get; init; }
    public int Declines { get; init; }
    public long? NotBefore { get; init; }
    public required string Stopped { get; init; }

    /// <summary>Whether its card may be charged.</summary>
    internal bool HasCard =>
        CardState == "confirmed" || (CardState == "saved" && !NeedsCardConfirmation);

    internal Money ToMoney(long micros) => new(micros, Domain.Monetary.Currency.Parse(Currency));

    internal RechargeRule ToRule() =>
        new(
            Account,
            Enabled,
            ToMoney(ThresholdMicros),
            ToMoney(AmountMicros),
            TopUpRow.ToSource(Source),
            MaxPerDayMicros is { } day ? ToMoney(day) : null,
            MaxPerMonthMicros is { } month ? ToMoney(month) : null
        )
        {
            Declines = Declines,
            NotBefore = Instant.FromStored(NotBefore),
            Stopped = Stopped,
        };
}
