using System.Collections.Frozen;
using Serilog.Core;
using Serilog.Events;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Hides the last four digits of telephone numbers in the properties that hold them: <c>+44207946****</c>. Country and
/// area stay readable, since that is what a price or a fraud is about; extensions, shorter than seven digits, stay whole.
/// </summary>
internal sealed class NumberMaskEnricher : ILogEventEnricher
{
    private const int ShortestNumber = 7;
    private const int Hidden = 4;

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
                (masked ??= []).Add(new LogEventProperty(name, new ScalarValue(Mask(text))));
            }
        }
        foreach (var property in masked ?? [])
        {
            logEvent.AddOrUpdateProperty(property);
        }
    }

    /// <summary>Hides the last digits of every run of digits that is long enough for a number.</summary>
    internal static string Mask(string text)
    {
        var characters = text.ToCharArray();
        var run = 0;
        for (var i = 0; i <= characters.Length; i++)
        {
            if (i < characters.Length && char.IsAsciiDigit(characters[i]))
            {
                run++;
                continue;
            }
            if (run >= ShortestNumber)
            {
                characters.AsSpan(i - Hidden, Hidden).Fill('*');
            }
            run = 0;
        }
        return new string(characters);
    }
}
