using System.Diagnostics.Metrics;
using System.Text;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>All series of one instrument. Recording is lock-free and allocates only for a series that is new.</summary>
internal sealed class MetricFamily
{
    /// <summary>
    /// Series of one instrument at most. Labels are chosen to have few values; should one not, the rest is summed up under
    /// <c>overflow="true"</c> instead of eating memory.
    /// </summary>
    internal const int MaxSeries = 500;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("overflow", "true")];

    private readonly Lock adding = new();
    private readonly string help;
    private readonly MetricKind kind;
    private readonly double[] bounds;
    private Entry[] entries = [];

    private MetricFamily(string name, string help, MetricKind kind, double[] bounds)
    {
        Name = name;
        this.help = help;
        this.kind = kind;
        this.bounds = bounds;
    }

    /// <summary>The metric's name in Prometheus.</summary>
    internal string Name { get; }

    private bool IsObserved => kind is MetricKind.ObservedCounter or MetricKind.ObservedGauge;

    internal static MetricFamily For(Instrument instrument)
    {
        var measures = MetricNames.KindOf(instrument);
        return new MetricFamily(
            MetricNames.NameOf(instrument, measures),
            instrument.Description ?? "",
            measures,
            measures == MetricKind.Histogram ? HistogramBounds.Of(instrument) : []
        );
    }

    /// <summary>Writes families of one name: series that differ by nothing but their meter are summed up.</summary>
    internal static void Write(StringBuilder text, IReadOnlyList<MetricFamily> families)
    {
        var first = families[0];
        var series = new SortedDictionary<string, MetricSeries>(StringComparer.Ordinal);
        foreach (var family in families)
        {
            foreach (var entry in Volatile.Read(ref family.entries))
            {
                if (family.IsObserved && !entry.Series.WasObserved)
                {
                    continue;
                }
                series[entry.Labels] =
                    series.TryGetValue(entry.Labels, out var other)
                    && !ReferenceEquals(other, entry.Series)
                        ? MetricSeries.Sum(other, entry.Series)
                        : entry.Series;
            }
        }
        if (series.Count == 0)
        {
            return;
        }
        if (first.help.Length > 0)
        {
            text.Append("# HELP ").Append(first.Name).Append(' ');
            text.Append(MetricNames.EscapeHelp(first.help)).Append('\n');
        }
        text.Append("# TYPE ").Append(first.Name).Append(' ');
        text.Append(MetricNames.TypeOf(first.kind)).Append('\n');
        foreach (var (labels, values) in series)
        {
            values.Write(text, first.Name, labels, first.bounds);
        }
    }

    /// <summary>Forgets what was observed last, so that a series that is gone is not written for ever.</summary>
    internal void BeginObservation()
    {
        if (IsObserved)
        {
            foreach (var entry in Volatile.Read(ref entries))
            {
                entry.Series.WasObserved = false;
            }
        }
    }

    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(Volatile.Read(ref entries), tags) ?? Add(tags);
        switch (kind)
        {
            case MetricKind.Histogram:
                series.Observe(value, bounds);
                break;
            case MetricKind.Counter or MetricKind.UpDownCounter:
                series.Add(value);
                break;
            default:
                series.Set(value);
                break;
        }
    }

    // A scan over a few entries, nearly always decided by reference, is quicker than hashing the texts of the tags.
    private static MetricSeries? Find(
        Entry[] entries,
        ReadOnlySpan<KeyValuePair<string, object?>> tags
    )
    {
        foreach (var entry in entries)
        {
            if (Same(entry.Tags, tags))
            {
                return entry.Series;
            }
        }
        return null;
    }

    private static bool Same(
        KeyValuePair<string, object?>[] left,
        ReadOnlySpan<KeyValuePair<string, object?>> right
    )
    {
        if (left.Length != right.Length)
        {
            return false;
        }
        for (var i = 0; i < left.Length; i++)
        {
            var (mine, theirs) = (left[i].Value, right[i].Value);
            if (
                left[i].Key != right[i].Key
                || !(ReferenceEquals(mine, theirs) || Equals(mine, theirs))
            )
            {
                return false;
            }
        }
        return true;
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (adding)
        {
            if (Find(entries, tags) is { } added)
            {
                return added;
            }
            var kept = tags.ToArray();
            if (entries.Length >= MaxSeries)
            {
                if (Find(entries, Overflow) is { } overflow)
                {
                    return overflow;
                }
                kept = Overflow;
            }
            var labels = MetricNames.LabelsOf(kept);
            // The same tags in another order are the same series.
            var series =
                Array.Find(entries, entry => entry.Labels == labels)?.Series
                ?? new MetricSeries(bounds.Length);
            Volatile.Write(ref entries, [.. entries, new Entry(kept, labels, series)]);
            return series;
        }
    }

    private sealed record Entry(
        KeyValuePair<string, object?>[] Tags,
        string Labels,
        MetricSeries Series
    );
}
