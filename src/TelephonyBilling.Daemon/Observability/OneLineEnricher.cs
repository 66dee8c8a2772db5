using Serilog.Core;
using Serilog.Events;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Replaces control characters in the texts of a log event. Callers choose their names and a rate file its destinations: a
/// line break in one of them must not become a line of the log.
/// </summary>
internal sealed class OneLineEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? cleaned = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && text.Any(char.IsControl))
            {
                (cleaned ??= []).Add(new LogEventProperty(name, new ScalarValue(Clean(text))));
            }
        }
        foreach (var property in cleaned ?? [])
        {
            logEvent.AddOrUpdateProperty(property);
        }
    }

    private static string Clean(string text) =>
        string.Create(
            text.Length,
            text,
            static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
                }
            }
        );
}
