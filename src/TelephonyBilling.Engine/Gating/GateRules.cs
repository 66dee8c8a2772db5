using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>
/// The rules of the gate: normalise, classify, find who pays, whether the number may call abroad, whether the
/// destination is allowed, at which rate, and at which hours. Pure: the same request, directory and time give the same
/// proposal.
/// </summary>
public sealed class GateRules(NumberingPlan plan)
{
    private readonly CallClassifier classifier = new(plan);

    /// <summary>
    /// Whether a request passes whatever the directory says: emergency numbers, extensions, codes, and calls within the
    /// home country, which fail open when the directory can't be read.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="directoryIsAway">The directory can't be read.</param>
    public GateProposal.Pass? PassWithoutDirectory(GateRequest request, bool directoryIsAway)
    {
        ArgumentNullException.ThrowIfNull(request);
        var dialled = DialedNumber.Parse(request.Dialled, plan);
        var number = (dialled as DialedNumber.Global)?.Number ?? default;
        var service =
            request.Direction == CallDirection.Inbound
                ? classifier.Inbound(number, Parse(request.Caller))
                : classifier.Outbound(dialled);
        return service switch
        {
            Service.Emergency or Service.Internal or Service.ServiceCode => new(
                service.Value,
                Number: null
            ),
            Service.DomesticOutbound
            or Service.DomesticInbound
            or Service.InternationalInbound when directoryIsAway => new(
                service.Value,
                number.IsNone ? null : number.Digits
            ),
            _ => null,
        };
    }

    /// <summary>What the rules say.</summary>
    /// <param name="request">The request.</param>
    /// <param name="directory">Who is who.</param>
    /// <param name="at">When the call would begin.</param>
    public GateProposal Propose(GateRequest request, DirectorySnapshot directory, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(directory);
        return PassWithoutDirectory(request, directoryIsAway: false)
            ?? (
                request.Direction == CallDirection.Inbound
                    ? ProposeInbound(request, directory, at)
                    : ProposeOutbound(request, directory, at)
            );
    }

    /// <summary>What a call would cost an account, and whether the account pays that, whoever of it calls.</summary>
    /// <param name="directory">Who is who, and what calls cost.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="service">What the call is.</param>
    /// <param name="number">The number dialled, or, inbound, the account's number that is called.</param>
    /// <param name="origin">The country of the account's number; null: any.</param>
    /// <param name="isFax">Whether it is a fax, which is a service of its own where the plan has rates for it.</param>
    public GateProposal Price(
        DirectorySnapshot directory,
        Account account,
        Service service,
        E164Number number,
        string? origin,
        bool isFax = false
    )
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(account);
        (service, var quote) = Choose(
            service,
            isFax,
            kind => FindQuote(directory, account, kind, number, origin)
        );
        var parties = new CallParties(
            account.Id,
            service,
            "",
            number.Digits,
            number.Digits,
            "",
            null,
            null,
            null,
            null
        );
        return new CallPricing(directory, account, service, parties).Propose(
            quote,
            origin,
            default
        );
    }

    private GateProposal ProposeOutbound(
        GateRequest request,
        DirectorySnapshot directory,
        DateTimeOffset at
    )
    {
        var dialled = DialedNumber.Parse(request.Dialled, plan);
        var payer = Payer.Find(request, directory, out var nobody);
        var shown = Parse(request.Caller);
        var own = payer?.NumberFor(shown, directory);
        var parties = new CallParties(
            payer?.Account.Id ?? "",
            Service.InternationalOutbound,
            payer?.Extension?.Endpoint
                ?? (request.Endpoint.Length > 0 ? request.Endpoint : request.Caller),
            request.Dialled,
            request.Dialled,
            "",
            own?.Number.Digits,
            payer?.Extension?.Endpoint,
            payer?.Extension?.Member,
            payer?.Extension?.Department
        );
        if (dialled is not DialedNumber.Global { Number: var number })
        {
            var fault =
                (dialled as DialedNumber.Invalid)?.Reason ?? "not a number of the public network";
            return new GateProposal.Refuse(RefusalReason.UnknownDestination, fault, parties);
        }
        var showsTollFree = own is { Kind: NumberKind.TollFree } && own.Number == shown;
        var service = classifier.Outbound(number, showsTollFree);
        parties = parties with { Service = service, To = number.Digits };
        var isHome = service is Service.DomesticOutbound;
        if (payer is null)
        {
            return isHome
                ? new GateProposal.Pass(service, number.Digits)
                : new GateProposal.Refuse(RefusalReason.UnknownAccount, nobody, parties);
        }
        var isAbroad = service is Service.InternationalOutbound;
        (service, var quote) = Choose(
            service,
            IsFax(request, payer),
            kind => FindQuote(directory, payer.Account, kind, number, own?.Country)
        );
        parties = parties with { Service = service };
        if (isHome && !SaysAnything(quote))
        {
            return new GateProposal.Pass(service, number.Digits);
        }
        if (isAbroad && !(own?.International ?? payer.Extension?.International ?? false))
        {
            var who = (own, payer.Extension) switch
            {
                (not null, _) => $"number {own.Number}",
                (null, { } extension) => $"extension {extension.Endpoint}",
                _ => "a phone that is no extension and shows no number of the account",
            };
            return new GateProposal.Refuse(
                RefusalReason.InternationalNotAllowed,
                $"{who} may not call abroad; switch it on with: telephony-billing "
                    + (own, payer.Extension) switch
                    {
                        (not null, _) => $"number set {own.Number} --international on",
                        (null, { } extension) =>
                            $"extension set {extension.Endpoint} --international on",
                        _ => $"extension add {payer.Account.Id} ENDPOINT --international on",
                    },
                parties
            );
        }
        var limits = new CallLimits(
            payer.Account.MaxCalls,
            own?.MaxCalls,
            payer.Extension?.MaxCalls,
            null,
            null
        );
        return (GateProposal?)RefuseSuspended(own, parties)
            ?? new HoursGuard(payer.Account, at).Check(
                new CallPricing(directory, payer.Account, service, parties).Propose(
                    quote,
                    own?.Country,
                    limits
                ),
                directory.LimitsOf(payer.Account.Id)?.ForCallOut(parties.Number, parties.Extension)
                    ?? []
            );
    }

    private GateProposal ProposeInbound(
        GateRequest request,
        DirectorySnapshot directory,
        DateTimeOffset at
    )
    {
        var dialled = DialedNumber.Parse(request.Dialled, plan);
        var caller = Parse(request.Caller);
        var number = (dialled as DialedNumber.Global)?.Number ?? default;
        var own = number.IsNone ? null : directory.FindNumber(number);
        var service = own is { Kind: NumberKind.TollFree }
            ? Service.TollFreeInbound
            : classifier.Inbound(number, caller);
        var extension = own is null ? null : FindAnswering(directory, request);
        var parties = new CallParties(
            own?.Account ?? "",
            service,
            caller.IsNone ? request.Caller : caller.Digits,
            number.IsNone ? request.Dialled : number.Digits,
            request.Dialled,
            "",
            own?.Number.Digits,
            extension?.Endpoint,
            extension?.Member,
            extension?.Department
        );
        var account = own is null ? null : directory.FindAccount(own.Account);
        if (own is null || account is null)
        {
            return service == Service.TollFreeInbound
                ? new GateProposal.Refuse(
                    RefusalReason.UnknownAccount,
                    $"the toll-free number {number} belongs to no account; add it with: telephony-billing number add",
                    parties
                )
                : new GateProposal.Pass(service, number.IsNone ? null : number.Digits);
        }
        var quote = FindQuote(directory, account, service, number, own.Country);
        if (service != Service.TollFreeInbound && !SaysAnything(quote))
        {
            return new GateProposal.Pass(service, number.Digits);
        }
        var limits = new CallLimits(
            account.MaxCalls,
            own.MaxCalls,
            null,
            own.MaxCallsPerCaller,
            own.MaxCallsPerCallerPerHour
        );
        return (GateProposal?)RefuseSuspended(own, parties)
            ?? new HoursGuard(account, at).Check(
                new CallPricing(directory, account, service, parties).Propose(
                    quote,
                    own.Country,
                    limits
                ),
                directory.LimitsOf(account.Id)?.ForCallIn(parties.Number) ?? []
            );
    }

    /// <summary>A call and what is said of it, or the fax that it is, where that has a price there.</summary>
    private static (Service Service, Quote? Quote) Choose(
        Service service,
        bool isFax,
        Func<Service, Quote?> quoteFor
    )
    {
        var quote = quoteFor(service);
        return
            isFax
            && CanBeFax(service, quote)
            && quoteFor(Service.FaxOutbound) is { } ofFax
            && SaysAnything(ofFax)
            ? (Service.FaxOutbound, ofFax)
            : (service, quote);
    }

    private static bool IsFax(GateRequest request, Payer payer) =>
        request.IsFax || payer.Extension is { IsFax: true };

    /// <summary>
    /// Whether a call there would be priced as a fax: destinations that are blocked, and numbers whose price does not follow
    /// from their place, stay what they are.
    /// </summary>
    private static bool CanBeFax(Service service, Quote? quote) =>
        service
            is Service.InternationalOutbound
                or Service.DomesticOutbound
                or Service.TollFreeOutbound
        && quote is not { IsBlocked: true };

    /// <summary>A percentage of no price is no price.</summary>
    private static bool SaysAnything(Quote? quote) =>
        quote is { Price: not null } or { IsBlocked: true };

    private static Extension? FindAnswering(DirectorySnapshot directory, GateRequest request) =>
        request.Endpoint.Length > 0 ? directory.FindExtension(request.Endpoint) : null;

    private Quote? FindQuote(
        DirectorySnapshot directory,
        Account account,
        Service service,
        E164Number number,
        string? origin
    ) =>
        directory
            .FindTariff(account.Plan)
            ?.Find(
                service,
                number,
                origin is { Length: > 0 } ? origin : Rate.AnyOrigin,
                plan.CountryOf(number),
                directory.RulesOf(account.Id)
            );

    private static GateProposal.Refuse? RefuseSuspended(AccountNumber? own, CallParties parties) =>
        own is { Status: NumberStatus.Suspended }
            ? new GateProposal.Refuse(
                RefusalReason.NumberSuspended,
                $"the rent of number {own.Number} is due; it is charged once account '{own.Account}' can pay for it",
                parties
            )
            : null;

    private E164Number Parse(string text) =>
        DialedNumber.Parse(text, plan) is DialedNumber.Global global ? global.Number : default;
}
