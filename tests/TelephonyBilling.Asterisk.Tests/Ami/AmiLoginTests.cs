using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Testing.Asterisk;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiLoginTests
{
    [Fact]
    public async Task Connect_Md5_ProvesTheSecretWithoutSendingIt()
    {
        await using var server = new FakeAmiServer();
        await using var connection = await AmiConnection.ConnectAsync(
            AmiFixture.Options(server) with
            {
                EventMask = "call,system",
            }
        );
        connection.ProtocolVersion.Should().Be("8.0.2");
        var peer = await server.NextPeerAsync();
        (await peer.NextActionAsync()).Name.Should().Be("Challenge");
        var login = await peer.NextActionAsync();
        login["AuthType"].Should().Be("MD5");
        login["Events"].Should().Be("call,system");
        login
            .Fields.Should()
            .NotContain(f => f.Value.Contains(server.Secret, StringComparison.Ordinal));
        (await connection.SendAsync(AmiActions.Ping()))["Ping"].Should().Be("Pong");
    }

    [Fact]
    public async Task Connect_Plain_SendsTheSecret()
    {
        await using var server = new FakeAmiServer { HasChallenge = false };
        await using var connection = await AmiConnection.ConnectAsync(
            AmiFixture.Options(server) with
            {
                Authentication = AmiAuthentication.Plain,
            }
        );
        var login = await (await server.NextPeerAsync()).NextActionAsync("Login");
        login["Secret"].Should().Be(server.Secret);
    }

    [Fact]
    public async Task Connect_NoChallenge_FallsBackOnlyWhenAllowed()
    {
        await using var server = new FakeAmiServer { HasChallenge = false };
        var strict = () => AmiConnection.ConnectAsync(AmiFixture.Options(server));
        await strict.Should().ThrowAsync<AmiLoginException>().WithMessage("*no MD5 challenge*");
        await using var connection = await AmiConnection.ConnectAsync(
            AmiFixture.Options(server) with
            {
                Authentication = AmiAuthentication.Md5OrPlain,
            }
        );
        (await connection.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
    }

    [Theory]
    [InlineData(AmiAuthentication.Md5)]
    [InlineData(AmiAuthentication.Plain)]
    public async Task Connect_WrongSecret_SaysWhoWasRefusedAndWhere(
        AmiAuthentication authentication
    )
    {
        await using var server = new FakeAmiServer();
        var connect = () =>
            AmiConnection.ConnectAsync(
                AmiFixture.Options(server) with
                {
                    Secret = "wr0ng",
                    Authentication = authentication,
                }
            );
        var error = await connect.Should().ThrowAsync<AmiLoginException>();
        error.Which.Message.Should().Contain("\"billing\"").And.Contain($"127.0.0.1:{server.Port}");
        error.Which.Message.Should().Contain("Authentication failed").And.NotContain("wr0ng");
    }

    [Fact]
    public async Task Connect_FilterRefused_SaysWhichAndWhatIsMissing()
    {
        await using var server = new FakeAmiServer();
        var connect = () =>
            AmiConnection.ConnectAsync(
                AmiFixture.Options(server) with
                {
                    Filters = ["Event: Newstate"],
                }
            );
        await connect
            .Should()
            .ThrowAsync<AmiLoginException>()
            .WithMessage("*\"Event: Newstate\"*write class*");
    }

    [Fact]
    public async Task Connect_OtherServer_SaysWhatItGreetedWith()
    {
        await using var server = new FakeAmiServer { Greeting = "SSH-2.0-OpenSSH_9.2p1" };
        var connect = () => AmiConnection.ConnectAsync(AmiFixture.Options(server));
        await connect
            .Should()
            .ThrowAsync<AmiProtocolException>()
            .WithMessage("*\"SSH-2.0-OpenSSH_9.2p1\"*AMI port*");
    }

    [Fact]
    public async Task Connect_GreetingWithoutEnd_IsRefused()
    {
        await using var server = new FakeAmiServer { Greeting = new string('x', 5000) };
        var connect = () => AmiConnection.ConnectAsync(AmiFixture.Options(server));
        await connect.Should().ThrowAsync<AmiProtocolException>();
    }

    [Fact]
    public async Task Connect_SilentServer_TimesOut()
    {
        await using var server = new FakeAmiServer { Greeting = null };
        var connect = () =>
            AmiConnection.ConnectAsync(
                AmiFixture.Options(server) with
                {
                    LoginTimeout = TimeSpan.FromMilliseconds(50),
                }
            );
        await connect
            .Should()
            .ThrowAsync<AmiTimeoutException>()
            .WithMessage("*did not finish the login within 0.05 s*");
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysSo()
    {
        using var closed = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new AmiClientOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)closed.LocalEndPoint!).Port,
            User = "u",
            Secret = "s",
        };
        var connect = () => AmiConnection.ConnectAsync(options);
        await connect
            .Should()
            .ThrowAsync<AmiDisconnectedException>()
            .WithMessage("*could not be connected to*");
    }

    [Fact]
    public async Task Connect_Tls_TrustsOnlyTheGivenCertificate()
    {
        using var certificate = SelfSigned("pbx.test");
        using var other = SelfSigned("pbx.test");
        await using var server = new FakeAmiServer(certificate);
        var options = AmiFixture.Options(server);
        await using var connection = await AmiConnection.ConnectAsync(
            options with
            {
                Tls = new AmiTlsOptions { TargetHost = "pbx.test", TrustedRoots = [certificate] },
            }
        );
        (await connection.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
        foreach (
            var wrong in new[]
            {
                new AmiTlsOptions { TargetHost = "pbx.test", TrustedRoots = [other] },
                new AmiTlsOptions { TargetHost = "elsewhere.test", TrustedRoots = [certificate] },
                new AmiTlsOptions { TargetHost = "pbx.test" },
            }
        )
        {
            var connect = () => AmiConnection.ConnectAsync(options with { Tls = wrong });
            await connect.Should().ThrowAsync<AmiDisconnectedException>();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void Options_PortOutOfRange_NamesTheKey(int port)
    {
        var make = () =>
            new AmiClientOptions
            {
                Host = "h",
                User = "u",
                Secret = "s",
                Port = port,
            }.Validate();
        make.Should()
            .Throw<ArgumentException>()
            .WithMessage($"Port is {port}; it must be 1 to 65535*");
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
