using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>
/// The gate for features of calls, as the dialplan calls it: <c>AGI(agi://HOST:4573/surcharge,FEATURE,CALL)</c>, on the
/// channel on which the feature will run.
/// </summary>
/// <remarks>
/// Answers in variables of their own, because the channel may be that of a call whose answer it still needs:
/// <c>TB_SURCHARGE_RESULT</c> (<c>ALLOW</c>, <c>FREE</c>, <c>DENY</c>), <c>TB_SURCHARGE_ID</c>, <c>TB_SURCHARGE_REASON</c>,
/// <c>TB_SURCHARGE_PROMPT</c>.
/// </remarks>
public sealed class SurchargeRoute(
    SurchargeGate gate,
    PbxOfPeer pbxOfPeer,
    ILogger<SurchargeRoute> logger
)
{
    /// <summary>Serves one request.</summary>
    public async ValueTask ServeAsync(AgiSession session, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(session);
        // Should the channel have ended meanwhile, so that it can't be told: what was reserved is released with it.
        await session.SetVariablesAsync(Variables(await AnswerAsync(session)));
    }

    private async Task<GateDecision> AnswerAsync(AgiSession session)
    {
        var request = session.Request;
        request.Query.TryGetValue("pbx", out var named);
        if (pbxOfPeer.Find(named, session.Peer.Address) is not { } pbx)
        {
            SwitchLog.UnknownPbx(logger, session.Peer.ToString(), named ?? "");
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
        var arguments = request.Arguments;
        if (
            arguments.Count < 1
            || !CallFeature.TryParse(arguments[0].Trim(), out var feature)
            || request.Uniqueid.Length == 0
        )
        {
            SwitchLog.RequestUnreadable(
                logger,
                session.Peer.ToString(),
                $"found the arguments '{string.Join(',', arguments)}', expected a feature such as recording and a call's id"
            );
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
        if (arguments.Count < 2 || !CallId.TryParse(arguments[1].Trim(), out var call))
        {
            // A call that the gate let pass without metering has no id.
            return new GateDecision.Pass(Number: null);
        }
        return await DecideAsync(
            new SurchargeRequest(pbx.Name, feature, call, request.Uniqueid),
            pbx
        );
    }

    private async Task<GateDecision> DecideAsync(SurchargeRequest request, ISwitch pbx)
    {
        try
        {
            return await gate.AuthoriseAsync(request, pbx.IsWatched);
        }
        catch (Exception e)
        {
            // Whatever went wrong, what may cost money does not begin, and the dialplan gets an answer.
            SwitchLog.GateFailed(logger, e);
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
    }

    private static KeyValuePair<string, string>[] Variables(GateDecision decision) =>
        decision switch
        {
            GateDecision.Allow allow => Answer("ALLOW", allow.Call.Id.Value),
            GateDecision.Pass => Answer("FREE", id: ""),
            GateDecision.Deny deny =>
            [
                .. Answer("DENY", id: ""),
                new("TB_SURCHARGE_REASON", deny.Reason.ToText()),
                new(
                    "TB_SURCHARGE_PROMPT",
                    AuthorizeRoute.PromptFolder + deny.Reason.Prompt(CallDirection.Outbound)
                ),
            ],
            _ => throw new InvalidOperationException(
                $"The gate gave {decision}, which the route does not know."
            ),
        };

    private static KeyValuePair<string, string>[] Answer(string result, string id) =>
        [new("TB_SURCHARGE_RESULT", result), new("TB_SURCHARGE_ID", id)];
}
