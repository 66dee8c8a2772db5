using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>
/// The balance line as the dialplan calls it: <c>AGI(agi://HOST:4573/balance,ACCOUNT)</c>, on the phone's channel. Answers with
/// <c>TB_SAY</c>, see <see cref="Utterance"/>; empty where there is nothing to tell, since the store is away.
/// </summary>
public sealed class BalanceRoute(
    BalanceInquiry inquiry,
    PbxOfPeer pbxOfPeer,
    ILogger<BalanceRoute> logger
)
{
    /// <summary>Serves one request.</summary>
    public async ValueTask ServeAsync(AgiSession session, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(session);
        await session.SetVariablesAsync([new("TB_SAY", await SayAsync(session.Request, session))]);
    }

    private async Task<string> SayAsync(AgiRequest request, AgiSession session)
    {
        request.Query.TryGetValue("pbx", out var named);
        if (pbxOfPeer.Find(named, session.Peer.Address) is not { } pbx)
        {
            SwitchLog.UnknownPbx(logger, session.Peer.ToString(), named ?? "");
            return "";
        }
        var caller = new GateRequest
        {
            Pbx = pbx.Name,
            Direction = CallDirection.Outbound,
            Dialled = "",
            Owner = request.Uniqueid,
            Account = request.Arguments.Count > 0 ? request.Arguments[0].Trim() : "",
            AccountCode = request.AccountCode,
            Endpoint = ChannelName.EndpointOf(request.Channel),
            Caller = request.CallerId ?? "",
        };
        try
        {
            if (await inquiry.AskAsync(caller, Sentences.MostSeconds) is { } answer)
            {
                SwitchLog.BalanceTold(logger, answer.Account.Id, caller.Endpoint);
                return Sentences
                    .Balance(
                        answer.Account.Status == AccountStatus.Suspended,
                        answer.Balance.Balance,
                        answer.SecondsToLast
                    )
                    .ToString();
            }
            SwitchLog.BalanceOfNobody(logger, pbx.Name, caller.Endpoint, caller.Account);
            return Sentences.Refusal(RefusalReason.UnknownAccount).ToString();
        }
        catch (Exception e)
        {
            // The phone hears that the service is not available, whatever went wrong.
            SwitchLog.BalanceFailed(logger, e);
            return "";
        }
    }
}
