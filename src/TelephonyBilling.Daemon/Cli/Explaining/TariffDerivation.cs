using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Says in sentences what comes before a price: what the call is, which number it is made with, and which decks are asked.</summary>
internal sealed class TariffDerivation(DirectorySnapshot directory, NumberingPlan plan)
{
    /// <summary>Why a call is the service that it is.</summary>
    internal static string Say(Service service) =>
        service switch
        {
            Service.InternationalOutbound => "it leads abroad",
            Service.DomesticOutbound => "it stays at home",
            Service.TollFreeOutbound => "it stays at home and shows the account's toll-free number",
            Service.PremiumOutbound => "such numbers cost more than their place says",
            Service.FaxOutbound => "it is a fax, and the plan has a rate for faxes there",
            Service.TollFreeInbound => "the number that is called is toll-free",
            Service.DomesticInbound => "it comes from home, or from nobody knows where",
            Service.InternationalInbound => "it comes from abroad",
            _ => "so says the number",
        };

    /// <summary>Whether it may be called abroad, and the decks in their order.</summary>
    /// <param name="parties">Who calls whom.</param>
    /// <param name="called">The number dialled, or, inbound, the account's number that was called.</param>
    /// <param name="isOutbound">The way of the call.</param>
    internal IEnumerable<string> Steps(CallParties parties, E164Number called, bool isOutbound)
    {
        if (directory.FindAccount(parties.Account) is not { } account)
        {
            yield break;
        }
        var own = parties.Number is { } digits
            ? directory.FindNumber(E164Number.Parse(digits))
            : null;
        if (isOutbound && !plan.IsDomestic(called))
        {
            var (who, may) = own is not null
                ? ($"The number {own.Number}", own.International)
                : (
                    $"Extension {parties.Extension ?? "?"}",
                    parties.Extension is { } endpoint
                        && directory.FindExtension(endpoint) is { International: true }
                );
            yield return $"{who} {(may ? "may" : "may not")} call abroad.";
        }
        yield return Decks(account, parties.Service, own);
    }

    private string Decks(Account account, Service service, AccountNumber? own)
    {
        if (directory.FindTariff(account.Plan)?.DecksFor(service) is not { Count: > 0 } decks)
        {
            return $"Plan '{account.Plan}' has no deck for {service.ToName()}.";
        }
        var names = string.Join(", ", decks.Select(deck => $"'{deck.Name}'"));
        return (
                decks.Count == 1
                    ? $"Plan '{account.Plan}' asks deck {names} for {service.ToName()}"
                    : $"Plan '{account.Plan}' asks decks {names} for {service.ToName()}, of which the first that has a rate decides"
            )
            + (
                own is null
                    ? "."
                    : $"; of equally long prefixes a rate for calls from {own.Country}, where {own.Number} is at home, comes first."
            );
    }

    /// <summary>What features of the call would cost while they run.</summary>
    internal IEnumerable<string> Surcharges(CallParties parties) =>
        directory.FindAccount(parties.Account) is { } account
        && directory.FindTariff(account.Plan) is { } tariff
            ? tariff
                .Surcharges.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal)
                .Select(pair =>
                    $"While it runs, {pair.Key.Name} is a charge of its own: {Rates.RuleWords.Say(pair.Value)}."
                )
            : [];
}
