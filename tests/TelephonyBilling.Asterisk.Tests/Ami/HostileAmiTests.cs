using System.Diagnostics;
using System.Globalization;
using System.Text;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;
using TelephonyBilling.Testing.Asterisk;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class HostileAmiTests
{
    [Fact]
    public async Task Run_LineOfTenMebibytes_EndsThatConnectionAndTheNextWorks()
    {
        await using var fixture = AmiFixture.Start(change: o =>
            o with
            {
                Subscriptions = ["Newstate"],
            }
        );
        var (peer, _) = await fixture.ConnectedAsync();
        var flood = new byte[10 * 1024 * 1024];
        Array.Fill(flood, (byte)'x');
        var sending = FluentActions
            .Awaiting(() => peer.SendAsync(flood))
            .Should()
            .ThrowAsync<IOException>();
        var loss = await fixture.Handler.NextAsync<AmiLoss>();
        loss.Reason.Should().Be(AmiLossReason.ProtocolError);
        loss.Error.Should().BeOfType<AmiProtocolException>();
        await sending;
        var (next, _) = await fixture.ConnectedAsync();
        await next.SendAsync(WireFiles.Read("newstate.ami"));
        await fixture.Handler.NextAsync<NewstateEvent>();
    }

    [Theory]
    [MemberData(nameof(AmiFrameReaderTests.Samples), MemberType = typeof(AmiFrameReaderTests))]
    public async Task Run_AnySample_LeavesTheConnectionWorking(string file)
    {
        await using var fixture = AmiFixture.Start();
        var (peer, session) = await fixture.ConnectedAsync();
        await peer.SendAsync(WireFiles.Read(file));
        await peer.SendEventAsync("Hangup", "Channel: last", "Uniqueid: last");
        while ((await fixture.Handler.NextAsync<AmiEvent>()).Uniqueid != "last") { }

        (await session.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Run_ResponsesNobodyAskedFor_AreCountedAndTheRestGoesOn()
    {
        await using var fixture = AmiFixture.Start(change: o =>
            o with
            {
                Subscriptions = ["Newstate"],
            }
        );
        var (peer, session) = await fixture.ConnectedAsync();
        await peer.SendAsync("Response: Success\r\n\r\n");
        await peer.SendAsync("Response: Error\r\nActionID: \r\n\r\n");
        await peer.SendAsync("Response: Success\r\nActionID: 00000000-1\r\n\r\n");
        await peer.SendAsync("Response: Success\r\nActionID: x-99999999999999999999999\r\n\r\n");
        await peer.SendAsync("ActionID: 1\r\n\r\n");
        await peer.SendEventAsync("CoreShowChannelsComplete", "EventList: Complete", "ActionID: 5");
        (await session.SendAsync(AmiActions.Ping())).IsSuccess.Should().BeTrue();
        fixture
            .Log.Lines.Should()
            .Contain(l => l.Contains("neither event nor response", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_DuplicateAndMisorderedEvents_AreHandedOverAsTheyCame()
    {
        await using var fixture = AmiFixture.Start(change: o =>
            o with
            {
                Subscriptions = ["Newstate", "Hangup"],
            }
        );
        var (peer, _) = await fixture.ConnectedAsync();
        await peer.SendAsync(WireFiles.Read("hangup.ami"));
        await peer.SendAsync(WireFiles.Read("newstate.ami"));
        await peer.SendAsync(WireFiles.Read("newstate.ami"));
        await fixture.Handler.NextAsync<HangupEvent>();
        await fixture.Handler.NextAsync<NewstateEvent>();
        await fixture.Handler.NextAsync<NewstateEvent>();
    }

    [Fact]
    public async Task Run_EndlessGarbageThatIsAmi_DoesNotFillTheLog()
    {
        await using var fixture = AmiFixture.Start(change: o => o with { Subscriptions = [] });
        var (peer, session) = await fixture.ConnectedAsync();
        await peer.SendAsync(string.Concat(Enumerable.Repeat("Hello: world\r\n\r\n", 5000)));
        await session.SendAsync(AmiActions.Ping());
        fixture
            .Log.Lines.Count(l =>
                l.Contains("neither event nor response", StringComparison.Ordinal)
            )
            .Should()
            .Be(20);
    }

    [Fact]
    public async Task Run_MillionEventsAfterAPause_AllComeInOrderWhenThereIsRoom()
    {
        const int Count = 1_000_000;
        var next = 0;
        var done = new TaskCompletionSource();
        var handler = new CountingHandler(e =>
        {
            if (e.Message.TryGetInt64("Uniqueid", out var i) && i != next)
            {
                done.TrySetException(
                    new InvalidOperationException($"Event {i} came where {next} was due.")
                );
            }

            if (++next == Count)
            {
                done.TrySetResult();
            }
        });
        await using var server = new FakeAmiServer();
        await using var client = new AmiClient(
            AmiFixture.Options(server) with
            {
                Subscriptions = ["Newstate"],
                QueueCapacity = Count,
            },
            handler
        );
        using var stop = new CancellationTokenSource();
        var running = client.RunAsync(stop.Token);
        var peer = await server.NextPeerAsync();
        await handler.Connected.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await SendBurstAsync(peer, Count);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        handler.Losses.Should().Be(0);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_MillionEventsAtAStuckHandler_EndAsAReportedGapInBoundedMemory()
    {
        const int Capacity = 20_000;
        var gate = new TaskCompletionSource();
        var delivered = 0;
        var lost = new TaskCompletionSource<int>();
        var handler = new CountingHandler(
            _ => delivered++,
            gate.Task,
            () => lost.TrySetResult(delivered)
        );
        await using var server = new FakeAmiServer();
        await using var client = new AmiClient(
            AmiFixture.Options(server) with
            {
                Subscriptions = ["Newstate"],
                QueueCapacity = Capacity,
            },
            handler
        );
        using var stop = new CancellationTokenSource();
        var running = client.RunAsync(stop.Token);
        var peer = await server.NextPeerAsync();
        await handler.Connected.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var burst = FluentActions.Awaiting(() => SendBurstAsync(peer, 1_000_000));
        await burst
            .Should()
            .ThrowAsync<IOException>("the client drops the connection when its queue is full");
        client.QueueDepth.Should().BeLessThanOrEqualTo(Capacity);
        server
            .Accepted.Should()
            .Be(1, "it does not come back before the handler has worked off what it has");
        gate.SetResult();
        var before = await lost.Task.WaitAsync(TimeSpan.FromSeconds(60));
        before
            .Should()
            .BeInRange(Capacity, Capacity + 1, "every event before the gap was handed over");
        await server.NextPeerAsync();
        await stop.CancelAsync();
        await running;
    }

    private static async Task SendBurstAsync(FakeAmiPeer peer, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Event: Newstate\r\nPrivilege: call,all\r\nTimestamp: 1767614403.204817\r\nChannel: PJSIP/carrier-00000002\r\nChannelState: 6\r\nChannelStateDesc: Up\r\nUniqueid: {i}\r\nLinkedid: 1767614400.1\r\n\r\n"
            );
            if (text.Length > 256 * 1024)
            {
                await peer.SendAsync(text.ToString());
                text.Clear();
            }
        }

        await peer.SendAsync(text.ToString());
    }

    private sealed class CountingHandler(
        Action<AmiEvent> onEvent,
        Task? gate = null,
        Action? onLost = null
    ) : IAmiHandler
    {
        public TaskCompletionSource Connected { get; } = new();

        public int Losses { get; private set; }

        public ValueTask OnConnectedAsync(AmiSession session, CancellationToken cancellationToken)
        {
            this.Connected.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask OnLostAsync(AmiLoss loss, CancellationToken cancellationToken)
        {
            if (loss.Reason != AmiLossReason.Stopped)
            {
                this.Losses++;
            }

            onLost?.Invoke();
            return ValueTask.CompletedTask;
        }

        public async ValueTask OnEventAsync(AmiEvent amiEvent, CancellationToken cancellationToken)
        {
            if (gate is not null)
            {
                await gate;
            }

            onEvent(amiEvent);
        }
    }
}
