using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>Who is who, as the gate needs it for each call: fast, and never older than the last committed change.</summary>
public interface IDirectory
{
    /// <summary>
    /// The directory as it is now. A change that was committed before this call, by whatever process, is in it.
    /// </summary>
    DirectorySnapshot Current();

    /// <summary>The same people with the decks and rates of exchange of another time. Compiles them: not for each call.</summary>
    DirectorySnapshot At(DateTimeOffset time);
}

/// <summary>All accounts, numbers, extensions, plans and rates of exchange at one moment; immutable.</summary>
public abstract class DirectorySnapshot
{
    /// <summary>The account of this id (case does not matter); null where there is none.</summary>
    public abstract Account? FindAccount(string id);

    /// <summary>The number, if an account owns it.</summary>
    public abstract AccountNumber? FindNumber(E164Number number);

    /// <summary>The extension of this endpoint name.</summary>
    public abstract Extension? FindExtension(string endpoint);

    /// <summary>The extension that names this Asterisk account code.</summary>
    public abstract Extension? FindExtensionByAccountCode(string accountCode);

    /// <summary>The decks and rules of a plan; null where there is no such plan.</summary>
    public abstract Tariff? FindTariff(string plan);

    /// <summary>What an account lays over its plan.</summary>
    public abstract RateRules RulesOf(string account);

    /// <summary>The limits on use of an account, its numbers and its extensions; null where there are none.</summary>
    public abstract AccountLimits? LimitsOf(string account);

    /// <summary>What one unit of a currency is worth in another, now; null where nobody said.</summary>
    public abstract ExchangeRate? FindExchangeRate(Currency from, Currency to);
}
