using System.Net;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

public sealed class FastAgiServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Session_SetsItsVariablesInOneRoundTripAndCloses()
    {
        await using var fixture = AgiFixture.Start(
            (session, _) =>
                session.SetVariablesAsync([
                    new("TB_RESULT", "ALLOW"),
                    new("TB_FUNDED_SECONDS", "300"),
                ])
        );
        await using var client = await fixture.CallAsync();
        (await client.ServeAsync())
            .Should()
            .Equal("EXEC MSet \"TB_RESULT=ALLOW,TB_FUNDED_SECONDS=300\"");
        (await fixture.OutcomeAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Session_NoMSet_SetsOneByOne()
    {
        await using var fixture = AgiFixture.Start(
            (session, _) => session.SetVariablesAsync([new("A", "1"), new("B", "2")])
        );
        await using var client = await fixture.CallAsync();
        var commands = await client.ServeAsync(c =>
            c.StartsWith("EXEC", StringComparison.Ordinal) ? "200 result=-2" : "200 result=1"
        );
        commands.Skip(1).Should().Equal("SET VARIABLE A \"1\"", "SET VARIABLE B \"2\"");
    }

    [Fact]
    public async Task Session_CommandsOneAfterTheOther_GetTheirReplies()
    {
        var read = new TaskCompletionSource<(string?, string?, string?, AgiReply, AgiReply)>();
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                await session.VerboseAsync("hello \"you\"", 3);
                var set = await session.GetVariableAsync("SET");
                var unset = await session.GetVariableAsync("UNSET");
                var full = await session.EvaluateAsync("${CALLERID(num)}");
                var exec = await session.ExecAsync("NoOp", "a,b");
                var raw = await session.SendAsync("FROBNICATE");
                read.SetResult((set, unset, full, exec, raw));
            }
        );
        await using var client = await fixture.CallAsync();
        var commands = await client.ServeAsync(c =>
            c switch
            {
                "GET VARIABLE \"SET\"" => "200 result=1 (two\nlines)",
                "GET VARIABLE \"UNSET\"" => "200 result=0",
                "GET FULL VARIABLE \"${CALLERID(num)}\"" => "200 result=1 (1001)",
                "FROBNICATE" => "510 Invalid or unknown command",
                _ => "200 result=0",
            }
        );
        commands[0].Should().Be("""VERBOSE "hello \"you\"" 3""");
        commands[4].Should().Be("EXEC NoOp \"a,b\"");
        var (set, unset, full, exec, raw) = await read.Task.WaitAsync(Patience);
        set.Should().Be("two\nlines");
        unset.Should().BeNull();
        full.Should().Be("1001");
        exec.ResultNumber.Should().Be(0);
        raw.Code.Should().Be(510);
    }

    [Fact]
    public async Task Session_ReplySplitAtEveryByte_IsTheSame()
    {
        await using var fixture = AgiFixture.Start(
            async (session, _) => (await session.GetVariableAsync("X")).Should().Be("a value")
        );
        const string Reply = "200 result=1 (a value)\n";
        for (var at = 0; at <= Reply.Length; at++)
        {
            await using var client = await fixture.CallAsync();
            await client.ReadCommandAsync();
            await client.SendAsync(Reply[..at]);
            await client.SendAsync(Reply[at..]);
            (await fixture.OutcomeAsync()).Should().BeNull("the reply was split at {0}", at);
        }
    }

    [Fact]
    public async Task Session_EnvironmentSplitAtEveryByte_IsTheSame()
    {
        await using var fixture = AgiFixture.Start(
            (session, _) =>
            {
                session.Request.AccountCode.Should().Be("acme");
                session.Request.Variables.Should().HaveCount(22);
                return ValueTask.CompletedTask;
            }
        );
        var environment = FakeAgiClient.Environment("test");
        for (var at = 0; at <= environment.Length; at++)
        {
            await using var client = await FakeAgiClient.ConnectAsync(fixture.EndPoint);
            await client.SendAsync(environment[..at]);
            await client.SendAsync(environment[at..]);
            (await fixture.OutcomeAsync()).Should().BeNull("the environment was split at {0}", at);
        }
    }

    [Fact]
    public async Task Map_Paths_FindTheirHandlers()
    {
        var server = new FastAgiServer(
            new FastAgiServerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }
        );
        server.Map("a", (s, _) => s.VerboseAsync("a")).Map("/b/c/", (s, _) => s.VerboseAsync("bc"));
        server.MapFallback((s, _) => s.VerboseAsync("fallback " + s.Request.Path));
        server.Invoking(s => s.Map("/a", (_, _) => default)).Should().Throw<ArgumentException>();
        server.Start();
        server
            .Invoking(s => s.Map("/d", (_, _) => default))
            .Should()
            .Throw<InvalidOperationException>();
        await using (server)
        {
            foreach (
                var (path, said) in new[]
                {
                    ("a", "a"),
                    ("b/c?x=1", "bc"),
                    ("A", "fallback /A"),
                    ("", "fallback /"),
                }
            )
            {
                await using var client = await FakeAgiClient.CallAsync(server.EndPoint, path);
                (await client.ServeAsync()).Should().Equal($"VERBOSE \"{said}\" 1");
            }
        }
    }

    [Fact]
    public async Task Session_UnknownPath_IsClosedAndLogged()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using var client = await FakeAgiClient.CallAsync(fixture.EndPoint, "nowhere");
        (await client.ReadCommandAsync()).Should().BeNull();
        fixture
            .Log.Lines.Should()
            .Contain(l =>
                l.Contains("agi path unknown", StringComparison.Ordinal)
                && l.Contains("/nowhere", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task Session_HandlerThrows_EndsThatSessionAlone()
    {
        var fail = true;
        await using var fixture = AgiFixture.Start(
            (session, _) =>
                fail ? throw new InvalidOperationException("boom") : session.VerboseAsync("fine")
        );
        await using (var client = await fixture.CallAsync())
        {
            (await client.ReadCommandAsync()).Should().BeNull();
            (await fixture.OutcomeAsync()).Should().BeOfType<InvalidOperationException>();
        }

        fail = false;
        await fixture.ShouldStillServeAsync();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.StartsWith("Error: agi handler failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_TwoCommandsAtOnce_AreRefused()
    {
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                var first = session.SendAsync("NOOP");
                await FluentActions
                    .Awaiting(async () => await session.SendAsync("NOOP"))
                    .Should()
                    .ThrowAsync<InvalidOperationException>();
                await first;
            }
        );
        await using var client = await fixture.CallAsync();
        (await client.ServeAsync()).Should().Equal("NOOP");
        (await fixture.OutcomeAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("NOOP\nHANGUP")]
    [InlineData("NOOP\0")]
    public async Task Session_CommandThatIsNone_IsRefusedAndTheSessionGoesOn(string command)
    {
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                await FluentActions
                    .Awaiting(async () => await session.SendAsync(command))
                    .Should()
                    .ThrowAsync<ArgumentException>();
                await FluentActions
                    .Awaiting(async () => await session.SendAsync(new string('x', 2000)))
                    .Should()
                    .ThrowAsync<ArgumentException>();
                await session.SendAsync("NOOP");
            }
        );
        await fixture.ShouldStillServeAsync();
    }

    [Fact]
    public async Task Accept_PeerNotOnTheList_IsClosedUnread()
    {
        await using var fixture = AgiFixture.Start(
            (s, _) => s.VerboseAsync("x"),
            change: o => o with { AllowedPeers = [IPNetwork.Parse("192.0.2.0/24")] }
        );
        await using var client = await fixture.CallAsync();
        (await client.ReadCommandAsync()).Should().BeNull();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.Contains("peer-not-allowed", StringComparison.Ordinal));
        fixture.Server.OpenSessions.Should().Be(0);
    }

    [Fact]
    public void Peers_MappedAddress_CountsAsIPv4()
    {
        var list = new AgiPeerList([
            IPNetwork.Parse("10.0.0.0/8"),
            IPNetwork.Parse("2001:db8::/32"),
        ]);
        list.Allows(IPAddress.Parse("10.1.2.3")).Should().BeTrue();
        list.Allows(IPAddress.Parse("::ffff:10.1.2.3")).Should().BeTrue();
        list.Allows(IPAddress.Parse("2001:db8::1")).Should().BeTrue();
        list.Allows(IPAddress.Parse("11.0.0.1")).Should().BeFalse();
        list.Allows(IPAddress.Loopback).Should().BeFalse();
    }

    [Fact]
    public async Task Accept_MoreThanMaxSessions_AreClosedAtOnceAndTheOthersFinish()
    {
        await using var fixture = AgiFixture.Start(
            (s, _) => s.VerboseAsync("x"),
            change: o => o with { MaxSessions = 2 }
        );
        await using var first = await fixture.CallAsync();
        await using var second = await fixture.CallAsync();
        (await first.ReadCommandAsync()).Should().NotBeNull();
        (await second.ReadCommandAsync()).Should().NotBeNull();
        await using (var third = await fixture.CallAsync())
        {
            (await third.ReadCommandAsync()).Should().BeNull();
        }

        await first.SendAsync("200 result=1\n");
        await second.SendAsync("200 result=1\n");
        (await fixture.OutcomeAsync()).Should().BeNull();
        (await fixture.OutcomeAsync()).Should().BeNull();
        (await first.ReadCommandAsync()).Should().BeNull();
        (await second.ReadCommandAsync()).Should().BeNull();
        await fixture.ShouldStillServeAsync();
    }

    [Fact]
    public async Task Stop_RunningSessions_FinishAndNoNewOnesBegin()
    {
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"));
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        var stopping = fixture.Server.StopAsync(TimeSpan.FromSeconds(60));
        stopping.IsCompleted.Should().BeFalse();
        await client.SendAsync("200 result=1\n");
        (await fixture.OutcomeAsync()).Should().BeNull();
        await stopping.WaitAsync(Patience);
        await FluentActions
            .Awaiting(() => fixture.CallAsync())
            .Should()
            .ThrowAsync<System.Net.Sockets.SocketException>();
    }

    [Fact]
    public async Task Stop_SessionPastTheDeadline_IsEnded()
    {
        var time = new FakeTimeProvider();
        await using var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x"), time: time);
        await using var client = await fixture.CallAsync();
        await client.ReadCommandAsync();
        var stopping = fixture.Server.StopAsync(TimeSpan.FromSeconds(5));
        await time.WhenTimerDueAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4));
        time.Advance(TimeSpan.FromSeconds(5));
        await stopping.WaitAsync(Patience);
        (await fixture.OutcomeAsync())
            .Should()
            .BeOfType<AgiTimeoutException>()
            .Which.Message.Should()
            .Contain("stopping");
    }

    [Fact]
    public async Task Serve_SlowClientsBesideFastOnes_DoNotHoldThemUp()
    {
        const int Slow = 64;
        const int Fast = 500;
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await session.VerboseAsync("step");
                }
            }
        );
        var slowDone = 0;
        var slow = Enumerable.Range(0, Slow).Select(_ => ServeSlowlyAsync()).ToArray();
        for (var i = 0; i < Fast; i++)
        {
            await using var client = await fixture.CallAsync();
            (await client.ServeAsync()).Should().HaveCount(3);
        }

        await Task.WhenAll(slow).WaitAsync(Patience);
        slowDone.Should().Be(Slow);
        for (var i = 0; i < Slow + Fast; i++)
        {
            (await fixture.OutcomeAsync()).Should().BeNull();
        }

        async Task ServeSlowlyAsync()
        {
            await using var client = await fixture.CallAsync();
            while (await client.ReadCommandAsync() is not null)
            {
                // The slowness itself is what is tested: each answer comes 50 ms later.
                await Task.Delay(50);
                await client.SendAsync("200 result=1\n");
            }

            Interlocked.Increment(ref slowDone);
        }
    }

    [Fact]
    public async Task Serve_ThousandsAtOnce_AllFinish()
    {
        const int Sessions = 2000;
        var all = new TaskCompletionSource();
        var waiting = 0;
        await using var fixture = AgiFixture.Start(
            async (session, _) =>
            {
                if (Interlocked.Increment(ref waiting) == Sessions)
                {
                    all.SetResult();
                }

                await all.Task;
                await session.SetVariablesAsync([new("TB_RESULT", "ALLOW")]);
            }
        );
        var clients = Enumerable
            .Range(0, Sessions)
            .Select(async _ =>
            {
                await using var client = await fixture.CallAsync();
                return (await client.ServeAsync()).Count;
            })
            .ToArray();
        (await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMinutes(2)))
            .Should()
            .OnlyContain(n => n == 1);
        fixture.Server.OpenSessions.Should().BeLessThan(Sessions);
    }
}
