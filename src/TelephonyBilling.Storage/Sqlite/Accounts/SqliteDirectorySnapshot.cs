using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The directory of one revision.</summary>
internal sealed class SqliteDirectorySnapshot : DirectorySnapshot
{
    private readonly Dictionary<string, Account> accounts;
    private readonly Dictionary<E164Number, AccountNumber> numbers;
    private readonly Dictionary<string, Extension> extensions;
    private readonly Dictionary<string, Extension> extensionsByCode;
    private readonly Dictionary<string, AccountLimits> limits;
    private readonly RatesInForce rates;

    internal SqliteDirectorySnapshot(
        long revision,
        RatesInForce rates,
        IEnumerable<Account> accounts,
        IEnumerable<AccountNumber> numbers,
        IEnumerable<Extension> extensions,
        IEnumerable<OwnedLimits> limits
    )
    {
        Revision = revision;
        this.rates = rates;
        this.accounts = accounts.ToDictionary(
            account => account.Id,
            StringComparer.OrdinalIgnoreCase
        );
        this.numbers = numbers.ToDictionary(number => number.Number);
        this.extensions = extensions.ToDictionary(
            extension => extension.Endpoint,
            StringComparer.Ordinal
        );
        extensionsByCode = this
            .extensions.Values.Where(extension => extension.AccountCode is not null)
            .ToDictionary(extension => extension.AccountCode!, StringComparer.Ordinal);
        this.limits = limits
            .GroupBy(limit => limit.Owner.Account, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                ofAccount => ofAccount.Key,
                ofAccount => new AccountLimits(ofAccount),
                StringComparer.OrdinalIgnoreCase
            );
    }

    internal long Revision { get; }

    /// <summary>When a deck, a rate or a rate of exchange takes effect next; null: none does.</summary>
    internal DateTimeOffset? NextChange => rates.NextChange;

    public override Account? FindAccount(string id) => accounts.GetValueOrDefault(id);

    public override AccountNumber? FindNumber(E164Number number) =>
        numbers.GetValueOrDefault(number);

    public override Extension? FindExtension(string endpoint) =>
        extensions.GetValueOrDefault(endpoint);

    public override Extension? FindExtensionByAccountCode(string accountCode) =>
        extensionsByCode.GetValueOrDefault(accountCode);

    public override Tariff? FindTariff(string plan) => rates.Tariffs.GetValueOrDefault(plan);

    public override RateRules RulesOf(string account) =>
        rates.AccountRules.GetValueOrDefault(account) ?? RateRules.None;

    public override AccountLimits? LimitsOf(string account) => limits.GetValueOrDefault(account);

    public override ExchangeRate? FindExchangeRate(Currency from, Currency to) =>
        rates.Exchange.TryGetValue((from, to), out var rate) ? rate : null;

    /// <summary>The compiled deck of a set of rates, if it still answers for this instant.</summary>
    internal RateDeck? DeckOf(long rateSet, DateTimeOffset now) =>
        rates.Decks.TryGetValue(rateSet, out var deck) && !(deck.NextChange <= now) ? deck : null;
}
