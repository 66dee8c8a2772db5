using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;
using TelephonyBilling.Asterisk.Tests.Ami;
using TelephonyBilling.Asterisk.Tests.FastAgi;

namespace TelephonyBilling.Asterisk.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_AmiConnection_CountsWhatHappened()
    {
        // A name of its own, since other tests count at the same time.
        const string Pbx = "metrics-test";
        using var metrics = new Recorder("pbx", Pbx);
        var handler = new RecordingHandler
        {
            OnEvent = e =>
                e is HangupEvent ? throw new InvalidOperationException() : ValueTask.CompletedTask,
        };
        await using (
            var fixture = AmiFixture.Start(
                change: o => o with { Name = Pbx, Subscriptions = ["Newstate", "Hangup"] },
                handler: handler
            )
        )
        {
            var (peer, session) = await fixture.ConnectedAsync();
            await peer.SendAsync(WireFiles.Read("transcript.ami"));
            await peer.SendAsync(WireFiles.Read("newstate.ami"));
            await peer.SendAsync("Hello: world\r\n\r\n");
            await session.SendAsync(AmiActions.Ping());
            await handler.NextAsync<NewstateEvent>();
            await handler.NextAsync<NewstateEvent>();
            metrics.Observe();
            metrics["asterisk.ami.connected"].Should().Be(1);
        }

        metrics["asterisk.ami.events.received"]
            .Should()
            .Be(6, "FullyBooted twice, Newchannel, Newstate twice, Hangup");
        metrics["asterisk.ami.events.skipped"].Should().Be(3);
        metrics["asterisk.ami.events.delivered"].Should().Be(3);
        metrics["asterisk.ami.handler.failures"].Should().Be(1);
        metrics["asterisk.ami.messages.malformed"].Should().Be(1);
        metrics["asterisk.ami.connects"].Should().Be(1);
        metrics["asterisk.ami.connections.lost"].Should().Be(1);
        metrics.Tags.Should().Contain(("asterisk.ami.action.duration", "action", "Ping"));
        metrics.Tags.Should().Contain(("asterisk.ami.events.delivered", "event", "Newstate"));
    }

    [Fact]
    public async Task Meter_AgiSession_IsCountedByRouteAndOutcome()
    {
        using var metrics = new Recorder("route", "/test");
        await using (var fixture = AgiFixture.Start((s, _) => s.VerboseAsync("x")))
        {
            await fixture.ShouldStillServeAsync();
            await fixture.Server.StopAsync(TimeSpan.FromSeconds(30));
        }

        metrics.Tags.Should().Contain(("asterisk.agi.requests", "outcome", "ok"));
        metrics["asterisk.agi.requests"].Should().BeGreaterThanOrEqualTo(1);
    }

    private sealed class Recorder : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentDictionary<string, double> sums = new(StringComparer.Ordinal);
        private readonly string key;
        private readonly string value;

        public Recorder(string key, string value)
        {
            this.key = key;
            this.value = value;
            this.listener.InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == AsteriskMetrics.MeterName)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            };
            this.listener.SetMeasurementEventCallback<long>(
                (i, m, tags, _) => this.Add(i, m, tags)
            );
            this.listener.SetMeasurementEventCallback<int>((i, m, tags, _) => this.Add(i, m, tags));
            this.listener.SetMeasurementEventCallback<double>(
                (i, m, tags, _) => this.Add(i, m, tags)
            );
            this.listener.Start();
        }

        public ConcurrentBag<(string Instrument, string Key, string Value)> Tags { get; } = [];

        public double this[string instrument] => this.sums.GetValueOrDefault(instrument);

        public void Observe() => this.listener.RecordObservableInstruments();

        public void Dispose() => this.listener.Dispose();

        private void Add(
            Instrument instrument,
            double measurement,
            ReadOnlySpan<KeyValuePair<string, object?>> tags
        )
        {
            var mine = false;
            foreach (var tag in tags)
            {
                mine |= tag.Key == this.key && this.value.Equals(tag.Value);
            }

            if (!mine)
            {
                return;
            }

            foreach (var tag in tags)
            {
                this.Tags.Add((instrument.Name, tag.Key, tag.Value?.ToString() ?? string.Empty));
            }

            this.sums.AddOrUpdate(instrument.Name, measurement, (_, sum) => sum + measurement);
        }
    }
}
