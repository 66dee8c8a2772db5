using System.Globalization;
using System.Text;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>The numbers of one series: a value, or a histogram's buckets. Thread-safe without locks.</summary>
internal sealed class MetricSeries
{
    private readonly long[] buckets;
    private double value;
    private long count;

    /// <summary>Makes a series.</summary>
    /// <param name="bounds">How many bounds its histogram has; 0 for a plain value.</param>
    internal MetricSeries(int bounds) => buckets = new long[bounds];

    /// <summary>Whether it was measured since the last collection began; only asked of observed values.</summary>
    internal bool WasObserved { get; set; }

    internal static MetricSeries Sum(MetricSeries left, MetricSeries right)
    {
        var sum = new MetricSeries(left.buckets.Length)
        {
            value = Volatile.Read(ref left.value) + Volatile.Read(ref right.value),
            count = left.count + right.count,
        };
        for (var i = 0; i < sum.buckets.Length; i++)
        {
            sum.buckets[i] = left.buckets[i] + right.buckets[i];
        }
        return sum;
    }

    internal void Set(double measured)
    {
        Volatile.Write(ref value, measured);
        WasObserved = true;
    }

    internal void Add(double measured)
    {
        var seen = Volatile.Read(ref value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref value, seen + measured, seen);
            if (before.Equals(seen))
            {
                return;
            }
            seen = before;
        }
    }

    internal void Observe(double measured, double[] bounds)
    {
        for (var i = 0; i < bounds.Length; i++)
        {
            if (measured <= bounds[i])
            {
                Interlocked.Increment(ref buckets[i]);
                break;
            }
        }
        Interlocked.Increment(ref count);
        Add(measured);
    }

    internal void Write(StringBuilder text, string name, string labels, double[] bounds)
    {
        if (bounds.Length == 0)
        {
            Line(text, name, "", labels, "", Volatile.Read(ref value));
            return;
        }
        // Counted before the buckets are read, so that no bucket is above the sum of all.
        var all = Volatile.Read(ref count);
        var below = 0L;
        for (var i = 0; i < bounds.Length; i++)
        {
            below += Volatile.Read(ref buckets[i]);
            Line(text, name, "_bucket", labels, Number(bounds[i]), Math.Min(below, all));
        }
        Line(text, name, "_bucket", labels, "+Inf", all);
        Line(text, name, "_sum", labels, "", Volatile.Read(ref value));
        Line(text, name, "_count", labels, "", all);
    }

    private static void Line(
        StringBuilder text,
        string name,
        string suffix,
        string labels,
        string bound,
        double number
    )
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0 || bound.Length > 0)
        {
            text.Append('{').Append(labels);
            if (bound.Length > 0)
            {
                text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound);
                text.Append('"');
            }
            text.Append('}');
        }
        text.Append(' ').Append(Number(number)).Append('\n');
    }

    private static string Number(double number) =>
        number switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            double.NaN => "NaN",
            _ => number.ToString("R", CultureInfo.InvariantCulture),
        };
}
