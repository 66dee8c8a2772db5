using System.Net;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Tests.Options;

public sealed class OptionsFileTests : IDisposable
{
    private const string OnePbx = """
        "Pbx": [ { "Name": "pbx1", "Host": "127.0.0.1", "AmiUser": "tb", "AmiSecret": "geheim" } ]
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-options-");
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Read_OnePbxAndNothingElse_GivesTheDefaults()
    {
        var options = Read($$"""{ {{OnePbx}} }""").Options!;

        options.Pbx.Should().ContainSingle().Which.AmiPort.Should().Be(5038);
        options.FastAgi.Listen.Should().Be(new IPEndPoint(IPAddress.Loopback, 4573));
        options.Metering.Should().Be(new MeteringOptions());
        options.Numbering.Should().BeEquivalentTo(Domain.Numbering.NumberingPlan.NorthAmerica);
        options.Metrics.Listen.Should().Be(new IPEndPoint(IPAddress.Loopback, 9464));
        options.Logging.Should().Be(new LoggingOptions());
    }

    [Fact]
    public void Read_CommentsAndTrailingCommas_AreAccepted() =>
        Read(
            $$"""
            {
              // the switch
              {{OnePbx}},
              "Store": { "Path": "tb.db", /* beside this file */ "Daemon": "beside_2" },
            }
            """
        )
            .Options!.Store.Should()
            .Be(
                new StoreOptions
                {
                    Path = Path.Combine(folder.FullName, "tb.db"),
                    Daemon = "beside_2",
                }
            );

    [Fact]
    public void Read_EnvironmentVariable_WinsOverTheFile()
    {
        environment["TELEPHONYBILLING_Pbx__0__AmiPort"] = "5041";
        environment["TELEPHONYBILLING_CACHE"] = "/somewhere"; // belongs to the build, not to us

        Read($$"""{ {{OnePbx}} }""").Options!.Pbx[0].AmiPort.Should().Be(5041);
    }

    [Fact]
    public void Read_ErrorFromTheEnvironment_NamesTheVariable()
    {
        environment["TELEPHONYBILLING_Pbx__0__AmiPort"] = "seven";

        Errors($$"""{ {{OnePbx}} }""")
            .Should()
            .Equal(
                "Pbx:0:AmiPort (TELEPHONYBILLING_Pbx__0__AmiPort): found 'seven', expected a whole number from 1 to 65535."
            );
    }

    [Fact]
    public void Read_MailServer_WithPasswordFromACredential()
    {
        environment["CREDENTIALS_DIRECTORY"] = folder.FullName;
        File.WriteAllText(Path.Combine(folder.FullName, "mail-password"), "geheim\n");

        var mail = Read(
            $$"""
            { {{OnePbx}}, "Mail": { "Host": "mail.example.com", "User": "billing", "From": "billing@example.com",
              "FromName": "Éclair Télécom", "Templates": "." } }
            """
        ).Options!.Mail;

        mail.Password.Reveal().Should().Be("geheim");
        mail.ToString().Should().NotContain("geheim");
        mail.Signature.Should().Be("Éclair Télécom");
        mail.Templates.Should().Be(folder.FullName);
        (mail.Port, mail.StartTls, mail.MaxAttempts).Should().Be((587, true, 10));
    }

    [Theory]
    [InlineData(
        """  "Host": "mail.example.com" """,
        "Mail:From: it is missing; expected a mail address such as billing@example.com."
    )]
    [InlineData(
        """  "Host": "mail .example", "From": "a@b.c" """,
        "found 'mail .example', expected a host name or an address."
    )]
    [InlineData(
        """  "From": "billing" """,
        "found 'billing', expected a mail address such as billing@example.com."
    )]
    [InlineData(
        """  "From": "billing@example.com\r\nBcc: x@y.z" """,
        "expected a mail address such as billing@example.com."
    )]
    [InlineData(
        """  "ReplyTo": "Ann <ann@example.com>" """,
        "found 'Ann <ann@example.com>', expected a mail address"
    )]
    [InlineData("""  "FromName": "Telco\r\nBcc: x@y.z" """, "Mail:FromName")]
    [InlineData(
        """  "User": "ann" """,
        "Mail:Password: it is missing; expected it here, in a file that PasswordFile names, or as the systemd credential 'mail-password'."
    )]
    [InlineData(
        """  "Host": "mail.example.com", "From": "a@b.c", "User": "ann", "Password": "x", "StartTls": false """,
        "found 'false' with a User, expected 'true'"
    )]
    [InlineData("""  "Templates": "nowhere" """, "there is no folder '")]
    [InlineData("""  "TlsCertificateFile": "nowhere.pem" """, "there is no file '")]
    [InlineData(
        """  "TlsCertificateFile": "telephony-billing.json" """,
        "there is no PEM certificate in '"
    )]
    [InlineData("""  "TimeoutSeconds": 0 """, "found '0', expected a whole number from 1 to 300.")]
    public void Read_WrongMail_SaysWhatIsExpected(string keys, string expected) =>
        Errors($$"""{ {{OnePbx}}, "Mail": { {{keys}} } }""")
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain(expected);

    [Fact]
    public void Read_MailServerOnThisMachine_MayBeLoggedInToWithoutEncryption() =>
        Read(
            $$"""
            { {{OnePbx}}, "Mail": { "Host": "127.0.0.1", "From": "a@b.c", "User": "ann", "Password": "x", "StartTls": false } }
            """
        )
            .Options!.Mail.StartTls.Should()
            .BeFalse();

    [Fact]
    public void Read_StripeWithoutWhatItNeeds_SaysWhatIsMissing() =>
        Errors(
                $$"""
                { {{OnePbx}}, "Payments": { "Provider": "Stripe", "Webhook": { "Listen": "127.0.0.1:4580" } } }
                """
            )
            .Should()
            .Equal(
                "Payments:Stripe:SecretKey: it is missing; expected it here, in a file that SecretKeyFile names, or as the systemd credential 'stripe-secret-key'.",
                "Payments:Stripe:WebhookSecret: it is missing; expected it here, in a file that WebhookSecretFile names, or as the systemd credential 'stripe-webhook-secret'.",
                "Payments:Stripe:ReturnUrl: it is missing; expected the address of a page that people see after they entered a card, such as https://example.com/thanks."
            );

    [Theory]
    [InlineData(
        "\"Retention\": { \"CallDays\": 7 }",
        "Retention:CallDays",
        "found 7",
        "0 (for ever) or at least 31 days"
    )]
    [InlineData(
        "\"Jobs\": { \"Schedules\": { \"database-backup\": \"at night\" } }",
        "Jobs:Schedules:database-backup",
        "found 'at night'",
        "a cron expression with seconds, such as '0 45 3 * * ?'"
    )]
    [InlineData(
        "\"Payments\": { \"Provider\": \"Paypal\" }",
        "Payments:Provider",
        "found 'Paypal'",
        "one of None, Stripe"
    )]
    [InlineData(
        "\"Payments\": { \"Packs\": [ \"five\" ] }",
        "Payments:Packs",
        "found 'five'",
        "an amount above 0"
    )]
    [InlineData(
        "\"Payments\": { \"Least\": \"50\", \"Most\": \"20\" }",
        "Payments:Most",
        "found '20'",
        "at least Least (50)"
    )]
    [InlineData(
        "\"Payments\": { \"Stripe\": { \"BaseAddress\": \"http://api.example.com/\" } }",
        "Payments:Stripe:BaseAddress",
        "found 'http://api.example.com/'",
        "plain http only on this machine"
    )]
    [InlineData(
        "\"Payments\": { \"Webhook\": { \"Listen\": \"127.0.0.1:4580\" } }",
        "Payments:Webhook:Listen",
        "nobody is there who could tell something",
        "expected Payments:Provider to be Stripe"
    )]
    [InlineData(
        "\"Payments\": { \"Confirmation\": { \"Least\": 90, \"Most\": 99 } }",
        "Payments:Confirmation:Most",
        "found 99",
        "at least 50 more than Least (90)"
    )]
    [InlineData(
        "\"Metering\": { \"QuotaSeconds\": 0 }",
        "Metering:QuotaSeconds",
        "found '0'",
        "from 1 to 86400"
    )]
    [InlineData(
        "\"Metering\": { \"QuotaSeconds\": \"5m\" }",
        "Metering:QuotaSeconds",
        "found '5m'",
        "whole number"
    )]
    [InlineData(
        "\"Metering\": { \"RetrySeconds\": 0 }",
        "Metering:RetrySeconds",
        "found '0'",
        "from 0.1 to 60"
    )]
    [InlineData(
        "\"Metering\": { \"RenewBeforeSeconds\": 300 }",
        "Metering:RenewBeforeSeconds",
        "found 300",
        "less than QuotaSeconds (300)"
    )]
    [InlineData(
        "\"Metering\": { \"WarnBeforeSeconds\": 16 }",
        "Metering:WarnBeforeSeconds",
        "found 16",
        "at most RenewBeforeSeconds (15)"
    )]
    [InlineData(
        "\"Store\": { \"Daemon\": \"the other one\" }",
        "Store:Daemon",
        "found 'the other one'",
        "a name of up to 32"
    )]
    [InlineData(
        "\"Metering\": { \"RefuseWhileBlind\": \"yes\" }",
        "Metering:RefuseWhileBlind",
        "found 'yes'",
        "true or false"
    )]
    [InlineData(
        "\"Metering\": { \"QuotaSeconds\": [1] }",
        "Metering:QuotaSeconds",
        "an object or a list",
        "one value"
    )]
    [InlineData("\"Metering\": 5", "Metering", "found '5'", "an object in braces")]
    [InlineData(
        "\"Metering\": { \"QuotaSecond\": 5 }",
        "Metering:QuotaSecond",
        "there is no such key",
        "FirstQuotaSeconds"
    )]
    [InlineData(
        "\"Meterings\": { \"QuotaSeconds\": 5 }",
        "Meterings:QuotaSeconds",
        "there is no such key",
        "FastAgi, Invoicing, Jobs, Logging, Mail, Metering, Metrics, Numbering, Numbers, Payments, Pbx, Retention, Store"
    )]
    [InlineData(
        "\"FastAgi\": { \"Listen\": \"4573\" }",
        "FastAgi:Listen",
        "found '4573'",
        "127.0.0.1:4573"
    )]
    [InlineData(
        "\"FastAgi\": { \"Listen\": \"::1:4573\" }",
        "FastAgi:Listen",
        "found '::1:4573'",
        "[::1]:4573"
    )]
    [InlineData(
        "\"FastAgi\": { \"Listen\": \"\" }",
        "FastAgi:Listen",
        "found ''",
        "an address and a port"
    )]
    [InlineData(
        "\"FastAgi\": { \"AllowedPeers\": [\"10.0.0.1/33\"] }",
        "FastAgi:AllowedPeers",
        "found '10.0.0.1/33'",
        "an address or a network"
    )]
    [InlineData(
        "\"FastAgi\": { \"AllowedPeers\": \"10.0.0.1\" }",
        "FastAgi:AllowedPeers",
        "found '10.0.0.1'",
        "expected a list"
    )]
    [InlineData(
        "\"Metrics\": { \"Listen\": \"localhost:99999\" }",
        "Metrics:Listen",
        "found 'localhost:99999'",
        "an empty text to switch it off"
    )]
    [InlineData(
        "\"Logging\": { \"Format\": \"xml\" }",
        "Logging:Format",
        "found 'xml'",
        "one of Text, Json"
    )]
    [InlineData(
        "\"Logging\": { \"Level\": \"None\" }",
        "Logging:Level",
        "found 'None'",
        "Warning, Error"
    )]
    [InlineData(
        "\"Numbering\": { \"HomeCountryCode\": \"0\" }",
        "Numbering",
        "HomeCountryCode is '0'",
        "1 to 3 digits"
    )]
    [InlineData(
        "\"Numbering\": { \"MaxExtensionLength\": 9, \"MinNationalLength\": 9 }",
        "Numbering",
        "Extensions of 9 digits",
        "can't be told from national numbers"
    )]
    [InlineData(
        "\"Numbering\": { \"PremiumPrefixes\": [\"x\"] }",
        "Numbering:PremiumPrefixes",
        "found 'x'",
        "1 to 15 digits"
    )]
    [InlineData(
        "\"Numbering\": { \"AreaCodeCountries\": { \"six\": \"JM\" } }",
        "Numbering:AreaCodeCountries",
        "found 'six'",
        "an area code"
    )]
    public void Read_WrongValue_NamesKeyAndFileAndWhatIsExpected(
        string section,
        string key,
        string found,
        string expected
    )
    {
        var errors = Errors($$"""{ {{OnePbx}}, {{section}} }""");

        errors.Should().Contain(error => error.StartsWith(key + " (", StringComparison.Ordinal));
        var error = errors.First(error => error.StartsWith(key + " (", StringComparison.Ordinal));
        error.Should().Contain(ConfigurationFile).And.Contain(found).And.Contain(expected);
    }

    [Theory]
    [InlineData("{ \"Name\": \"\", \"AmiSecret\": \"x\" }", "Pbx:0:Name", "it is missing")]
    [InlineData("{ \"Name\": \"a b\", \"AmiSecret\": \"x\" }", "Pbx:0:Name", "found 'a b'")]
    [InlineData(
        "{ \"Name\": \"a\", \"Host\": \"a:b\", \"AmiSecret\": \"x\" }",
        "Pbx:0:Host",
        "found 'a:b'"
    )]
    [InlineData("{ \"Name\": \"a\" }", "Pbx:0:AmiSecret", "systemd credential 'a-ami-secret'")]
    [InlineData(
        "{ \"Name\": \"a\", \"AmiSecretFile\": \"nowhere\" }",
        "Pbx:0:AmiSecretFile",
        "can't be read"
    )]
    [InlineData(
        "{ \"Name\": \"a\", \"AmiSecret\": \"x\", \"AmiSecretFile\": \"y\" }",
        "Pbx:0:AmiSecret",
        "are both given"
    )]
    [InlineData(
        "{ \"Name\": \"a\", \"AmiSecret\": \"x\", \"WarnTone\": \"gong\" }",
        "Pbx:0:WarnTone",
        "one of Beep, Dtmf, None"
    )]
    [InlineData(
        "{ \"Name\": \"a\", \"AmiSecret\": \"x\", \"TlsCertificateFile\": \"no.pem\" }",
        "Pbx:0:TlsCertificateFile",
        "there is no file"
    )]
    [InlineData(
        "{ \"Name\": \"a\", \"AmiSecret\": \"x\" }, { \"Name\": \"a\", \"AmiSecret\": \"y\" }",
        "Pbx:1:Name",
        "a second time"
    )]
    public void Read_WrongPbx_NamesTheKey(string pbx, string key, string problem) =>
        Errors($$"""{ "Pbx": [ {{pbx}} ] }""")
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith(key)
            .And.Contain(problem);

    [Fact]
    public void Read_SeveralErrors_ListsThemAllAtOnce() =>
        Errors("""{ "Pbx": [], "Metering": { "QuotaSeconds": -1, "Kwota": 1 }, "Foo": 1 }""")
            .Should()
            .HaveCount(4, "no PBX, a bad quota and two unknown keys were found");

    [Fact]
    public void Read_NoFile_SaysWhatToDo() =>
        new OptionsFile(environment)
            .Read(Path.Combine(folder.FullName, "absent.json"), forDaemon: true)
            .Describe()
            .Should()
            .Contain("absent.json: there is no such file; name the configuration with --config");

    [Fact]
    public void Read_BrokenJson_NamesTheLine() =>
        Errors("{\n  \"Store\": {\n    \"Path\" \"x\"\n  }\n}")
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain("line 3, byte 12: this is not JSON");

    [Fact]
    public void Read_DuplicateKey_IsAnError() =>
        Errors($$"""{ {{OnePbx}}, "Store": { "Path": "a" }, "Store": { "Path": "b" } }""")
            .Should()
            .ContainSingle()
            .Which.Should()
            .Contain("Store");

    [Fact]
    public void Read_SecretFromFile_TakesItWithoutTheLineEnd()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "ami"), "s3cret\n");

        Read("""{ "Pbx": [ { "Name": "a", "AmiSecretFile": "ami" } ] }""")
            .Options!.Pbx[0]
            .AmiSecret.Reveal()
            .Should()
            .Be("s3cret");
    }

    [Fact]
    public void Read_SecretAsCredential_IsFoundByThePbxName()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "a-ami-secret"), "s3cret");
        environment["CREDENTIALS_DIRECTORY"] = folder.FullName;

        Read("""{ "Pbx": [ { "Name": "a" } ] }""")
            .Options!.Pbx[0]
            .AmiSecret.Reveal()
            .Should()
            .Be("s3cret");
    }

    [Fact]
    public void Read_NotForTheDaemon_NeedsNeitherPbxNorSecret()
    {
        Read("{ }", forDaemon: false).Errors.Should().BeEmpty();
        Read("""{ "Pbx": [ { "Name": "a", "AmiSecretFile": "nowhere" } ] }""", forDaemon: false)
            .Options!.Pbx[0]
            .AmiSecret.IsEmpty.Should()
            .BeTrue();
    }

    [Fact]
    public void Read_ListInTheFile_ReplacesTheDefault()
    {
        var plan = Read(
            $$"""{ {{OnePbx}}, "Numbering": { "InternationalPrefixes": ["00"], "ServiceCodes": [], "NationalPrefix": "" } }"""
        ).Options!.Numbering;

        plan.InternationalPrefixes.Should().Equal("00");
        plan.ServiceCodes.Should().BeEmpty();
        plan.NationalPrefix.Should().BeEmpty();
    }

    [Fact]
    public void Read_EmptyMetricsListen_SwitchesItOff() =>
        Read($$"""{ {{OnePbx}}, "Metrics": { "Listen": "" } }""")
            .Options!.Metrics.Listen.Should()
            .BeNull();

    [Fact]
    public void Options_Printed_HoldNoSecret() =>
        Read($$"""{ {{OnePbx}} }""").Options!.Pbx[0].ToString().Should().NotContain("geheim");

    [Fact]
    public void ShippedFile_WithASecret_IsTheDefaults()
    {
        environment["TELEPHONYBILLING_Pbx__0__AmiSecret"] = "x";
        var shipped = File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "telephony-billing.json")
        );

        var options = Read(shipped).Options!;

        var defaults = new DaemonOptions
        {
            Pbx = [new PbxOptions { Name = "pbx1", AmiSecret = new Secret("x") }],
        };
        options.Should().BeEquivalentTo(defaults);
    }

    private string ConfigurationFile => Path.Combine(folder.FullName, "telephony-billing.json");

    private OptionsResult Read(string json, bool forDaemon = true)
    {
        File.WriteAllText(ConfigurationFile, json);
        return new OptionsFile(environment).Read(ConfigurationFile, forDaemon);
    }

    private IReadOnlyList<string> Errors(string json)
    {
        var result = Read(json);
        result.Options.Should().BeNull();
        return [.. result.Errors.Select(error => error.ToString())];
    }
}
