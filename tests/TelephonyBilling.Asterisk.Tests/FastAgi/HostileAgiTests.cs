using System.Text;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

public sealed class HostileAgiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Peer_ConnectsAndCloses_CostsNothing()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        for (var i = 0; i < 100; i++)
        {
            await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        }

        for (var i = 0; i < 100; i++)
        {
            (await FakeAgiClient.ConnectAsync(fixture.EndPoint)).Reset();
        }

        await fixture.ShouldStillServeAsync();
        await fixture.Server.StopAsync(Patience);
        fixture.Server.OpenSessions.Should().Be(0);
    }

    [Fact]
    public async Task Peer_ClosesInsideTheEnvironment_AtAnyByte()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        var environment = FakeAgiClient.Environment("test");
        for (var at = 0; at < environment.Length - 1; at += 7)
        {
            await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
            await client.SendAsync(environment[..at]);
        }

        await fixture.ShouldStillServeAsync();
        await fixture.Server.StopAsync(Patience);
        fixture.Server.OpenSessions.Should().Be(0);
    }

    [Fact]
    public async Task Peer_NeverSendsANewline_IsCutAtTheLimit()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        var flood = async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await client.SendAsync(new string('x', 1024));
            }
        };
        await flood.Should().ThrowAsync<IOException>();
        await fixture.ShouldStillServeAsync();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.Contains("more than 8192 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peer_SendsLinesForEver_IsCutAtTheLimit()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        var flood = async () =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                await client.SendAsync($"agi_{i}: {new string('x', 500)}\n");
            }
        };
        await flood.Should().ThrowAsync<IOException>();
        await fixture.ShouldStillServeAsync();
    }

    [Fact]
    public async Task Peer_SendsNothing_IsCutWhenItsTimeIsUp()
    {
        var time = new FakeTimeProvider();
        await using var fixture = AgiFixture.Start(
            (s, _) => s.VerboseAsync("x"),
            AgiLimits.Default,
            time
        );
        await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        await client.SendAsync("agi_network: yes\n");
        var closed = client.ReadCommandAsync();
        await WaitForSessionsAsync(fixture.Server, 1);
        time.Advance(TimeSpan.FromSeconds(4));
        closed.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        (await closed).Should().BeNull();
    }

    [Fact]
    public async Task Peer_DoesNotAnswer_FailsTheCommandWhenItsTimeIsUp()
    {
        var time = new FakeTimeProvider();
        await using var fixture = AgiFixture.Start(
            (s, _) => s.VerboseAsync("x"),
            AgiLimits.Default,
            time
        );
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        time.Advance(TimeSpan.FromSeconds(6));
        var error = (await fixture.OutcomeAsync()).Should().BeOfType<AgiTimeoutException>().Subject;
        error.Message.Should().Be("The peer took longer than 5 s for a reply.");
        (await client.ReadCommandAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Session_LongerThanAllowed_IsAborted()
    {
        var time = new FakeTimeProvider();
        var entered = new TaskCompletionSource();
        await using var fixture = AgiFixture.Start(
            async (_, aborted) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            },
            AgiLimits.Default,
            time
        );
        await using var client = await fixture.CallAsync();
        await entered.Task.WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(61));
        (await fixture.OutcomeAsync()).Should().BeAssignableTo<OperationCanceledException>();
        (await client.ReadCommandAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("garbage\n")]
    [InlineData("\n")]
    [InlineData("200 result\n")]
    [InlineData("HTTP/1.1 200 OK\n")]
    [InlineData("\0\0\0\0\n")]
    public async Task Peer_AnswersGarbage_EndsThatSessionAlone(string reply)
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using (var client = await fixture.CallAsync())
        {
            await client.ReadCommandAsync();
            await client.SendAsync(reply);
            (await fixture.OutcomeAsync()).Should().BeOfType<AgiProtocolException>();
            (await client.ReadCommandAsync()).Should().BeNull();
        }

        await fixture.ShouldStillServeAsync();
    }

    [Theory]
    [InlineData("520 Invalid command syntax.  Proper usage not available.\n")]
    [InlineData(
        "520-Invalid command syntax.  Proper usage follows:\n Usage: VERBOSE\n\n520 End of proper usage.\n"
    )]
    [InlineData("510 Invalid or unknown command\n")]
    public async Task Peer_RefusesACommand_IsATypedErrorAndTheNextCommandWorks(string reply)
    {
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                var refused = async () => await session.VerboseAsync("x");
                (await refused.Should().ThrowAsync<AgiCommandException>())
                    .Which.Reply.Code.Should()
                    .BeOneOf(510, 520);
                await session.SetVariableAsync("A", "1");
            }
        );
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        await client.SendAsync(reply);
        (await client.ReadCommandAsync()).Should().Be("SET VARIABLE A \"1\"");
        await client.SendAsync("200 result=1\n");
        (await fixture.OutcomeAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Peer_AnswersWithoutEnd_IsCutAtTheLimit()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        var flood = async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await client.SendAsync(new string('x', 1024));
            }
        };
        await flood.Should().ThrowAsync<IOException>();
        (await fixture.OutcomeAsync())
            .Should()
            .BeOfType<AgiProtocolException>()
            .Which.Message.Should()
            .Contain("65536");
    }

    [Fact]
    public async Task Hangup_WithTheEnvironment_IsSeenAndVariablesAreStillSet()
    {
        var seen = new TaskCompletionSource<bool>();
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                await session.SetVariablesAsync([new("A", "1")]);
                seen.SetResult(session.HangupSeen);
            }
        );
        await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        await client.SendAsync(FakeAgiClient.Environment("test") + "HANGUP\n");
        await client.ServeAsync();
        (await seen.Task.WaitAsync(Patience)).Should().BeTrue();
        (await fixture.OutcomeAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("HANGUP\n200 result=1\n", true)]
    [InlineData("200 result=1\nHANGUP\n", null)]
    [InlineData("200 result=1\n", false)]
    public async Task Hangup_AroundAReply_IsNeverTakenForTheReply(string answer, bool? seen)
    {
        var observed = new TaskCompletionSource<bool>();
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                (await session.SendAsync("NOOP")).Result.Should().Be("1");
                observed.SetResult(session.HangupSeen);
            }
        );
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        await client.SendAsync(answer);
        (await fixture.OutcomeAsync()).Should().BeNull();
        var value = await observed.Task.WaitAsync(Patience);
        if (seen is not null)
        {
            value.Should().Be(seen.Value);
        }
    }

    [Fact]
    public async Task Hangup_WhileTheHandlerIsElsewhere_IsSeenAtTheNextCommandAtTheLatest()
    {
        var go = new TaskCompletionSource();
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                await go.Task;
                (await session.SendAsync("NOOP")).Code.Should().Be(511);
                session.HangupSeen.Should().BeTrue();
                await FluentActions
                    .Awaiting(async () => await session.SetVariablesAsync([new("A", "1")]))
                    .Should()
                    .ThrowAsync<AgiHangupException>();
            }
        );
        await using var client = await fixture.CallAsync();
        await client.HangUpAsync();
        go.SetResult();
        await client.ServeAsync(_ =>
            "511 Command Not Permitted on a dead channel or intercept routine"
        );
        (await fixture.OutcomeAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Peer_ClosesWhileTheHandlerIsElsewhere_CancelsItsToken()
    {
        var entered = new TaskCompletionSource();
        await using var fixture = AgiFixture.Start(
            async (_, aborted) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            }
        );
        await using (await fixture.CallAsync())
        {
            await entered.Task.WaitAsync(Patience);
        }

        (await fixture.OutcomeAsync()).Should().BeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Peer_ClosesInsteadOfAnswering_IsAHangup()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using (var client = await fixture.CallAsync())
        {
            await client.ReadCommandAsync();
        }

        (await fixture.OutcomeAsync()).Should().BeOfType<AgiHangupException>();
        var reset = await fixture.CallAsync();
        await reset.ReadCommandAsync();
        reset.Reset();
        (await fixture.OutcomeAsync()).Should().BeOfType<AgiHangupException>();
    }

    [Fact]
    public async Task Peer_SpeaksUnasked_EndsThatSessionAlone()
    {
        var entered = new TaskCompletionSource();
        await using var fixture = AgiFixture.Start(
            async (_, aborted) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, aborted);
            }
        );
        await using var client = await fixture.CallAsync();
        await entered.Task.WaitAsync(Patience);
        await client.SendAsync("200 result=1\n");
        (await fixture.OutcomeAsync()).Should().BeAssignableTo<OperationCanceledException>();
        (await client.ReadCommandAsync()).Should().BeNull();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.Contains("no command was sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peer_CallerNameEndsTheEnvironmentEarly_GetsNothing()
    {
        // What follows the forged blank line arrives as if it were replies.
        await using var fixture = AgiFixture.Start(
            (s, _) => s.SetVariablesAsync([new("TB_RESULT", "ALLOW")])
        );
        var environment = FakeAgiClient.Environment(
            "test",
            new KeyValuePair<string, string>(
                "agi_calleridname",
                "M\nagi_accountcode: victim\nagi_threadid: 1\n"
            )
        );
        await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
        await client.SendAsync(environment);
        (await fixture.OutcomeAsync()).Should().BeOfType<AgiProtocolException>();
    }

    [Fact]
    public async Task Peers_Hostile_DoNotFillTheLog()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        for (var i = 0; i < 200; i++)
        {
            await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
            await client.SendAsync("GET / HTTP/1.1\n\n");
            (await client.ReadCommandAsync()).Should().BeNull();
        }

        await fixture.Server.StopAsync(Patience);
        fixture
            .Log.Lines.Count(l =>
                l.StartsWith("Warning: agi protocol broken", StringComparison.Ordinal)
            )
            .Should()
            .Be(10);
    }

    private static async Task WaitForSessionsAsync(FastAgiServer server, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (server.OpenSessions != count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
