using System.Globalization;
using System.Text;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;
using TelephonyBilling.Testing.Asterisk;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiClientTests
{
    [Fact]
    public async Task Run_Connected_TellsVersionBootAndUptime()
    {
        await using var fixture = AmiFixture.Start();
        var (_, session) = await fixture.ConnectedAsync();
        session.Epoch.Should().Be(1);
        session.AsteriskVersion.Should().Be("22.5.2");
        session.IsFullyBooted.Should().BeTrue();
        session.Uptime.Should().Be(TimeSpan.FromSeconds(42));
        fixture.Client.IsConnected.Should().BeTrue();
    }

    [Fact]
    public async Task Run_OnlySubscribedEvents_ComeInOrder()
    {
        await using var fixture = AmiFixture.Start(change: o =>
            o with
            {
                Subscriptions = ["newSTATE", "Hangup"],
            }
        );
        var (peer, _) = await fixture.ConnectedAsync();
        await peer.SendAsync(WireFiles.Read("transcript.ami"));
        await peer.SendAsync(WireFiles.Read("unknown-event.ami"));
        await peer.SendAsync(WireFiles.Read("user-event.ami"));
        await peer.SendAsync(WireFiles.Read("newstate.ami"));
        await fixture.Handler.NextAsync<NewstateEvent>();
        await fixture.Handler.NextAsync<HangupEvent>();
        await fixture.Handler.NextAsync<NewstateEvent>();
    }

    [Fact]
    public async Task Run_ConnectionCut_TellsLostAndConnectedInTheirPlaceAmongEvents()
    {
        await using var fixture = AmiFixture.Start();
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            var (peer, session) = await fixture.ConnectedAsync();
            session.Epoch.Should().Be(epoch);
            await peer.SendEventAsync(
                "Newstate",
                "Channel: a",
                "ChannelState: 6",
                $"Uniqueid: {epoch}"
            );
            peer.Close();
            (await fixture.Handler.NextAsync<AmiEvent>()).Name.Should().Be("FullyBooted");
            (await fixture.Handler.NextAsync<NewstateEvent>()).Uniqueid.Should().Be($"{epoch}");
            var loss = await fixture.Handler.NextAsync<AmiLoss>();
            loss.Epoch.Should().Be(epoch);
            loss.Reason.Should().BeOneOf(AmiLossReason.ClosedByPeer, AmiLossReason.NetworkError);
        }
    }

    [Fact]
    public async Task Run_EventsBeforeFullyBooted_FollowTheWordThatItIsConnected()
    {
        await using var server = new FakeAmiServer { SendsFullyBooted = false };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { Subscriptions = ["Newstate"] }
        );
        var peer = await server.NextPeerAsync();
        await peer.SendAsync(WireFiles.Read("newstate.ami"));
        fixture.Handler.IsQuiet.Should().BeTrue();
        await peer.SendAsync(WireFiles.Read("fully-booted.ami"));
        (await fixture.Handler.NextAsync<AmiSession>())
            .Uptime.Should()
            .Be(TimeSpan.FromSeconds(4711));
        await fixture.Handler.NextAsync<NewstateEvent>();
    }

    [Fact]
    public async Task Run_FullyBootedNeverComes_ConnectsAfterTheTimeoutAsNotBooted()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeAmiServer { SendsFullyBooted = false };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { FullyBootedTimeout = TimeSpan.FromSeconds(3) },
            time: time
        );
        await server.NextPeerAsync();
        await time.WhenTimerDueAsync(TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(3));
        (await fixture.Handler.NextAsync<AmiSession>()).IsFullyBooted.Should().BeFalse();
    }

    [Fact]
    public async Task Run_LoginRefused_SaysSoAndTriesAgainLater()
    {
        await using var server = new FakeAmiServer();
        await using var fixture = AmiFixture.Start(server, o => o with { Secret = "old" });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var failure = await fixture.Handler.NextAsync<AmiConnectFailure>();
            failure.Error.Should().BeOfType<AmiLoginException>();
            failure.Attempt.Should().Be(attempt);
        }

        server.Secret = "old";
        while (await fixture.Handler.NextAsync<object>() is AmiConnectFailure) { }

        fixture.Client.IsConnected.Should().BeTrue();
    }

    [Fact]
    public async Task Run_Reconnecting_WaitsLongerEachTimeWithJitterOnTheGivenClock()
    {
        var time = new FakeTimeProvider();
        var server = new FakeAmiServer();
        var port = server.Port;
        await server.DisposeAsync();
        var handler = new RecordingHandler();
        var options = new AmiClientOptions
        {
            Host = "127.0.0.1",
            Port = port,
            User = "u",
            Secret = "s",
            BackoffMin = TimeSpan.FromSeconds(1),
            BackoffMax = TimeSpan.FromSeconds(16),
            RandomSeed = 7,
        };
        await using var client = new AmiClient(options, handler, time);
        using var stop = new CancellationTokenSource();
        var running = client.RunAsync(stop.Token);
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            var failure = await handler.NextAsync<AmiConnectFailure>();
            var full = TimeSpan.FromSeconds(Math.Min(16, Math.Pow(2, attempt - 1)));
            failure.RetryIn.Should().BeGreaterThan(full / 2).And.BeLessThanOrEqualTo(full);
            await time.WhenTimerDueAsync(failure.RetryIn);
            time.Advance(failure.RetryIn);
        }

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Run_NothingAfterAPing_DropsTheConnection()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeAmiServer();
        await using var fixture = AmiFixture.Start(
            server,
            o =>
                o with
                {
                    PingInterval = TimeSpan.FromSeconds(15),
                    PingTimeout = TimeSpan.FromSeconds(5),
                    Subscriptions = [],
                },
            time: time
        );
        var (peer, _) = await fixture.ConnectedAsync();
        server.AnswersPing = false;
        await time.WhenTimerDueAsync(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
        time.Advance(TimeSpan.FromSeconds(15));
        await peer.NextActionAsync("Ping");
        await time.WhenTimerDueAsync(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(5));
        var loss = await fixture.Handler.NextAsync<AmiLoss>();
        loss.Reason.Should().Be(AmiLossReason.PingTimeout);
        loss.Error!.Message.Should().Contain("after a ping");
    }

    [Fact]
    public async Task Run_PingsAnswered_KeepTheConnection()
    {
        var time = new FakeTimeProvider();
        await using var fixture = AmiFixture.Start(
            change: o => o with { Subscriptions = [] },
            time: time
        );
        var (peer, session) = await fixture.ConnectedAsync();
        for (var i = 0; i < 5; i++)
        {
            await time.WhenTimerDueAsync(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
            time.Advance(TimeSpan.FromSeconds(15));
            await peer.NextActionAsync("Ping");
        }

        (await session.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
        fixture.Handler.IsQuiet.Should().BeTrue();
    }

    [Fact]
    public async Task Run_HandlerThrows_IsLoggedAndTheNextEventComes()
    {
        var handler = new RecordingHandler();
        handler.OnEvent = e =>
            e.Uniqueid == "2"
                ? throw new InvalidOperationException("boom")
                : ValueTask.CompletedTask;
        handler.OnConnected = _ => throw new InvalidOperationException("bang");
        await using var fixture = AmiFixture.Start(
            change: o => o with { Subscriptions = ["Newstate"] },
            handler: handler
        );
        var peer = await fixture.Server.NextPeerAsync();
        for (var i = 1; i <= 3; i++)
        {
            await peer.SendEventAsync(
                "Newstate",
                "Channel: a",
                "ChannelState: 6",
                $"Uniqueid: {i}"
            );
        }

        (await handler.NextAsync<NewstateEvent>()).Uniqueid.Should().Be("1");
        (await handler.NextAsync<NewstateEvent>()).Uniqueid.Should().Be("3");
        fixture.Log.Lines.Should().Contain("Error: ami handler failed pbx=test on=connected");
        fixture.Log.Lines.Should().Contain("Error: ami handler failed pbx=test on=Newstate");
    }

    [Fact]
    public async Task SendAsync_HandlerAwaitsActionsWhileEventsPourIn_NeverDeadlocks()
    {
        const int Events = 2000;
        var handler = new RecordingHandler();
        await using var server = new FakeAmiServer
        {
            OnAction = async (peer, action) =>
            {
                if (action.Name != "Getvar")
                {
                    return false;
                }

                await peer.RespondAsync(action, "Success", $"Value: {action["Variable"]}");
                return true;
            },
        };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { Subscriptions = ["Newstate"] },
            handler
        );
        handler.OnEvent = async e =>
            (await fixture.Client.GetvarAsync("PJSIP/1", e.Uniqueid)).Should().Be(e.Uniqueid);
        var (peer, _) = await fixture.ConnectedAsync();
        var pouring = Task.Run(async () =>
        {
            for (var i = 0; i < Events; i++)
            {
                await peer.SendEventAsync(
                    "Newstate",
                    "Channel: a",
                    "ChannelState: 6",
                    $"Uniqueid: {i}"
                );
            }
        });
        for (var i = 0; i < Events; i++)
        {
            (await handler.NextAsync<NewstateEvent>())
                .Uniqueid.Should()
                .Be(i.ToString(CultureInfo.InvariantCulture));
        }

        await pouring;
    }

    [Fact]
    public async Task SendAsync_ListReply_IsCollectedAmongOtherEvents()
    {
        await using var server = new FakeAmiServer();
        server.OnAction = async (peer, action) =>
        {
            if (action.Name != "CoreShowChannels")
            {
                return false;
            }

            await peer.SendAsync(WireFiles.Read("newstate.ami"));
            var id = $"ActionID: {action.ActionId}";
            await peer.RespondAsync(
                action,
                "Success",
                "EventList: start",
                "Message: Channels will follow"
            );
            await peer.SendEventAsync(
                "CoreShowChannel",
                id,
                "Channel: PJSIP/1",
                "Uniqueid: 1.1",
                "ChannelState: 6"
            );
            await peer.SendAsync(WireFiles.Read("hangup.ami"));
            await peer.SendEventAsync(
                "CoreShowChannel",
                "ActionID: other-1",
                "Channel: PJSIP/9",
                "Uniqueid: 9.9"
            );
            await peer.SendEventAsync(
                "CoreShowChannel",
                id,
                "Channel: PJSIP/2",
                "Uniqueid: 1.2",
                "ChannelState: 4"
            );
            await peer.SendEventAsync(
                "CoreShowChannelsComplete",
                id,
                "EventList: Complete",
                "ListItems: 2"
            );
            return true;
        };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { Subscriptions = ["Newstate", "Hangup", "CoreShowChannel"] }
        );
        await fixture.ConnectedAsync();
        var channels = await fixture.Client.CoreShowChannelsAsync();
        channels.Select(c => c.Uniqueid).Should().Equal("1.1", "1.2");
        await fixture.Handler.NextAsync<NewstateEvent>();
        await fixture.Handler.NextAsync<HangupEvent>();
        (await fixture.Handler.NextAsync<CoreShowChannelEvent>()).Uniqueid.Should().Be("9.9");
        fixture.Handler.IsQuiet.Should().BeTrue();
    }

    [Fact]
    public async Task SendAsync_ListPastItsLimit_FailsThatActionAlone()
    {
        await using var server = new FakeAmiServer();
        server.OnAction = async (peer, action) =>
        {
            if (action.Name == "CoreShowChannels")
            {
                await peer.RespondListAsync(
                    action,
                    "CoreShowChannel",
                    Enumerable.Range(0, 500).Select(i => new[] { "Channel: a", $"Uniqueid: {i}" })
                );
                return true;
            }

            return false;
        };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { Limits = new AmiLimits { MaxListItems = 100 } }
        );
        var (_, session) = await fixture.ConnectedAsync();
        var list = () => session.CoreShowChannelsAsync();
        await list.Should()
            .ThrowAsync<AmiProtocolException>()
            .WithMessage("*CoreShowChannels*100 events*");
        (await session.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task SendAsync_ManyAtOnceAnsweredBackwards_EachGetsItsOwn()
    {
        var waiting = new List<(FakeAmiPeer Peer, FakeAmiAction Action)>();
        await using var server = new FakeAmiServer();
        server.OnAction = async (peer, action) =>
        {
            if (action.Name != "Getvar")
            {
                return false;
            }

            waiting.Add((peer, action));
            if (waiting.Count == 200)
            {
                waiting.Reverse();
                foreach (var (to, answered) in waiting)
                {
                    await to.RespondAsync(answered, "Success", $"Value: {answered["Variable"]}");
                }
            }

            return true;
        };
        await using var fixture = AmiFixture.Start(server, o => o with { Subscriptions = [] });
        await fixture.ConnectedAsync();
        var values = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => fixture.Client.GetvarAsync(null, $"V{i}"))
        );
        values.Should().Equal(Enumerable.Range(0, 200).Select(i => $"V{i}"));
    }

    [Fact]
    public async Task SendAsync_ConnectionGoes_FailsWhatWaitsAndWhatComesLater()
    {
        await using var server = new FakeAmiServer();
        server.OnAction = (peer, action) =>
        {
            if (action.Name == "Getvar")
            {
                peer.Close();
                return ValueTask.FromResult(true);
            }

            return ValueTask.FromResult(false);
        };
        await using var fixture = AmiFixture.Start(server, o => o with { Subscriptions = [] });
        var (_, session) = await fixture.ConnectedAsync();
        var waiting = () => session.GetvarAsync("PJSIP/1", "X");
        await waiting.Should().ThrowAsync<AmiDisconnectedException>().WithMessage("*unknown*");
        await fixture.Handler.NextAsync<AmiLoss>();
        await fixture.ConnectedAsync();
        await waiting
            .Should()
            .ThrowAsync<AmiDisconnectedException>("the session belongs to the first connection");
    }

    [Fact]
    public async Task SendAsync_NoConnection_FailsAtOnce()
    {
        await using var client = new AmiClient(
            new AmiClientOptions
            {
                Host = "127.0.0.1",
                User = "u",
                Secret = "s",
            },
            new RecordingHandler()
        );
        var send = () => client.SendAsync(AmiActions.Ping());
        await send.Should().ThrowAsync<AmiDisconnectedException>();
    }

    [Fact]
    public async Task SendAsync_NoResponse_TimesOutAndALateOneHarmsNobody()
    {
        var time = new FakeTimeProvider();
        FakeAmiAction? late = null;
        await using var server = new FakeAmiServer();
        server.OnAction = (_, action) =>
        {
            late = action;
            return ValueTask.FromResult(action.Name == "Getvar");
        };
        await using var fixture = AmiFixture.Start(
            server,
            o => o with { Subscriptions = [] },
            time: time
        );
        var (peer, session) = await fixture.ConnectedAsync();
        var waiting = session.SendAsync(
            new AmiAction("Getvar") { Timeout = TimeSpan.FromSeconds(2) }.With("Variable", "X")
        );
        await peer.NextActionAsync("Getvar");
        await time.WhenTimerDueAsync(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(2));
        await FluentActions
            .Awaiting(() => waiting)
            .Should()
            .ThrowAsync<AmiTimeoutException>()
            .WithMessage("*Getvar*");
        await peer.RespondAsync(late!, "Success", "Value: 1");
        (await session.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Run_Stopped_HandsOverWhatIsQueuedAndTheLoss()
    {
        var handler = new RecordingHandler();
        var held = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        handler.OnEvent = async _ =>
        {
            entered.TrySetResult();
            await held.Task;
        };
        await using var fixture = AmiFixture.Start(
            change: o => o with { Subscriptions = ["Newstate"] },
            handler: handler
        );
        var (peer, session) = await fixture.ConnectedAsync();
        for (var i = 0; i < 10; i++)
        {
            await peer.SendEventAsync(
                "Newstate",
                "Channel: a",
                "ChannelState: 6",
                $"Uniqueid: {i}"
            );
        }

        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await session.SendAsync(AmiActions.Ping()); // All ten were read before the pong.
        var stopping = fixture.StopAsync();
        held.SetResult();
        await stopping;
        for (var i = 0; i < 10; i++)
        {
            (await handler.NextAsync<NewstateEvent>()).Uniqueid.Should().Be($"{i}");
        }

        (await handler.NextAsync<AmiLoss>()).Reason.Should().Be(AmiLossReason.Stopped);
    }

    [Fact]
    public async Task Run_HandlerThatNeverReturns_DoesNotKeepTheClientFromStopping()
    {
        var handler = new RecordingHandler
        {
            OnEvent = _ => new ValueTask(new TaskCompletionSource().Task),
        };
        await using var fixture = AmiFixture.Start(
            change: o =>
                o with
                {
                    Subscriptions = ["Newstate"],
                    DrainTimeout = TimeSpan.FromMilliseconds(20),
                },
            handler: handler
        );
        var (peer, session) = await fixture.ConnectedAsync();
        await peer.SendAsync(WireFiles.Read("newstate.ami"));
        await session.SendAsync(AmiActions.Ping());
        await fixture.StopAsync();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.Contains("did not finish", StringComparison.Ordinal));
    }
}
