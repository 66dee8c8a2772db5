using System.Net.Sockets;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Asks the running daemon's gate, with a call that it must let through whatever the balance.</summary>
internal sealed class GateCheck(DaemonOptions options, Checkup checkup)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var gate = options.FastAgi.Listen;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var pong = await GateProbe.AskAsync(gate, "ping", [], patience.Token);
            if (!pong.ContainsKey("TB_PONG"))
            {
                checkup.Fail(
                    "answer",
                    $"{gate} hung up without an answer",
                    "Another program may listen there, or this machine is not among FastAgi:AllowedPeers; the daemon's log says which."
                );
                return;
            }
            await AskEmergencyAsync(patience.Token);
        }
        catch (SocketException e)
        {
            checkup.Fail(
                "answer",
                $"{gate}: {e.Message}",
                "Start the daemon: systemctl start telephony-billing, then look at: journalctl -u telephony-billing"
            );
        }
        catch (IOException e)
        {
            checkup.Fail(
                "answer",
                $"{gate}: {e.Message}",
                "Is this machine among FastAgi:AllowedPeers? The daemon's log says why it hung up."
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            checkup.Fail(
                "answer",
                $"{gate} did not answer in {Patience.TotalSeconds} s",
                "Look at the daemon's log: journalctl -u telephony-billing"
            );
        }
    }

    private async Task AskEmergencyAsync(CancellationToken cancellationToken)
    {
        if (options.Numbering.EmergencyNumbers.Count == 0)
        {
            checkup.Ok("answer", $"{options.FastAgi.Listen} answers");
            checkup.Warn(
                "emergency",
                "no emergency number is configured",
                "Name them in Numbering:EmergencyNumbers."
            );
            return;
        }
        var number = options.Numbering.EmergencyNumbers[0];
        var answer = await GateProbe.AskAsync(
            options.FastAgi.Listen,
            $"authorize?pbx={Uri.EscapeDataString(options.Pbx[0].Name)}",
            ["out", number, "", "", "", ""],
            cancellationToken
        );
        checkup.Ok("answer", $"{options.FastAgi.Listen} answers");
        if (answer.GetValueOrDefault("TB_RESULT") == "FREE")
        {
            checkup.Ok("emergency", $"{number} passes unmetered");
        }
        else
        {
            checkup.Fail(
                "emergency",
                $"for {number} the gate says '{answer.GetValueOrDefault("TB_RESULT", "")} {answer.GetValueOrDefault("TB_REASON", "")}'",
                "Look at the daemon's log. The dialplan routes emergency calls before the gate, so they pass all the same."
            );
        }
    }
}
