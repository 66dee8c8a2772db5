using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>
/// Looks whether mails go out: whether the mail server answers, the operator's own templates can be used, and mails were given up.
/// Calls are billed without, so nothing here is more than a warning.
/// </summary>
internal sealed class MailCheck(MailOptions options, Checkup checkup, TimeProvider time)
{
    private const int Most = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal async Task RunAsync(IOutboxStore? outbox, CancellationToken cancellationToken)
    {
        var waiting = outbox is null ? 0 : await outbox.WaitingAsync(cancellationToken);
        if (options.Host.Length > 0)
        {
            await CheckServerAsync(cancellationToken);
        }
        else if (waiting > 0)
        {
            checkup.Warn(
                "server",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"none is configured, and {waiting} mails wait"
                ),
                "Name one in section Mail of the configuration."
            );
        }
        if (options.Templates is not null)
        {
            CheckTemplates();
        }
        if (outbox is not null)
        {
            await CheckDeadAsync(outbox, cancellationToken);
        }
    }

    private async Task CheckServerAsync(CancellationToken cancellationToken)
    {
        var server = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Host} port {options.Port}"
        );
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(options.Host, options.Port, either.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            // RFC 5321, 3.1: the server speaks first.
            var greeting = await reader.ReadLineAsync(either.Token) ?? "";
            if (greeting.StartsWith("220", StringComparison.Ordinal))
            {
                checkup.Ok("server", server);
                return;
            }
            Complain(server, $"greets with '{greeting}'");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Complain(server, "does not answer");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Complain(server, $"can't be reached: {e.Message}");
        }
    }

    private void Complain(string server, string what) =>
        checkup.Warn(
            "server",
            $"{server} {what}",
            "Mails wait until it does. See Mail:Host and Mail:Port, and try: telephony-billing mail test ADDRESS"
        );

    private void CheckTemplates()
    {
        var broken = new TemplateCheck(
            new TemplateLibrary(options.Templates),
            options.Signature,
            time.GetUtcNow()
        )
            .Run()
            .Count(finding => finding.Problem is not null);
        if (broken == 0)
        {
            checkup.Ok("templates", options.Templates!);
        }
        else
        {
            checkup.Warn(
                "templates",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{broken} in {options.Templates} can't be used as they are"
                ),
                "The shipped ones take their place. See: telephony-billing mail check-templates"
            );
        }
    }

    private async Task CheckDeadAsync(IOutboxStore outbox, CancellationToken cancellationToken)
    {
        var dead = (
            await outbox.ListAsync(
                new OutboxFilter { State = MailState.Dead, Limit = Most },
                cancellationToken
            )
        ).Count;
        if (dead > 0)
        {
            checkup.Warn(
                "given up",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{dead}{(dead == Most ? " or more" : "")} mails"
                ),
                "See: telephony-billing mail list --state dead; once it is mended: telephony-billing mail retry ID"
            );
        }
    }
}
