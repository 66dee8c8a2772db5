using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Testing.Mail;

/// <summary>
/// A real mail server that is not ours, on loopback: <c>smtp-server</c> takes mails, <c>mailparser</c> reads them. Addresses
/// say what happens to their mails, see <c>eng/judges/mail-server.js</c>.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    /// <summary>Who may log in.</summary>
    public const string User = "billing";

    /// <summary>Their password.</summary>
    public const string Password = "gehéim 1";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-mail-server-");
    private ChildProcess? process;

    private MailServer() { }

    /// <summary>Where it listens, on <c>localhost</c>.</summary>
    public int Port { get; } = Loopback.FreePort();

    /// <summary>PEM file of its certificate, which it made itself.</summary>
    public string CertificateFile => Path.Combine(folder.FullName, "cert.pem");

    /// <summary>The mails that it took, in order.</summary>
    public IReadOnlyList<ReceivedMail> Mails =>
        [.. Events("mail").Select(mail => ReceivedMail.Of(mail))];

    /// <summary>Every address that somebody wanted to write to, in order.</summary>
    public IReadOnlyList<string> Recipients =>
        [.. Events("recipient").Select(recipient => (string)recipient["address"]!)];

    /// <summary>All that it said, for messages.</summary>
    public string Output => process?.Output ?? "";

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="hostName">The name that its certificate bears.</param>
    /// <param name="withTls">Whether it can STARTTLS.</param>
    /// <param name="withLogin">Whether one has to log in.</param>
    public static async Task<MailServer> StartAsync(
        string hostName = "localhost",
        bool withTls = true,
        bool withLogin = true
    )
    {
        var modules = await JudgeLibraries.FetchAsync();
        var server = new MailServer();
        try
        {
            await server.RunAsync(modules, hostName, withTls, withLogin);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has taken so many mails.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> WaitForAsync(int count)
    {
        await Eventually.TrueAsync(
            () => Mails.Count >= count,
            string.Create(CultureInfo.InvariantCulture, $"{count} mails"),
            TimeSpan.FromSeconds(60),
            () => Output
        );
        return Mails;
    }

    /// <summary>Ends it, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.KillAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
        folder.Delete(recursive: true);
    }

    private async Task RunAsync(string modules, string hostName, bool withTls, bool withLogin)
    {
        var key = Path.Combine(folder.FullName, "key.pem");
        MakeCertificate(hostName, key);
        var settings = Path.Combine(folder.FullName, "settings.json");
        await File.WriteAllTextAsync(
            settings,
            JsonSerializer.Serialize(
                new
                {
                    port = Port,
                    key = withTls ? key : null,
                    cert = withTls ? CertificateFile : null,
                    user = withLogin ? User : null,
                    password = withLogin ? Password : null,
                }
            )
        );
        process = await ChildProcess.StartAsync(
            "mail-server",
            "node",
            [JudgeLibraries.Script("mail-server.js"), modules, settings]
        );
        await Eventually.TrueAsync(
            () =>
                process.HasExited
                    ? throw new InvalidOperationException($"The mail server ended:\n{Output}")
                    : Events("listening").Any(),
            "the mail server",
            TimeSpan.FromSeconds(60),
            () => Output
        );
    }

    private void MakeCertificate(string hostName, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(hostName);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    private IEnumerable<JsonNode> Events(string kind) =>
        Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("{\"event\":", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!)
            .Where(said => (string?)said["event"] == kind);
}
