using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>What an instrument measures, as far as Prometheus cares.</summary>
internal enum MetricKind
{
    /// <summary>Measurements add up and never fall.</summary>
    Counter,

    /// <summary>Measurements add up, and may fall.</summary>
    UpDownCounter,

    /// <summary>The last measurement counts.</summary>
    Gauge,

    /// <summary>Measurements are counted by size.</summary>
    Histogram,

    /// <summary>Read when collected: a total.</summary>
    ObservedCounter,

    /// <summary>Read when collected: a level.</summary>
    ObservedGauge,
}

/// <summary>
/// Names and texts of the exposition format
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
/// </summary>
internal static class MetricNames
{
    private const string Prefix = "telephony_billing_";

    internal static MetricKind KindOf(Instrument instrument)
    {
        // Instruments are generic in their number; their kind is known by the name of the open type.
        var type = instrument.GetType();
        var name = type.Name[..Math.Max(0, type.Name.IndexOf('`', StringComparison.Ordinal))];
        return name switch
        {
            "Counter" => MetricKind.Counter,
            "UpDownCounter" => MetricKind.UpDownCounter,
            "Histogram" => MetricKind.Histogram,
            "Gauge" => MetricKind.Gauge,
            "ObservableCounter" => MetricKind.ObservedCounter,
            _ => MetricKind.ObservedGauge,
        };
    }

    internal static string TypeOf(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter or MetricKind.ObservedCounter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };

    internal static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder();
        foreach (var c in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }
        if (
            instrument.Meter.Name.StartsWith("TelephonyBilling.", StringComparison.Ordinal)
            && !name.ToString().StartsWith(Prefix, StringComparison.Ordinal)
        )
        {
            name.Insert(0, Prefix);
        }
        AppendOnce(name, UnitOf(instrument.Unit));
        AppendOnce(name, kind is MetricKind.Counter or MetricKind.ObservedCounter ? "_total" : "");
        return name.ToString();
    }

    internal static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            var name = new StringBuilder();
            foreach (var c in key)
            {
                name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            }
            labels[name.ToString()] = EscapeLabel(
                Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
            );
        }
        return string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
    }

    internal static string EscapeHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapeLabel(string text) =>
        EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string UnitOf(string? unit) =>
        unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "%" => "_percent",
            // "{call}" and such are words for people, "1" is no unit.
            null or "" or "1" => "",
            _ when unit[0] == '{' => "",
            _ => "_" + unit.ToLowerInvariant(),
        };

    private static void AppendOnce(StringBuilder name, string suffix)
    {
        if (suffix.Length > 0 && !name.ToString().EndsWith(suffix, StringComparison.Ordinal))
        {
            name.Append(suffix);
        }
    }
}
