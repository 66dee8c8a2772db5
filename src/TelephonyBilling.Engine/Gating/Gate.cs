using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Gating;

/// <summary>
/// Answers switches: may this call be made? A chargeable call is allowed once its first reservation is durable, and is
/// refused when anything that it needs is away; free calls pass then.
/// </summary>
public sealed class Gate(
    GateRules rules,
    IDirectory directory,
    ICallStore calls,
    IMeterDesk meters,
    Redial redial,
    GateOptions options,
    DaemonClock clock,
    EngineMetrics metrics,
    ILogger<Gate> logger
)
{
    private readonly CallBooking booking = new(calls, meters, redial, clock, logger);

    /// <summary>Decides.</summary>
    /// <param name="request">What the switch asks.</param>
    /// <param name="isWatched">Whether the switch's events arrive; see <see cref="ISwitch.IsWatched"/>.</param>
    /// <param name="cancellationToken">
    /// The switch no longer waits for the answer: nothing is begun then, but what is begun is ended.
    /// </param>
    public async Task<GateDecision> AuthoriseAsync(
        GateRequest request,
        bool isWatched,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var began = clock.Now;
        var decision = await DecideAsync(request, isWatched);
        metrics.GateDecided(request.Pbx, decision, clock.Now - began);
        return decision;
    }

    private async Task<GateDecision> DecideAsync(GateRequest request, bool isWatched)
    {
        GateProposal proposal;
        try
        {
            proposal = rules.Propose(request, directory.Current(), clock.UtcNow);
        }
        catch (StoreUnavailableException e)
        {
            return WithoutDirectory(request, e);
        }
        switch (proposal)
        {
            case GateProposal.Pass pass:
                GateLog.CallPassed(
                    logger,
                    request.Pbx,
                    request.Endpoint,
                    request.Dialled,
                    pass.Service.ToName()
                );
                return new GateDecision.Pass(pass.Number);
            case GateProposal.Refuse refuse:
                return Refuse(request, refuse.Reason, refuse.Detail, refuse.Parties, refuse.Limit);
            case GateProposal.Chargeable chargeable when !isWatched && IsFree(chargeable):
                return PassBlindly(
                    request,
                    chargeable,
                    $"the events of PBX '{request.Pbx}' don't arrive"
                );
            case GateProposal.Chargeable chargeable when !isWatched && options.RefuseWhileBlind:
                return Refuse(
                    request,
                    RefusalReason.ServiceUnavailable,
                    $"the events of PBX '{request.Pbx}' don't arrive, so the call could not be metered",
                    chargeable.Parties
                );
            case GateProposal.Chargeable chargeable:
                return await ReserveAsync(request, chargeable);
            default:
                throw new InvalidOperationException(
                    $"The rules gave {proposal}, which the gate does not know."
                );
        }
    }

    private GateDecision WithoutDirectory(GateRequest request, StoreUnavailableException e)
    {
        if (rules.PassWithoutDirectory(request, directoryIsAway: true) is { } pass)
        {
            GateLog.CallPassedBlindly(
                logger,
                request.Pbx,
                request.Endpoint,
                request.Dialled,
                e.Message
            );
            return new GateDecision.Pass(pass.Number);
        }
        metrics.Refused(RefusalReason.ServiceUnavailable);
        GateLog.StoreAwayAtGate(logger, request.Pbx, request.Endpoint, request.Dialled, e.Message);
        return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
    }

    private static bool IsFree(GateProposal.Chargeable proposal) =>
        proposal is { Price.IsZero: true, NeedsCredit: false };

    private GateDecision.Pass PassBlindly(
        GateRequest request,
        GateProposal.Chargeable free,
        string why
    )
    {
        GateLog.CallPassedBlindly(logger, request.Pbx, request.Endpoint, request.Dialled, why);
        return new GateDecision.Pass(free.Parties.To);
    }

    private async Task<GateDecision> ReserveAsync(
        GateRequest request,
        GateProposal.Chargeable chargeable
    )
    {
        var price = chargeable.Price;
        var wanted = price.IsZero
            ? CallPrice.MaxFundedSeconds
            : price.NextFunding(0, (long)options.FirstQuota.TotalSeconds);
        var call = new NewCall(
            booking.NewId(),
            request.Pbx,
            request.Owner,
            request.Direction == CallDirection.Inbound,
            chargeable.Parties,
            price,
            wanted,
            chargeable.NeedsCredit,
            chargeable.Limits,
            clock.UtcNow
        )
        {
            Daemon = options.Daemon,
            MinAvailable = chargeable.MinAvailable,
            Source = chargeable.Source,
            LimitedBy = chargeable.LimitedBy,
        };
        try
        {
            switch (await booking.OpenAsync(call))
            {
                case null:
                    return Refuse(
                        request,
                        RefusalReason.ServiceUnavailable,
                        "its last call to the number is still being closed",
                        chargeable.Parties
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
                        RefusalReason.InsufficientCredit,
                        $"{poor.Available} is available and the least reservation is {poor.Needed}",
                        chargeable.Parties
                    );
                case Authorisation.AccountSuspended:
                    return Refuse(request, RefusalReason.AccountSuspended, "", chargeable.Parties);
                case Authorisation.UnknownAccount:
                    return Refuse(request, RefusalReason.UnknownAccount, "", chargeable.Parties);
                case Authorisation.LimitReached
                {
                    Limit: CallLimit.Caller or CallLimit.CallerPerHour
                } limit:
                    return Refuse(
                        request,
                        RefusalReason.CallerLimit,
                        LimitText(limit.Limit),
                        chargeable.Parties
                    );
                case Authorisation.LimitReached limit:
                    return Refuse(
                        request,
                        RefusalReason.TooManyCalls,
                        LimitText(limit.Limit),
                        chargeable.Parties
                    );
                case Authorisation.UsageLimitReached { Limit: var limit }:
                    return Refuse(
                        request,
                        limit.Reason(),
                        limit.Describe(),
                        chargeable.Parties,
                        limit
                    );
                case var other:
                    throw new InvalidOperationException(
                        $"The store gave {other}, which the gate does not know."
                    );
            }
        }
        catch (StoreUnavailableException e) when (IsFree(chargeable))
        {
            return PassBlindly(request, chargeable, e.Message);
        }
        catch (StoreUnavailableException e)
        {
            metrics.Refused(RefusalReason.ServiceUnavailable);
            GateLog.StoreAwayAtGate(
                logger,
                request.Pbx,
                chargeable.Parties.From,
                request.Dialled,
                e.Message
            );
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
    }

    private GateDecision.Deny Refuse(
        GateRequest request,
        RefusalReason reason,
        string detail,
        CallParties parties,
        LimitUse? limit = null
    )
    {
        metrics.Refused(reason);
        GateLog.CallRefused(
            logger,
            parties.Account,
            parties.From,
            parties.To,
            reason.ToText(),
            detail
        );
        _ = booking.KeepRefusalAsync(
            new RefusedCall(
                booking.NewId(),
                request.Pbx,
                request.Owner,
                parties,
                reason.ToText(),
                clock.UtcNow
            )
            {
                Limit = limit,
            }
        );
        return new GateDecision.Deny(reason);
    }

    private static string LimitText(CallLimit limit) =>
        limit switch
        {
            CallLimit.Account => "the account's limit of concurrent calls is reached",
            CallLimit.Number => "the number's limit of concurrent calls is reached",
            CallLimit.Extension => "the extension's limit of concurrent calls is reached",
            CallLimit.Caller => "this caller's limit of concurrent calls to the number is reached",
            _ => "this caller's limit of calls to the number in an hour is reached",
        };
}
