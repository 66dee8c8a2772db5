using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Gating;

/// <summary>
/// Answers switches: may this feature of a call begin? What costs nothing on the plan of the call's account may; what does
/// cost something is a call of its own beside its call, with its own price, reservations and charge, paid by the same
/// account.
/// </summary>
public sealed class SurchargeGate(
    IDirectory directory,
    ICallStore calls,
    IMeterDesk meters,
    Redial redial,
    GateOptions options,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<SurchargeGate> logger
)
{
    private readonly CallBooking booking = new(calls, meters, redial, clock, logger);

    /// <summary>Decides.</summary>
    /// <param name="request">What the switch asks. The same channel asking again for the same feature gets the surcharge that is open.</param>
    /// <param name="isWatched">Whether the switch's events arrive; see <see cref="ISwitch.IsWatched"/>.</param>
    public async Task<GateDecision> AuthoriseAsync(SurchargeRequest request, bool isWatched)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var parent = await calls.FindAsync(request.Call, CancellationToken.None);
            if (
                parent is not { IsOpen: true, Parent: null }
                || parent.Pbx != request.Pbx
                || parent.Daemon != options.Daemon
            )
            {
                // Another daemon would know of the call's end, and of its features nothing.
                return Refuse(
                    request,
                    parent,
                    RefusalReason.UnknownCall,
                    $"{request.Call} is not a call that goes on here"
                );
            }
            return await DecideAsync(request, parent, isWatched);
        }
        catch (StoreUnavailableException e)
        {
            metrics.Refused(RefusalReason.ServiceUnavailable);
            SurchargeLog.StoreAway(logger, request.Call, request.Feature.Name, e.Message);
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
    }

    private async Task<GateDecision> DecideAsync(
        SurchargeRequest request,
        CallRecord parent,
        bool isWatched
    )
    {
        var snapshot = directory.Current();
        if (snapshot.FindAccount(parent.Parties.Account) is not { } account)
        {
            return Refuse(request, parent, RefusalReason.UnknownAccount, "");
        }
        if (
            snapshot.FindTariff(account.Plan)?.FindSurcharge(request.Feature)
            is not { IsZero: false } price
        )
        {
            return new GateDecision.Pass(Number: null);
        }
        if (!isWatched)
        {
            // Unlike a call it has no limit at the switch, and nobody would see its end.
            return Refuse(
                request,
                parent,
                RefusalReason.ServiceUnavailable,
                $"the events of PBX '{request.Pbx}' don't arrive, so it could not be metered"
            );
        }
        if (price.Currency != account.Currency)
        {
            if (snapshot.FindExchangeRate(price.Currency, account.Currency) is not { } rate)
            {
                return Refuse(
                    request,
                    parent,
                    RefusalReason.UnknownDestination,
                    $"the surcharge is in {price.Currency}, account '{account.Id}' in {account.Currency}, and no rate of exchange is known"
                );
            }
            price = price.ConvertedBy(rate);
        }
        var (number, extension) = (parent.Parties.Number, parent.Parties.Extension);
        return await ReserveAsync(
            request,
            parent,
            new NewCall(
                booking.NewId(),
                request.Pbx,
                request.Channel,
                OwnerIsTrunk: false,
                PartiesOf(request, parent),
                price,
                price.NextFunding(0, (long)options.FirstQuota.TotalSeconds),
                NeedsCredit: false,
                Limits: default,
                clock.UtcNow
            )
            {
                Daemon = options.Daemon,
                Parent = parent.Id,
                Source = new RateSource(account.Plan, Deck: null, Prefix: null, Origin: null),
                LimitedBy = snapshot.LimitsOf(account.Id)?.ForFeature(number, extension) ?? [],
            }
        );
    }

    private async Task<GateDecision> ReserveAsync(
        SurchargeRequest request,
        CallRecord parent,
        NewCall surcharge
    )
    {
        switch (await booking.OpenAsync(surcharge))
        {
            case null:
                return Refuse(
                    request,
                    parent,
                    RefusalReason.ServiceUnavailable,
                    "the last one on the channel is still being closed"
                );
            case Authorisation.Granted granted:
                if (granted.IsNew)
                {
                    GateLog.CallAuthorised(logger, granted.Call);
                }
                return new GateDecision.Allow(granted.Call);
            case Authorisation.InsufficientCredit poor:
                return Refuse(
                    request,
                    parent,
                    RefusalReason.InsufficientCredit,
                    $"{poor.Available} is available and the least reservation is {poor.Needed}"
                );
            case Authorisation.AccountSuspended:
                return Refuse(request, parent, RefusalReason.AccountSuspended, "");
            case Authorisation.UnknownAccount:
                return Refuse(request, parent, RefusalReason.UnknownAccount, "");
            case Authorisation.UsageLimitReached { Limit: var limit }:
                return Refuse(request, parent, limit.Reason(), limit.Describe(), limit);
            case var other:
                throw new InvalidOperationException(
                    $"The store gave {other} for a surcharge, which no limit of calls counts."
                );
        }
    }

    private GateDecision.Deny Refuse(
        SurchargeRequest request,
        CallRecord? parent,
        RefusalReason reason,
        string detail,
        LimitUse? limit = null
    )
    {
        metrics.Refused(reason);
        SurchargeLog.Refused(
            logger,
            request.Call,
            parent?.Parties.Account ?? "",
            request.Feature.Name,
            reason.ToText(),
            detail
        );
        if (parent is not null)
        {
            _ = booking.KeepRefusalAsync(
                new RefusedCall(
                    booking.NewId(),
                    request.Pbx,
                    request.Channel,
                    PartiesOf(request, parent),
                    reason.ToText(),
                    clock.UtcNow
                )
                {
                    Parent = parent.Id,
                    Limit = limit,
                }
            );
        }
        return new GateDecision.Deny(reason);
    }

    /// <summary>Those of the call; in place of what was dialled stands the feature, which a channel can run once at a time.</summary>
    private static CallParties PartiesOf(SurchargeRequest request, CallRecord parent) =>
        parent.Parties with
        {
            Service = Service.Surcharge,
            Dialled = request.Feature.Name,
            Destination = request.Feature.Name,
        };
}
