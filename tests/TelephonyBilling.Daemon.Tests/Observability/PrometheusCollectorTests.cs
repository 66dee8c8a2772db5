using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Observability;

namespace TelephonyBilling.Daemon.Tests.Observability;

public sealed class PrometheusCollectorTests : IDisposable
{
    // Other tests of this process may measure too, so these instruments have names of their own.
    private readonly Meter meter = new("TelephonyBilling.Probe");
    private readonly PrometheusCollector collector = new(NullLogger<PrometheusCollector>.Instance);

    public void Dispose()
    {
        collector.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Counter_WithTags_IsWrittenWithTypeHelpAndTotal()
    {
        var calls = meter.CreateCounter<long>("probe.calls", "{call}", "Calls that were probed.");
        calls.Add(2, new("pbx", "a"), new("reason", "busy"));
        calls.Add(3, new("reason", "busy"), new("pbx", "a"));
        calls.Add(1, new("pbx", "b"), new("reason", "busy"));

        Lines("telephony_billing_probe_calls")
            .Should()
            .Equal(
                "# HELP telephony_billing_probe_calls_total Calls that were probed.",
                "# TYPE telephony_billing_probe_calls_total counter",
                "telephony_billing_probe_calls_total{pbx=\"a\",reason=\"busy\"} 5",
                "telephony_billing_probe_calls_total{pbx=\"b\",reason=\"busy\"} 1"
            );
    }

    [Fact]
    public void UpDownCounter_GoesDownAgain()
    {
        var open = meter.CreateUpDownCounter<int>("probe.open");
        open.Add(5);
        open.Add(-2);

        Lines("telephony_billing_probe_open")
            .Should()
            .Equal("# TYPE telephony_billing_probe_open gauge", "telephony_billing_probe_open 3");
    }

    [Fact]
    public void Histogram_Seconds_HasCumulativeBucketsSumAndCount()
    {
        var waits = meter.CreateHistogram<double>("probe.wait", "s");
        waits.Record(0.003);
        waits.Record(0.02);
        waits.Record(99);

        var lines = Lines("telephony_billing_probe_wait");

        lines[0].Should().Be("# TYPE telephony_billing_probe_wait_seconds histogram");
        lines
            .Should()
            .Contain("telephony_billing_probe_wait_seconds_bucket{le=\"0.0025\"} 0")
            .And.Contain("telephony_billing_probe_wait_seconds_bucket{le=\"0.005\"} 1")
            .And.Contain("telephony_billing_probe_wait_seconds_bucket{le=\"0.025\"} 2")
            .And.Contain("telephony_billing_probe_wait_seconds_bucket{le=\"10\"} 2")
            .And.Contain("telephony_billing_probe_wait_seconds_bucket{le=\"+Inf\"} 3")
            .And.Contain("telephony_billing_probe_wait_seconds_sum 99.023")
            .And.Contain("telephony_billing_probe_wait_seconds_count 3");
    }

    [Fact]
    public void Gauge_WhoseSeriesIsGone_IsNotWrittenAnyMore()
    {
        var pbxes = new List<string> { "a", "b" };
        meter.CreateObservableGauge(
            "probe.watched",
            () =>
                pbxes.Select(pbx => new Measurement<int>(
                    1,
                    new KeyValuePair<string, object?>("pbx", pbx)
                ))
        );
        Lines("telephony_billing_probe_watched").Should().HaveCount(3);
        pbxes.Remove("b");

        Lines("telephony_billing_probe_watched")
            .Should()
            .Equal(
                "# TYPE telephony_billing_probe_watched gauge",
                "telephony_billing_probe_watched{pbx=\"a\"} 1"
            );
    }

    [Fact]
    public void Gauge_ThatThrows_HidesNoOther()
    {
        meter.CreateObservableGauge(
            "probe.broken",
            int () => throw new InvalidOperationException("broken")
        );
        meter.CreateObservableGauge("probe.whole", () => 7);

        Lines("telephony_billing_probe_whole").Should().Contain("telephony_billing_probe_whole 7");
    }

    [Fact]
    public void Label_WithQuotesBackslashesAndLineBreaks_IsEscaped()
    {
        meter
            .CreateCounter<long>("probe.odd")
            .Add(1, new KeyValuePair<string, object?>("a-b", "x\"y\\z\nw"));

        Lines("telephony_billing_probe_odd")
            .Should()
            .Contain("telephony_billing_probe_odd_total{a_b=\"x\\\"y\\\\z\\nw\"} 1");
    }

    [Fact]
    public void Labels_WithoutBound_EndInOneOverflowSeries()
    {
        var counter = meter.CreateCounter<long>("probe.many");
        for (var i = 0; i < 1000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("caller", i));
        }

        Lines("telephony_billing_probe_many")
            .Should()
            .HaveCountLessThan(510)
            .And.Contain("telephony_billing_probe_many_total{overflow=\"true\"} 500");
    }

    [Fact]
    public void OtherMeters_AreNotWritten()
    {
        using var other = new Meter("Somebody.Else");
        other.CreateCounter<long>("else").Add(1);

        collector.Collect().Should().NotContain("else");
    }

    [Fact]
    public void Runtime_IsWrittenUnderItsOwnNames() =>
        collector.Collect().Should().Contain("\ndotnet_process_memory_working_set_bytes ");

    [Fact]
    public void Record_FromManyThreads_LosesNothing()
    {
        var counter = meter.CreateCounter<long>("probe.race");
        var tag = new KeyValuePair<string, object?>("pbx", "a");

        Parallel.For(
            0,
            4,
            _ =>
            {
                for (var i = 0; i < 10_000; i++)
                {
                    counter.Add(1, tag);
                }
            }
        );

        Lines("telephony_billing_probe_race")
            .Should()
            .Contain("telephony_billing_probe_race_total{pbx=\"a\"} 40000");
    }

    private List<string> Lines(string name) =>
        [
            .. collector
                .Collect()
                .Split('\n')
                .Where(line => line.Contains(name, StringComparison.Ordinal)),
        ];
}
