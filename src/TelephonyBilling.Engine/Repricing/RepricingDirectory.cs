using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Engine.Repricing;

/// <summary>A directory in which one account pays for every call, at rates that are tried.</summary>
/// <param name="Real">The directory, as of the time whose rates are tried.</param>
/// <param name="Account">Who would pay.</param>
/// <param name="Tariff">The rates.</param>
/// <param name="Rules">What the account lays over them.</param>
/// <param name="Plan">Tells countries and kinds of numbers that nobody owns.</param>
public sealed record RepricingDirectory(
    DirectorySnapshot Real,
    Account Account,
    Tariff Tariff,
    RateRules Rules,
    NumberingPlan Plan
)
{
    /// <summary>The extension that makes the calls; its name is none that a switch gives.</summary>
    internal const string Endpoint = "*";

    /// <summary>Whether an account owns a number; that of <see cref="Account"/>, where it is a real one.</summary>
    internal bool Owns(E164Number number) =>
        Real.FindNumber(number) is { } found
        && (Real.FindAccount(Account.Id) is null || found.Account == Account.Id);

    /// <summary>The directory for one call.</summary>
    /// <param name="own">The account's number that is involved; none: no number is.</param>
    /// <param name="isTollFree">Whether it must be toll-free, although its digits may not tell.</param>
    internal DirectorySnapshot For(E164Number own, bool isTollFree) =>
        new OneCall(this, own.IsNone ? null : NumberOf(own, isTollFree));

    private AccountNumber NumberOf(E164Number number, bool isTollFree)
    {
        var known = Real.FindNumber(number);
        return new AccountNumber(
            number,
            Account.Id,
            isTollFree || (known?.Kind == NumberKind.TollFree) || Plan.IsTollFree(number)
                ? NumberKind.TollFree
                : NumberKind.Local,
            known?.Country ?? Plan.CountryOf(number),
            International: true,
            MaxCalls: null,
            MaxCallsPerCaller: null,
            MaxCallsPerCallerPerHour: null
        );
    }

    private sealed class OneCall(RepricingDirectory rates, AccountNumber? own) : DirectorySnapshot
    {
        public override Account? FindAccount(string id) => rates.Account;

        public override AccountNumber? FindNumber(E164Number number) =>
            own?.Number == number ? own : null;

        public override Extension? FindExtension(string endpoint) =>
            new(
                endpoint,
                rates.Account.Id,
                AccountCode: null,
                Member: null,
                Department: null,
                DefaultNumber: null,
                International: true,
                MaxCalls: null
            );

        public override Extension? FindExtensionByAccountCode(string accountCode) => null;

        public override Tariff? FindTariff(string plan) => rates.Tariff;

        public override RateRules RulesOf(string account) => rates.Rules;

        public override AccountLimits? LimitsOf(string account) => null;

        public override ExchangeRate? FindExchangeRate(Currency from, Currency to) =>
            rates.Real.FindExchangeRate(from, to);
    }
}
