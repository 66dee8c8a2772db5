using System.Diagnostics.Metrics;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>What the writer counts, under the meter <c>TelephonyBilling.Storage</c>.</summary>
internal sealed class WriterMetrics : IDisposable
{
    internal const string MeterName = "TelephonyBilling.Storage";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> batches;
    private readonly Counter<long> items;
    private readonly Counter<long> failures;
    private readonly Histogram<long> batchSize;
    private readonly Histogram<double> commitDuration;

    internal WriterMetrics(Func<int> queueDepth)
    {
        batches = meter.CreateCounter<long>(
            "telephony_billing.storage.batches",
            "{commit}",
            "Commits of the writer"
        );
        items = meter.CreateCounter<long>(
            "telephony_billing.storage.items",
            "{write}",
            "Writes made durable"
        );
        failures = meter.CreateCounter<long>(
            "telephony_billing.storage.failures",
            "{write}",
            "Writes that failed"
        );
        batchSize = meter.CreateHistogram<long>(
            "telephony_billing.storage.batch_size",
            "{write}",
            "Writes for each commit"
        );
        commitDuration = meter.CreateHistogram<double>(
            "telephony_billing.storage.commit_duration",
            "s",
            "From the begin of a transaction until it is durable"
        );
        meter.CreateObservableGauge(
            "telephony_billing.storage.queue_depth",
            queueDepth,
            "{write}",
            "Writes that wait for the writer"
        );
    }

    public void Dispose() => meter.Dispose();

    internal void Committed(int count, TimeSpan duration)
    {
        batches.Add(1);
        items.Add(count);
        batchSize.Record(count);
        commitDuration.Record(duration.TotalSeconds);
    }

    internal void Failed(int count) => failures.Add(count);
}
