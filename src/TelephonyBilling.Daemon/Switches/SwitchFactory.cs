using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>Makes the switches of a configuration.</summary>
public static class SwitchFactory
{
    /// <summary>The event classes that carry the subscribed events, and <c>FullyBooted</c>.</summary>
    private const string EventMask = "call,user,system";

    /// <summary>One switch.</summary>
    public static AsteriskSwitch Create(
        PbxOptions options,
        ISwitchObserver observer,
        DaemonClock clock,
        ILogger<AsteriskSwitch> logger
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AsteriskSwitch(
            ToAmiOptions(options),
            ToneOf(options.WarnTone),
            observer,
            clock,
            logger
        );
    }

    /// <summary>How to reach a PBX's manager interface.</summary>
    public static AmiClientOptions ToAmiOptions(PbxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AmiClientOptions
        {
            Name = options.Name,
            Host = options.Host,
            Port = options.AmiPort,
            User = options.AmiUser,
            Secret = options.AmiSecret.Reveal(),
            EventMask = EventMask,
            Tls = options.Tls ? ToTls(options) : null,
        };
    }

    /// <summary>Where a PBX is; empty where its name can't be resolved now.</summary>
    public static async Task<IReadOnlyList<IPAddress>> ResolveAsync(
        PbxOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return await Dns.GetHostAddressesAsync(options.Host, cancellationToken);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The connection attempts say in the log that the host is unknown; here it only means: no such peer.
            return [];
        }
    }

    private static IWarningTone ToneOf(WarnTone tone) =>
        tone switch
        {
            WarnTone.Beep => new WhisperedBeep(),
            WarnTone.Dtmf => new DtmfWarning(),
            _ => new SilentWarning(),
        };

    private static AmiTlsOptions ToTls(PbxOptions options)
    {
        X509Certificate2Collection? roots = null;
        if (options.TlsCertificateFile is { } file)
        {
            roots = [];
            roots.ImportFromPemFile(file);
        }
        return new AmiTlsOptions { TargetHost = options.TlsHostName, TrustedRoots = roots };
    }
}
