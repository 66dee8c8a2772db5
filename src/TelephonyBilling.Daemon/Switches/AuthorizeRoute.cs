using System.Globalization;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>
/// The gate as the dialplan calls it: <c>AGI(agi://HOST:4573/authorize,…)</c>. Answers in channel variables and returns
/// at once; the call itself never stays here.
/// </summary>
/// <remarks>
/// Arguments: direction (<c>out</c>, <c>in</c>), number dialled, account, transferrer's channel, forwarder's channel or
/// number, caller's number, whether it is a fax, whether to announce the price. Which PBX asks is known by its address, or said
/// by <c>?pbx=NAME</c> where that is allowed.
/// </remarks>
public sealed class AuthorizeRoute(
    Gate gate,
    IMeterDesk meters,
    PbxOfPeer pbxOfPeer,
    PriceAnnouncer announcer,
    bool showOnDisplay,
    ILogger<AuthorizeRoute> logger
)
{
    /// <summary>Where Asterisk has the prompts, below its sounds.</summary>
    internal const string PromptFolder = "telephony-billing/";

    /// <summary>Serves one request.</summary>
    public async ValueTask ServeAsync(AgiSession session, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(session);
        var request = session.Request;
        request.Query.TryGetValue("pbx", out var named);
        var pbx = pbxOfPeer.Find(named, session.Peer.Address);
        if (pbx is null)
        {
            SwitchLog.UnknownPbx(logger, session.Peer.ToString(), named ?? "");
            await session.SetVariablesAsync(
                Denied(RefusalReason.ServiceUnavailable, CallDirection.Outbound)
            );
            return;
        }
        if (!TryRead(request, pbx.Name, out var asked))
        {
            SwitchLog.RequestUnreadable(
                logger,
                session.Peer.ToString(),
                $"found the arguments '{string.Join(',', request.Arguments)}', expected out|in and a number first"
            );
            await session.SetVariablesAsync(
                Denied(RefusalReason.ServiceUnavailable, CallDirection.Outbound)
            );
            return;
        }
        var decision = await DecideAsync(asked, pbx);
        var variables = decision switch
        {
            GateDecision.Allow allow =>
            [
                .. Allowed(allow.Call),
                new("TB_SAY", await announcer.SayAsync(asked, WantsPrice(request), allow.Call)),
            ],
            GateDecision.Pass pass => Passed(pass.Number ?? asked.Dialled),
            GateDecision.Deny deny => Denied(deny.Reason, asked.Direction),
            _ => throw new InvalidOperationException(
                $"The gate gave {decision}, which the route does not know."
            ),
        };
        try
        {
            await session.SetVariablesAsync(variables);
        }
        catch (AgiException) when (decision is GateDecision.Allow)
        {
            // The caller hung up while we decided: nobody will dial, so nothing may stay reserved.
            await meters.OwnerGoneAsync(((GateDecision.Allow)decision).Call.Id);
            throw;
        }
    }

    private static bool TryRead(AgiRequest request, string pbx, out GateRequest asked)
    {
        var arguments = request.Arguments;
        var direction = Argument(arguments, 0) switch
        {
            "out" => CallDirection.Outbound,
            "in" => CallDirection.Inbound,
            _ => (CallDirection?)null,
        };
        asked = new GateRequest
        {
            Pbx = pbx,
            Direction = direction ?? CallDirection.Outbound,
            Dialled = Argument(arguments, 1),
            Owner = request.Uniqueid,
            Account = Argument(arguments, 2),
            AccountCode = request.AccountCode,
            Endpoint = ChannelName.EndpointOf(request.Channel),
            Transferrer = ChannelName.EndpointOf(Argument(arguments, 3)),
            Forwarder = ChannelName.EndpointOf(Argument(arguments, 4)),
            Caller = Argument(arguments, 5) is { Length: > 0 } shown
                ? shown
                : request.CallerId ?? "",
            IsFax = YesOrNo(Argument(arguments, 6)) ?? false,
        };
        return direction is not null && asked.Dialled.Length > 0 && asked.Owner.Length > 0;
    }

    private static string Argument(IReadOnlyList<string> arguments, int index) =>
        index < arguments.Count ? arguments[index].Trim() : "";

    private static bool? WantsPrice(AgiRequest request) => YesOrNo(Argument(request.Arguments, 7));

    /// <summary>What a variable of the dialplan says, in the words that Asterisk's own settings take; null: nothing.</summary>
    private static bool? YesOrNo(string text) =>
        text.ToUpperInvariant() switch
        {
            "YES" or "TRUE" or "ON" or "1" => true,
            "NO" or "FALSE" or "OFF" or "0" => false,
            _ => null,
        };

    private async Task<GateDecision> DecideAsync(GateRequest asked, ISwitch pbx)
    {
        try
        {
            // Not cancelled with the session: a reservation that is under way is finished, and then given back.
            return await gate.AuthoriseAsync(asked, pbx.IsWatched, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever went wrong, a chargeable call fails closed, and the dialplan gets an answer.
            SwitchLog.GateFailed(logger, e);
            return new GateDecision.Deny(RefusalReason.ServiceUnavailable);
        }
    }

    private KeyValuePair<string, string>[] Allowed(OpenCall call)
    {
        var rate = call.Price.PerMinute.ToDecimalString();
        return
        [
            new("TB_RESULT", "ALLOW"),
            new("TB_REASON", ""),
            new("TB_PROMPT", ""),
            new("TB_NUMBER", call.Parties.To),
            new("TB_CALL_ID", call.Id.Value),
            new("TB_DESTINATION", Plain(call.Parties.Destination)),
            new("TB_RATE", rate),
            new("TB_FUNDED_SECONDS", call.FundedSeconds.ToString(CultureInfo.InvariantCulture)),
            new("TB_DISPLAY", showOnDisplay ? Plain($"{call.Parties.Destination} {rate}/min") : ""),
        ];
    }

    private static KeyValuePair<string, string>[] Passed(string number) =>
        [new("TB_RESULT", "FREE"), new("TB_REASON", ""), new("TB_NUMBER", number)];

    private static KeyValuePair<string, string>[] Denied(
        RefusalReason reason,
        CallDirection direction
    ) =>
        [
            new("TB_RESULT", "DENY"),
            new("TB_REASON", reason.ToText()),
            new("TB_PROMPT", PromptFolder + reason.Prompt(direction)),
            new("TB_CAUSE", reason.Cause(direction).ToString(CultureInfo.InvariantCulture)),
        ];

    /// <summary>A destination's name with nothing in it that a dialplan or a display would take for more than text.</summary>
    private static string Plain(string text) =>
        string.Concat(
                text.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '/' ? c : ' ')
            )
            .Trim();
}
