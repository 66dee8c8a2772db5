using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Collects what the meters named <c>TelephonyBilling.*</c> measure and writes it in Prometheus' text format, version
/// 0.0.4. Thread-safe; from its making to its disposal it hears every measurement.
/// </summary>
/// <remarks>
/// Names begin with <c>telephony_billing_</c>, dots become underscores, the unit is appended, and counters end in
/// <c>_total</c>. A few measurements of the .NET runtime are added under their own names.
/// </remarks>
public sealed class PrometheusCollector : IDisposable
{
    /// <summary>The answer's content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const string OurMeters = "TelephonyBilling.";
    private const string RuntimeMeter = "System.Runtime";

    private static readonly HashSet<string> RuntimeInstruments = new(StringComparer.Ordinal)
    {
        "dotnet.process.cpu.time",
        "dotnet.process.memory.working_set",
        "dotnet.gc.collections",
        "dotnet.gc.pause.time",
        "dotnet.gc.last_collection.heap.size",
        "dotnet.exceptions",
    };

    private readonly ConcurrentDictionary<Instrument, MetricFamily> families = new();
    private readonly MeterListener listener = new();
    private readonly ILogger logger;
    private readonly Lock collecting = new();

    /// <summary>Begins to listen.</summary>
    public PrometheusCollector(ILogger<PrometheusCollector> logger)
    {
        this.logger = logger;
        listener.InstrumentPublished = (instrument, publisher) =>
        {
            if (IsOurs(instrument))
            {
                publisher.EnableMeasurementEvents(
                    instrument,
                    families.GetOrAdd(instrument, MetricFamily.For)
                );
            }
        };
        listener.MeasurementsCompleted = (instrument, _) =>
            families.TryRemove(instrument, out MetricFamily? _);
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        listener.Start();
    }

    /// <summary>Everything measured so far, as text.</summary>
    public string Collect()
    {
        lock (collecting)
        {
            foreach (var family in families.Values)
            {
                family.BeginObservation();
            }
            try
            {
                listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                // One gauge that can't be read must not hide all the others.
                HealthLog.Unreadable(logger, e.InnerException?.Message ?? e.Message);
            }
            var text = new StringBuilder(16 * 1024);
            // Two meters may bear instruments of one name (a test host, a second daemon in one process): one family only.
            foreach (
                var same in families
                    .Values.GroupBy(family => family.Name, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
            )
            {
                MetricFamily.Write(text, [.. same]);
            }
            return text.ToString();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => listener.Dispose();

    private static bool IsOurs(Instrument instrument) =>
        instrument.Meter.Name.StartsWith(OurMeters, StringComparison.Ordinal)
        || (instrument.Meter.Name == RuntimeMeter && RuntimeInstruments.Contains(instrument.Name));

    private void Listen<T>()
        where T : struct, INumber<T> =>
        listener.SetMeasurementEventCallback<T>(
            static (_, value, tags, state) =>
                ((MetricFamily)state!).Record(double.CreateSaturating(value), tags)
        );
}
