using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads how mails go out: section <c>Mail</c>.</summary>
internal sealed class MailBinder(
    OptionsReader section,
    Func<string, string> fullPath,
    IReadOnlyDictionary<string, string> environment
)
{
    private const int MaxPort = 65_535;

    internal MailOptions Bind(bool forDaemon)
    {
        var defaults = new MailOptions();
        var host = section.Text("Host", defaults.Host);
        var isUsed = host.Length > 0;
        if (isUsed && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            section.Fail("Host", $"found '{host}', expected a host name or an address.");
        }
        var startTls = section.Switch("StartTls", defaults.StartTls);
        var user = OneLine("User");
        if (user.Length > 0 && !startTls && !IsThisMachine(host))
        {
            section.Fail(
                "StartTls",
                $"found 'false' with a User, expected 'true': the password would travel readable to '{host}'."
            );
        }
        var templates = section.OptionalText("Templates");
        if (templates is not null && forDaemon && !Directory.Exists(fullPath(templates)))
        {
            section.Fail("Templates", $"there is no folder '{fullPath(templates)}'.");
        }
        return new MailOptions
        {
            Host = host,
            Port = section.Integer("Port", defaults.Port, 1, MaxPort),
            StartTls = startTls,
            TlsCertificateFile = Certificates(forDaemon),
            User = user,
            Password = new SecretSource(section, fullPath, environment).Read(
                "Password",
                "mail-password",
                needed: forDaemon && user.Length > 0
            ),
            From = Address("From", isUsed),
            FromName = OneLine("FromName"),
            ReplyTo = Address("ReplyTo", isNeeded: false),
            Templates = templates is null ? null : fullPath(templates),
            TimeoutSeconds = section.Integer("TimeoutSeconds", defaults.TimeoutSeconds, 1, 300),
            MaxAttempts = section.Integer("MaxAttempts", defaults.MaxAttempts, 1, 100),
        };
    }

    private string Address(string key, bool isNeeded)
    {
        const string expected = "a mail address such as billing@example.com";
        var address = isNeeded
            ? section.RequiredText(key, expected)
            : section.OptionalText(key) ?? "";
        if (
            address.Length > 0
            && !(MailAddressees.IsAddress(address) && MailAddress.TryCreate(address, out _))
        )
        {
            section.Fail(key, $"found '{address}', expected {expected}.");
        }
        return address;
    }

    /// <summary>A text that goes into a header or a command, where a line break would begin another one.</summary>
    private string OneLine(string key)
    {
        var text = section.OptionalText(key) ?? "";
        if (text.Any(char.IsControl))
        {
            section.Fail(key, "there is a control character in it; expected one line.");
        }
        return text;
    }

    private string? Certificates(bool forDaemon)
    {
        if (section.OptionalText("TlsCertificateFile") is not { } file)
        {
            return null;
        }
        var path = fullPath(file);
        if (forDaemon && !File.Exists(path))
        {
            section.Fail("TlsCertificateFile", $"there is no file '{path}'.");
        }
        else if (forDaemon)
        {
            try
            {
                var found = new X509Certificate2Collection();
                found.ImportFromPemFile(path);
                if (found.Count == 0)
                {
                    section.Fail("TlsCertificateFile", $"there is no PEM certificate in '{path}'.");
                }
            }
            catch (Exception e)
                when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                section.Fail("TlsCertificateFile", $"'{path}' can't be read: {e.Message}");
            }
        }
        return path;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
