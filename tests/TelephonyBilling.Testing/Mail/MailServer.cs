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
    private readonly string modules;
    private readonly List<string> lives = [];
    private ChildProcess? process;

    private MailServer(string modules) => this.modules = modules;

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

    /// <summary>Every user that somebody logged in as, with whether that was right, in order.</summary>
    public IReadOnlyList<(string User, bool Accepted)> Logins =>
        [.. Events("login").Select(login => ((string)login["user"]!, (bool)login["accepted"]!))];

    /// <summary>All that it said over all its lives, for messages.</summary>
    public string Output => string.Concat(lives) + process?.Output;

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
        var server = new MailServer(await JudgeLibraries.FetchAsync());
        try
        {
            await server.WriteSettingsAsync(hostName, withTls, withLogin);
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Section <c>Mail</c> of the configuration of a daemon that sends its mails there.</summary>
    public Dictionary<string, object> Section =>
        new(StringComparer.Ordinal)
        {
            ["Host"] = "localhost",
            ["Port"] = Port,
            ["TlsCertificateFile"] = CertificateFile,
            ["User"] = User,
            ["Password"] = Password,
            ["From"] = "billing@telco.example",
            ["FromName"] = "Éclair Télécom",
        };

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

    /// <summary>Waits until it has taken a mail for an address.</summary>
    /// <returns>All mails for it.</returns>
    public Task<IReadOnlyList<ReceivedMail>> WaitForMailAsync(string address) =>
        Eventually.FindAsync<IReadOnlyList<ReceivedMail>>(
            () =>
                Mails.Where(mail => mail.To.Contains(address, StringComparer.Ordinal)).ToList()
                    is { Count: > 0 } found
                    ? found
                    : null,
            $"a mail for {address}",
            TimeSpan.FromSeconds(60),
            () => Output
        );

    /// <summary>Waits until somebody wants to write to an address.</summary>
    public Task WaitForRecipientAsync(string address) =>
        Eventually.TrueAsync(
            () => Recipients.Contains(address, StringComparer.Ordinal),
            $"a mail for {address}",
            TimeSpan.FromSeconds(60),
            () => Output
        );

    /// <summary>Ends it, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.KillAsync();
            lives.Add(process.Output);
            await process.DisposeAsync();
            process = null;
        }
    }

    /// <summary>Starts it, again where it was killed, and waits until it listens.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        process = await ChildProcess.StartAsync(
            "mail-server",
            "node",
            [JudgeLibraries.Script("mail-server.js"), modules, SettingsFile]
        );
        await Eventually.TrueAsync(
            () =>
                process.HasExited
                    ? throw new InvalidOperationException($"The mail server ended:\n{Output}")
                    : process.Output.Contains("\"listening\"", StringComparison.Ordinal),
            "the mail server",
            TimeSpan.FromSeconds(60),
            () => Output
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Delete(recursive: true);
    }

    private string SettingsFile => Path.Combine(folder.FullName, "settings.json");

    private async Task WriteSettingsAsync(string hostName, bool withTls, bool withLogin)
    {
        var key = Path.Combine(folder.FullName, "key.pem");
        MakeCertificate(hostName, key);
        await File.WriteAllTextAsync(
            SettingsFile,
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
