using System.Collections.Frozen;
using Serilog.Core;
using Serilog.Events;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>Masks the telephone numbers in the properties that hold them, as <see cref="NumberMask"/> does.</summary>
internal sealed class NumberMaskEnricher : ILogEventEnricher
{
    private static readonly FrozenSet<string> Masked = new[]
    {
        "From",
        "To",
        "Number",
        "Dialled",
        "Caller",
        "Detail",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? masked = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (Masked.Contains(name) && value is ScalarValue { Value: { } scalar })
            {
                var text = scalar as string ?? $"{scalar}";
                (masked ??= []).Add(
                    new LogEventProperty(name, new ScalarValue(NumberMask.Apply(text)))
                );
            }
        }
        foreach (var property in masked ?? [])
        {
            logEvent.AddOrUpdateProperty(property);
        }
    }
}
