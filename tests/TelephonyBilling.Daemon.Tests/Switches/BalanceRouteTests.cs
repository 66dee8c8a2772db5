using System.Net;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Engine;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Daemon.Tests.Switches;

/// <summary>The balance line on the wire, whatever asks.</summary>
public sealed class BalanceRouteTests : IAsyncLifetime
{
    private readonly InMemoryBooks books = new();
    private readonly ListLogger log = new(LogLevel.Information);
    private readonly FastAgiServer server = new(
        new FastAgiServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }
    );

    public Task InitializeAsync()
    {
        var clock = new DaemonClock(new FakeTimeProvider());
        var switches = new SwitchDirectory();
        switches.Add(new FakeSwitch("pbx1", clock));
        var route = new BalanceRoute(
            new BalanceInquiry(
                new GateRules(NumberingPlan.NorthAmerica),
                new DirectoryBuilder().Account().Extension("1001"),
                books.Accounts,
                books.Calls,
                clock
            ),
            new PbxOfPeer(
                switches,
                new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal)
            ),
            log.For<BalanceRoute>()
        );
        server.Map("/balance", route.ServeAsync);
        server.Start();
        books.TopUp(Sample.AccountId, Sample.Dollars("12.34"));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => server.DisposeAsync().AsTask();

    [Fact]
    public async Task Ask_PhoneOfTheAccount_IsToldTheBalance() =>
        (await AskAsync()).Should().Contain("p:your-balance-is&n:12&p:dollars&p:and&n:34&p:cents");

    [Theory]
    [InlineData("agi_channel", "PJSIP/9999-00000001")]
    [InlineData("agi_channel", "")]
    [InlineData("agi_channel", "nonsense'; DROP TABLE account; --")]
    [InlineData("agi_arg_1", "somebody")]
    [InlineData("agi_arg_1", "acme\" \"x")]
    public async Task Ask_PhoneOfNobody_IsToldWhatIsWrong(string name, string value)
    {
        (await AskAsync(new KeyValuePair<string, string>(name, value)))
            .Should()
            .Contain("p:unknown-account");
        log.Lines.Should().ContainSingle(line => line.Contains("phone of no account"));
    }

    [Fact]
    public async Task Ask_StoreAwayOrPbxUnknown_IsToldNothing()
    {
        books.Away = "locked";
        (await AskAsync()).Should().Contain("TB_SAY=").And.NotContain("p:");
        log.Lines.Should().ContainSingle(line => line.Contains("can't be told"));

        books.Away = null;
        (await AskAsync("balance?pbx=other")).Should().Contain("TB_SAY=").And.NotContain("p:");
    }

    private Task<string> AskAsync(params KeyValuePair<string, string>[] overrides) =>
        AskAsync("balance", overrides);

    private async Task<string> AskAsync(
        string script,
        params KeyValuePair<string, string>[] overrides
    )
    {
        await using var phone = await FakeAgiClient.CallAsync(
            server.EndPoint,
            script,
            [new("agi_accountcode", ""), .. overrides]
        );
        return (await phone.ServeAsync()).Should().ContainSingle().Subject;
    }
}
