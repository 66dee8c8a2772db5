using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Switches;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Looks at one PBX over its manager interface, as the daemon's own user.</summary>
internal sealed class PbxCheck(
    PbxOptions pbx,
    DaemonOptions options,
    Checkup checkup,
    TimeProvider time
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        if (pbx.AmiSecret.IsPlaceholder)
        {
            checkup.Fail(
                "secret",
                $"it is still '{Secret.Placeholder}', which everybody can read in our files",
                "Choose one in manager.d/telephony-billing.conf and in this configuration, then: asterisk -rx \"manager reload\""
            );
        }
        if (await ConnectAsync(cancellationToken) is not { } connection)
        {
            return;
        }
        await using (connection)
        {
            try
            {
                var settings = await connection.SendAsync(
                    AmiActions.CoreSettings(),
                    cancellationToken
                );
                checkup.Ok(
                    "login",
                    $"Asterisk {settings["AsteriskVersion"] ?? "of unknown version"} at {pbx.Host}:{pbx.AmiPort}{(pbx.Tls ? ", TLS" : "")}"
                );
                var isLocal = await IsLocalAsync(cancellationToken);
                if (!pbx.Tls && !isLocal)
                {
                    checkup.Warn(
                        "encryption",
                        "the PBX is another machine, and the connection is not encrypted",
                        "Set tlsenable, tlsbindaddr and tlscertfile in manager.conf, and Tls here."
                    );
                }
                await new ManagerCheck(pbx, connection, checkup, time).RunAsync(cancellationToken);
                await new DialplanCheck(options, connection, checkup).RunAsync(
                    isLocal,
                    cancellationToken
                );
            }
            catch (AmiException e)
            {
                checkup.Fail(
                    "connection",
                    $"it was lost in the middle: {e.Message}",
                    "Look into Asterisk's log, and run doctor again."
                );
            }
        }
    }

    private async Task<AmiConnection?> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AmiConnection.ConnectAsync(
                SwitchFactory.ToAmiOptions(pbx) with
                {
                    EventMask = "off",
                    ConnectTimeout = Patience,
                    LoginTimeout = Patience,
                    ActionTimeout = Patience,
                },
                time,
                null,
                cancellationToken
            );
        }
        catch (AmiLoginException e)
        {
            checkup.Fail(
                "login",
                e.Message,
                $"AmiUser and AmiSecret have to be those of manager.d/telephony-billing.conf, its permit lines have to let this machine in; then: asterisk -rx \"manager reload\""
            );
        }
        catch (AmiProtocolException e)
        {
            checkup.Fail(
                "connection",
                e.Message,
                "Is that port the manager interface, and Tls set as there?"
            );
        }
        catch (Exception e)
            when (e
                    is AmiException
                        or CryptographicException
                        or System.Security.Authentication.AuthenticationException
                        or IOException
            )
        {
            checkup.Fail(
                "connection",
                $"{pbx.Host}:{pbx.AmiPort}: {e.Message}",
                "Is Asterisk running, with enabled = yes and the right bindaddr and port in manager.conf, and no firewall between?"
            );
        }
        return null;
    }

    private async Task<bool> IsLocalAsync(CancellationToken cancellationToken)
    {
        try
        {
            var there = await Dns.GetHostAddressesAsync(pbx.Host, cancellationToken);
            return there.Length > 0 && there.All(IPAddress.IsLoopback);
        }
        catch (SocketException)
        {
            // It was reached a moment ago; a name that can't be looked up now is not this machine's.
            return false;
        }
    }
}
