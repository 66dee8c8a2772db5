using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>What a call costs an account, in the account's currency, and whether the account will pay that.</summary>
internal sealed class CallPricing(
    DirectorySnapshot directory,
    Account account,
    Service service,
    CallParties parties
)
{
    /// <summary>The price of a call that somebody is known to pay for.</summary>
    /// <param name="quote">What the account's plan and rules say; null: nothing.</param>
    /// <param name="origin">The country for which they were asked; null: any.</param>
    /// <param name="limits">How many calls may be open.</param>
    internal GateProposal Propose(Quote? quote, string? origin, CallLimits limits)
    {
        if (quote is { IsBlocked: true })
        {
            return Refuse(RefusalReason.DestinationBlocked, WhyBlocked(quote), quote);
        }
        if (quote is not { Price: { } price })
        {
            return service == Service.TollFreeOutbound
                ? Free(quote, needsCredit: true, origin, limits)
                : Unpriced(quote);
        }
        if (price.IsZero)
        {
            return Free(
                quote,
                service == Service.TollFreeOutbound || !quote.IsFree,
                origin,
                limits
            );
        }
        if (price.Currency != account.Currency)
        {
            if (directory.FindExchangeRate(price.Currency, account.Currency) is not { } conversion)
            {
                return Refuse(
                    RefusalReason.UnknownDestination,
                    $"account '{account.Id}' is in {account.Currency} but the price of {parties.To} is in {price.Currency}, and "
                        + $"no rate of exchange is known; add one with: telephony-billing exchange add {price.Currency} {account.Currency} RATE",
                    quote
                );
            }
            price = price.ConvertedBy(conversion);
        }
        return TooDear(price) is { } why
            ? Refuse(RefusalReason.RateTooHigh, why, quote)
            : Chargeable(
                quote,
                price,
                needsCredit: service == Service.TollFreeOutbound,
                origin,
                limits
            );
    }

    private static CallPrice Nothing(Currency currency) =>
        new(Money.Zero(currency), Money.Zero(currency), default);

    private GateProposal.Chargeable Free(
        Quote? quote,
        bool needsCredit,
        string? origin,
        CallLimits limits
    ) => Chargeable(quote, Nothing(account.Currency), needsCredit, origin, limits);

    private GateProposal.Chargeable Chargeable(
        Quote? quote,
        CallPrice price,
        bool needsCredit,
        string? origin,
        CallLimits limits
    ) =>
        new(
            parties with
            {
                Destination = quote?.Destination ?? "",
            },
            quote,
            price,
            needsCredit,
            limits
        )
        {
            MinAvailable = price.IsZero ? Money.Zero(account.Currency) : account.MinBalance,
            Source = new RateSource(
                account.Plan,
                quote?.Deck?.Name,
                quote?.Rate?.Prefix.ToString(),
                origin
            ),
        };

    private GateProposal.Refuse Unpriced(Quote? quote) =>
        service == Service.PremiumOutbound
            ? Refuse(
                RefusalReason.DestinationBlocked,
                $"{parties.To} is a premium number and plan '{account.Plan}' has no {service.ToName()} rate for it",
                quote
            )
            : Refuse(
                RefusalReason.UnknownDestination,
                $"plan '{account.Plan}' has no {service.ToName()} rate for {parties.To}; "
                    + "import one with: telephony-billing rates import",
                quote
            );

    private string WhyBlocked(Quote quote)
    {
        var why = quote.BlockReason.Length > 0 ? $" ({quote.BlockReason})" : "";
        if (quote.AccountRule is { Effect: RateEffect.Blocked } ofAccount)
        {
            return $"{parties.To} is blocked{why} by rule {ofAccount.Id} of account '{account.Id}'";
        }
        if (quote.PlanRule is { Effect: RateEffect.Blocked } ofPlan)
        {
            return $"{parties.To} is blocked{why} by rule {ofPlan.Id} of plan '{account.Plan}'";
        }
        return $"{quote.Destination}, prefix {quote.Rate?.Prefix}, is blocked{why} in deck '{quote.Deck?.Name}' of plan '{account.Plan}'";
    }

    private string? TooDear(CallPrice price)
    {
        var perMinute = price.InAccountCurrency(price.PerMinute);
        if (account.MaxPerMinute is { } mostPerMinute && perMinute > mostPerMinute)
        {
            return $"{perMinute} a minute to {parties.To} is more than the {mostPerMinute} that account '{account.Id}' pays";
        }
        var fee = price.InAccountCurrency(price.ConnectionFee);
        return account.MaxConnectionFee is { } highestFee && fee > highestFee
            ? $"a connection fee of {fee} to {parties.To} is more than the {highestFee} that account '{account.Id}' pays"
            : null;
    }

    private GateProposal.Refuse Refuse(RefusalReason reason, string detail, Quote? quote) =>
        new(reason, detail, parties) { Quote = quote };
}
