using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>
/// Whose certificates a mail server may show. The framework's mail client asks one function of the whole process; that is ours,
/// and it knows by the flow of the call which mailer asks.
/// </summary>
internal static class MailTrust
{
    private static readonly AsyncLocal<X509Certificate2Collection?> Roots = new();

    static MailTrust()
    {
        // Nothing else in this program asks ServicePointManager: HttpClient has its own settings.
        // A certificate of one's own can't be trusted otherwise; what is checked here is no less than what is checked there.
#pragma warning disable SYSLIB0014, MA0039
        ServicePointManager.ServerCertificateValidationCallback = static (
            _,
            certificate,
            _,
            errors
        ) => IsTrusted(certificate, errors);
#pragma warning restore SYSLIB0014, MA0039
    }

    /// <summary>From here on, in this flow of calls, these roots are trusted, and no others.</summary>
    /// <param name="roots">Null: the system's.</param>
    internal static void Use(X509Certificate2Collection? roots) => Roots.Value = roots;

    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (Roots.Value is not { } roots)
        {
            return errors == SslPolicyErrors.None;
        }
        // The name has to be right, whoever vouches for it.
        if (
            certificate is null
            || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None
        )
        {
            return false;
        }
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var shown = new X509Certificate2(certificate);
        return chain.Build(shown);
    }
}
