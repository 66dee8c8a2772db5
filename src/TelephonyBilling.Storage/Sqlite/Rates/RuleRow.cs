using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>rate_rule</c> with its owner's name, as Dapper reads it.</summary>
internal sealed class RuleRow
{
    /// <summary>All rules, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT r.key, p.name AS plan, a.id AS account, r.service, r.prefix, r.country, r.effect, r.currency,
               r.connection_fee_micros, r.per_minute_micros, r.initial_seconds, r.subsequent_seconds, r.percent,
               r.reason, r.destination, r.note
        FROM rate_rule r LEFT JOIN plan p ON p.key = r.plan LEFT JOIN account a ON a.key = r.account

        """;

    public long Key { get; init; }
    public string? Plan { get; init; }
    public string? Account { get; init; }
    public required string Service { get; init; }
    public required string Prefix { get; init; }
    public required string Country { get; init; }
    public required string Effect { get; init; }
    public string? Currency { get; init; }
    public long? ConnectionFeeMicros { get; init; }
    public long? PerMinuteMicros { get; init; }
    public int? InitialSeconds { get; init; }
    public int? SubsequentSeconds { get; init; }
    public int? Percent { get; init; }
    public required string Reason { get; init; }
    public required string Destination { get; init; }
    public required string Note { get; init; }

    internal static RuleRow Of(RuleOwner owner, RateRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Prefix.Length > 0 && rule.Country.Length > 0)
        {
            throw new ArgumentException(
                $"A rule is for a prefix or for a country: found {rule.Prefix} and {rule.Country}.",
                nameof(rule)
            );
        }
        var price = (rule.Effect as RateEffect.Priced)?.Price;
        return new RuleRow
        {
            Plan = owner.IsPlan ? owner.Name : null,
            Account = owner.IsPlan ? null : owner.Name.ToLowerInvariant(),
            Service = rule.Service?.ToName() ?? "",
            Prefix = rule.Prefix.ToString(),
            Country = StoredArgument.Text(rule.Country, "country"),
            Effect = NameOf(rule.Effect),
            Currency = price?.Currency.Code,
            ConnectionFeeMicros = price?.ConnectionFee.Micros,
            PerMinuteMicros = price?.PerMinute.Micros,
            InitialSeconds = price?.Increments.InitialSeconds,
            SubsequentSeconds = price?.Increments.SubsequentSeconds,
            Percent = (rule.Effect as RateEffect.Scaled)?.Percent,
            Reason = StoredArgument.Text(
                (rule.Effect as RateEffect.Blocked)?.Reason ?? "",
                "reason"
            ),
            Destination = StoredArgument.Text(rule.Destination, "destination"),
            Note = StoredArgument.Text(rule.Note, "note"),
        };
    }

    internal OwnedRule ToRule() =>
        new(
            Plan is not null ? RuleOwner.Plan(Plan) : RuleOwner.Account(Account ?? ""),
            new RateRule
            {
                Id = Key,
                Service = Service.Length == 0 ? null : ServiceNames.Parse(Service),
                Prefix = Prefix.Length == 0 ? default : NumberPrefix.Parse(Prefix),
                Country = Country,
                Effect = ToEffect(),
                Destination = Destination,
                Note = Note,
            }
        );

    private static string NameOf(RateEffect effect) =>
        effect switch
        {
            RateEffect.Free => "free",
            RateEffect.Included => "included",
            RateEffect.Priced => "priced",
            RateEffect.Scaled => "scaled",
            RateEffect.Blocked => "blocked",
            RateEffect.Allowed => "allowed",
            _ => throw new ArgumentOutOfRangeException(
                nameof(effect),
                effect,
                "There is no such effect."
            ),
        };

    private RateEffect ToEffect()
    {
        switch (Effect)
        {
            case "free":
                return new RateEffect.Free();
            case "included":
                return new RateEffect.Included();
            case "scaled":
                return new RateEffect.Scaled(Percent.GetValueOrDefault());
            case "blocked":
                return new RateEffect.Blocked(Reason);
            case "allowed":
                return new RateEffect.Allowed();
            case "priced":
                var unit = Domain.Monetary.Currency.Parse(Currency);
                return new RateEffect.Priced(
                    new CallPrice(
                        new Money(ConnectionFeeMicros.GetValueOrDefault(), unit),
                        new Money(PerMinuteMicros.GetValueOrDefault(), unit),
                        new BillingIncrements(
                            InitialSeconds.GetValueOrDefault(),
                            SubsequentSeconds.GetValueOrDefault()
                        )
                    )
                );
            default:
                throw StoredText.Unreadable(Effect);
        }
    }
}
