using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.Ami.Events;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>Tells the engine what one Asterisk's events say: legs that are bound to a call, answers, ends.</summary>
/// <param name="pbx">The switch's name.</param>
/// <param name="observer">Who is told.</param>
/// <param name="pbxClock">The PBX's clock.</param>
/// <param name="clock">The daemon's.</param>
/// <param name="waiting">How many events wait behind the one that is being taken.</param>
/// <param name="logger">The log.</param>
internal sealed class AsteriskEvents(
    string pbx,
    ISwitchObserver observer,
    PbxClock pbxClock,
    DaemonClock clock,
    Func<int> waiting,
    ILogger logger
)
{
    private const string LegEvent = "TelephonyBillingLeg";
    private const string SurchargeEvent = "TelephonyBillingSurcharge";

    private volatile bool backlog;

    private bool IsLate => backlog || waiting() > 0;

    /// <summary>Events wait until the PBX is compared: when they were received tells nothing until none waits any more.</summary>
    internal void HoldBack() => backlog = true;

    internal async ValueTask TakeAsync(AmiEvent amiEvent)
    {
        switch (amiEvent)
        {
            case UserEvent { UserEventName: LegEvent } bound:
                await BindAsync(bound);
                break;
            case UserEvent { UserEventName: SurchargeEvent } told:
                await TakeSurchargeAsync(told);
                break;
            case NewstateEvent { State: AmiChannelState.Up } up:
                await observer.ChannelAnsweredAsync(pbx, up.Uniqueid, MomentOf(up));
                break;
            case HangupEvent ended:
                await observer.ChannelEndedAsync(pbx, ended.Uniqueid, MomentOf(ended), ended.Cause);
                break;
            default:
                break;
        }
        if (backlog && waiting() == 0)
        {
            backlog = false;
        }
    }

    private async ValueTask BindAsync(UserEvent bound)
    {
        if (ChannelName.IsLocal(bound.Channel))
        {
            SwitchLog.LegIsLocal(logger, pbx, bound.Channel, bound.Message["CallId"] ?? "");
        }
        else if (
            CallId.TryParse(bound.Message["CallId"], out var call)
            && bound.Uniqueid.Length > 0
        )
        {
            await observer.LegBoundAsync(pbx, call, bound.Uniqueid);
            await NoteAnswerAsync(bound);
        }
        else
        {
            SwitchLog.LegEventUnreadable(
                logger,
                pbx,
                bound.Message["CallId"] ?? "",
                bound.Uniqueid
            );
        }
    }

    /// <summary>
    /// On FreePBX a leg can say whose it is only once it is answered, after the event that told of the answer: so it says
    /// when that was. Elsewhere it is bound before it rings.
    /// </summary>
    private async ValueTask NoteAnswerAsync(UserEvent bound)
    {
        if (
            bound.Message["Answered"] is { } text
            && KeptCallRecord.TryTime(text, out var time)
            && time is { } answeredAt
        )
        {
            var at = pbxClock.Witness(answeredAt, clock.Now, IsLate);
            await observer.ChannelAnsweredAsync(pbx, bound.Uniqueid, at);
        }
    }

    /// <summary>A feature begins or ends, at the time that the dialplan also wrote into its record.</summary>
    private async ValueTask TakeSurchargeAsync(UserEvent told)
    {
        var message = told.Message;
        if (
            !CallId.TryParse(message["CallId"], out var surcharge)
            || !CallFeature.TryParse(message["Feature"], out var feature)
            || !KeptCallRecord.TryTime(message["At"] ?? "", out var time)
            || time is not { } switchTime
            || told.Uniqueid.Length == 0
        )
        {
            SwitchLog.LegEventUnreadable(logger, pbx, message["CallId"] ?? "", told.Uniqueid);
            return;
        }
        var at = pbxClock.Witness(switchTime, clock.Now, IsLate);
        if (message["State"] == "on")
        {
            await observer.FeatureBeganAsync(pbx, surcharge, feature, told.Uniqueid, at);
        }
        else
        {
            await observer.FeatureEndedAsync(pbx, surcharge, at);
        }
    }

    private Moment MomentOf(AmiEvent amiEvent) =>
        pbxClock.Witness(amiEvent.Timestamp, clock.Now, IsLate);
}
