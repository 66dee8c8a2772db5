using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Testing.Engine;

/// <summary>A directory in memory, put together by a test. Each change is seen by the next <see cref="Current"/>.</summary>
public sealed class DirectoryBuilder : IDirectory
{
    /// <summary>The account, plan and deck that are meant where a test names none.</summary>
    public const string Usual = "acme";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Account> accounts = [];
    private readonly List<AccountNumber> numbers = [];
    private readonly List<Extension> extensions = [];
    private readonly List<OwnedRule> rules = [];
    private readonly List<ExchangeRate> exchange = [];
    private readonly Dictionary<CallFeature, CallPrice> surcharges = [];
    private readonly Dictionary<LimitOwner, UsageLimits> limits = [];
    private readonly Dictionary<string, List<RateRow>> decks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Currency> currencies = new(StringComparer.Ordinal);

    /// <summary>While set, the directory can't be read, for this reason.</summary>
    public string? Away { get; set; }

    /// <summary>Adds an account.</summary>
    public DirectoryBuilder Account(
        string id = Usual,
        string currency = "USD",
        string plan = Usual,
        int? maxCalls = null
    )
    {
        accounts.Add(
            new Account(
                id,
                id,
                Currency.Parse(currency),
                plan,
                AccountStatus.Active,
                maxCalls,
                Start
            )
        );
        return this;
    }

    /// <summary>Adds a number in E.164 without <c>+</c>.</summary>
    public DirectoryBuilder Number(
        string digits,
        string account = Usual,
        bool international = false,
        NumberKind kind = NumberKind.Local,
        string country = "US",
        int? maxCalls = null,
        int? perCaller = null,
        int? perCallerPerHour = null
    )
    {
        numbers.Add(
            new AccountNumber(
                E164Number.Parse(digits),
                account,
                kind,
                country,
                international,
                maxCalls,
                perCaller,
                perCallerPerHour
            )
        );
        return this;
    }

    /// <summary>Adds an extension.</summary>
    public DirectoryBuilder Extension(
        string endpoint,
        string account = Usual,
        string? code = null,
        string? number = null,
        bool international = false,
        int? maxCalls = null,
        bool fax = false
    )
    {
        extensions.Add(
            new Extension(
                endpoint,
                account,
                code,
                $"member {endpoint}",
                "sales",
                number is null ? null : E164Number.Parse(number),
                international,
                maxCalls
            )
            {
                IsFax = fax,
            }
        );
        return this;
    }

    /// <summary>Adds a rate to a deck, whose currency is that of its first rate.</summary>
    public DirectoryBuilder Rate(
        Service service,
        string prefix,
        string fee = "0.04",
        string perMinute = "0.02",
        string increments = "60/60",
        bool free = false,
        string? blocked = null,
        string deck = Usual,
        string currency = "USD",
        string origin = Domain.Rating.Rate.AnyOrigin
    )
    {
        var unit = Currency.Parse(currency);
        currencies.TryAdd(deck, unit);
        if (!decks.TryGetValue(deck, out var rows))
        {
            decks[deck] = rows = [];
        }
        var costs = !free && blocked is null;
        rows.Add(
            new RateRow(
                rows.Count + 2,
                new Rate
                {
                    Service = service,
                    Origin = origin,
                    Prefix = NumberPrefix.Parse(prefix),
                    Destination = $"{prefix} land",
                    Price = new CallPrice(
                        Money.Parse(costs ? fee : "0", unit),
                        Money.Parse(costs ? perMinute : "0", unit),
                        BillingIncrements.Parse(increments)
                    ),
                    IsFree = free,
                    IsBlocked = blocked is not null,
                    BlockReason = blocked ?? "",
                }
            )
        );
        return this;
    }

    /// <summary>Adds a rule of a plan or an account.</summary>
    public DirectoryBuilder Rule(RuleOwner owner, RateRule rule)
    {
        rules.Add(new OwnedRule(owner, rule));
        return this;
    }

    /// <summary>Says what a feature of a call costs, on every plan.</summary>
    public DirectoryBuilder Surcharge(
        string feature,
        string perMinute,
        string fee = "0",
        string increments = "1/1",
        string currency = "USD"
    )
    {
        var unit = Currency.Parse(currency);
        surcharges[CallFeature.Parse(feature)] = new CallPrice(
            Money.Parse(fee, unit),
            Money.Parse(perMinute, unit),
            BillingIncrements.Parse(increments)
        );
        return this;
    }

    /// <summary>Sets limits on use, as the gate knows them.</summary>
    public DirectoryBuilder Limit(LimitOwner owner, UsageLimits set)
    {
        limits[owner] = set;
        return this;
    }

    /// <summary>Adds a rate of exchange.</summary>
    public DirectoryBuilder Exchange(string from, string to, string rate)
    {
        exchange.Add(
            ExchangeRate.TryParse(rate, Currency.Parse(from), Currency.Parse(to), out var parsed)
                ? parsed
                : throw new ArgumentException($"'{rate}' is not a rate.", nameof(rate))
        );
        return this;
    }

    /// <summary>Changes an account that was added.</summary>
    public DirectoryBuilder Change(Func<Account, Account> change, string id = Usual)
    {
        ArgumentNullException.ThrowIfNull(change);
        var at = accounts.FindIndex(account => account.Id == id);
        accounts[at] = change(accounts[at]);
        return this;
    }

    /// <summary>Changes a number that was added.</summary>
    public DirectoryBuilder ChangeNumber(string digits, Func<AccountNumber, AccountNumber> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var at = numbers.FindIndex(number => number.Number.Digits == digits);
        numbers[at] = change(numbers[at]);
        return this;
    }

    /// <inheritdoc/>
    public DirectorySnapshot At(DateTimeOffset time) => Current();

    /// <inheritdoc/>
    public DirectorySnapshot Current() =>
        Away is { } why ? throw new StoreUnavailableException(why) : new Snapshot(this);

    private RateRules RulesFor(RuleOwner owner) =>
        new(rules.Where(rule => rule.Owner == owner).Select(rule => rule.Rule));

    private sealed class Snapshot(DirectoryBuilder directory) : DirectorySnapshot
    {
        public override Account? FindAccount(string id) =>
            directory.accounts.Find(account =>
                account.Id.Equals(id, StringComparison.OrdinalIgnoreCase)
            );

        public override AccountNumber? FindNumber(E164Number number) =>
            directory.numbers.Find(own => own.Number == number);

        public override Extension? FindExtension(string endpoint) =>
            directory.extensions.Find(extension => extension.Endpoint == endpoint);

        public override Extension? FindExtensionByAccountCode(string accountCode) =>
            directory.extensions.Find(extension => extension.AccountCode == accountCode);

        public override Tariff? FindTariff(string plan) =>
            directory.decks.TryGetValue(plan, out var rows)
                ? new Tariff(
                    plan,
                    [(null, RateDeck.Compile(plan, directory.currencies[plan], rows))],
                    directory.RulesFor(RuleOwner.Plan(plan)),
                    directory.surcharges
                )
                : null;

        public override RateRules RulesOf(string account) =>
            directory.RulesFor(RuleOwner.Account(account));

        public override AccountLimits? LimitsOf(string account)
        {
            var set = directory
                .limits.Where(limit => limit.Key.Account == account && !limit.Value.IsNone)
                .Select(limit => new OwnedLimits(limit.Key, limit.Value))
                .ToList();
            return set.Count == 0 ? null : new AccountLimits(set);
        }

        public override ExchangeRate? FindExchangeRate(Currency from, Currency to)
        {
            var found = directory.exchange.FindLast(rate => rate.From == from && rate.To == to);
            return found == default ? null : found;
        }
    }
}
