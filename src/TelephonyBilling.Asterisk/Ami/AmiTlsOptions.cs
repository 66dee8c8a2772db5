using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>TLS towards the PBX. The certificate is always checked.</summary>
public sealed record AmiTlsOptions
{
    /// <summary>The name that the certificate must bear; null for <see cref="AmiClientOptions.Host"/>.</summary>
    public string? TargetHost { get; init; }

    /// <summary>
    /// Certificates to trust instead of the system's, such as the PBX's own self-signed one. Null for the system's.
    /// </summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    internal SslClientAuthenticationOptions ToSslOptions(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = this.TargetHost ?? host };
        if (this.TrustedRoots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(this.TrustedRoots);
        }

        return options;
    }
}
