using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>usage_limit</c> with its account's id and currency, as Dapper reads and writes it.</summary>
internal sealed class UsageLimitRow
{
    /// <summary>All limits, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT a.id AS account, a.currency, u.scope, u.subject, u.spend_per_call_micros, u.spend_per_hour_micros,
               u.spend_per_day_micros, u.calls_per_minute, u.calls_per_hour, u.max_calls_to_destination,
               u.max_call_seconds, u.allowed_hours
        FROM usage_limit u JOIN account a ON a.key = u.account

        """;

    public required string Account { get; init; }
    public required string Currency { get; init; }
    public required string Scope { get; init; }
    public required string Subject { get; init; }
    public long? SpendPerCallMicros { get; init; }
    public long? SpendPerHourMicros { get; init; }
    public long? SpendPerDayMicros { get; init; }
    public int? CallsPerMinute { get; init; }
    public int? CallsPerHour { get; init; }
    public int? MaxCallsToDestination { get; init; }
    public int? MaxCallSeconds { get; init; }
    public string? AllowedHours { get; init; }

    /// <exception cref="ArgumentException">An amount is of another currency than the account's.</exception>
    internal static UsageLimitRow Of(LimitOwner owner, UsageLimits limits, Currency currency) =>
        new()
        {
            Account = owner.Account,
            Currency = currency.Code,
            Scope = owner.Scope.ToText(),
            Subject = StoredSubject(owner),
            SpendPerCallMicros = Micros(limits.SpendPerCall, currency),
            SpendPerHourMicros = Micros(limits.SpendPerHour, currency),
            SpendPerDayMicros = Micros(limits.SpendPerDay, currency),
            CallsPerMinute = limits.CallsPerMinute,
            CallsPerHour = limits.CallsPerHour,
            MaxCallsToDestination = limits.MaxCallsToDestination,
            MaxCallSeconds = limits.MaxCallSeconds,
            AllowedHours = limits.AllowedHours?.ToString(),
        };

    /// <summary>Checks what needs no account for it.</summary>
    internal static void Check(LimitOwner owner, UsageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(limits);
        StoredArgument.Required(owner.Account, "account");
        StoredArgument.Required(owner.Subject, owner.Scope.ToText());
        StoredArgument.Limit(limits.CallsPerMinute, "limit of calls per minute");
        StoredArgument.Limit(limits.CallsPerHour, "limit of calls per hour");
        StoredArgument.Limit(limits.MaxCallsToDestination, "limit of calls to a destination");
        StoredArgument.Optional(limits.AllowedHours?.ToString(), "schedule");
        if (limits.MaxCallSeconds is { } seconds and < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(limits),
                seconds,
                "The longest call is of no time."
            );
        }
        foreach (
            var amount in (Money?[])[limits.SpendPerCall, limits.SpendPerHour, limits.SpendPerDay]
        )
        {
            if (amount is { IsNegative: true })
            {
                throw new ArgumentOutOfRangeException(
                    nameof(limits),
                    amount,
                    "The limit on spending is below zero."
                );
            }
        }
    }

    /// <summary>The account itself has no other name in the table.</summary>
    internal static string StoredSubject(LimitOwner owner) =>
        owner.Scope == LimitScope.Account ? "" : owner.Subject;

    internal OwnedLimits ToLimits()
    {
        var scope = LimitScopes.Parse(Scope);
        return new OwnedLimits(
            new LimitOwner(Account, scope, scope == LimitScope.Account ? Account : Subject),
            new UsageLimits
            {
                SpendPerCall = Amount(SpendPerCallMicros),
                SpendPerHour = Amount(SpendPerHourMicros),
                SpendPerDay = Amount(SpendPerDayMicros),
                CallsPerMinute = CallsPerMinute,
                CallsPerHour = CallsPerHour,
                MaxCallsToDestination = MaxCallsToDestination,
                MaxCallSeconds = MaxCallSeconds,
                AllowedHours = AllowedHours is null ? null : WeeklyHours.Parse(AllowedHours),
            }
        );
    }

    private static long? Micros(Money? amount, Currency currency)
    {
        if (amount is not { } given)
        {
            return null;
        }
        return given.Currency == currency
            ? given.Micros
            : throw new ArgumentException(
                $"The limit of {given} is in another currency than the account's, {currency}.",
                nameof(amount)
            );
    }

    private Money? Amount(long? micros) =>
        micros is { } given ? new Money(given, Domain.Monetary.Currency.Parse(Currency)) : null;
}
