using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Writes a log event as one JSON object on one line: <c>time</c> (UTC), <c>level</c>, <c>message</c> in the words of the
/// text form, <c>exception</c>, then the event's own values under their names in camelCase.
/// </summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly MessageTemplateTextFormatter message = new(
        "{Message:lj}",
        CultureInfo.InvariantCulture
    );

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", logEvent.Timestamp.UtcDateTime);
            json.WriteString("level", logEvent.Level.ToString());
            using var words = new StringWriter(CultureInfo.InvariantCulture);
            message.Format(logEvent, words);
            json.WriteString("message", words.ToString());
            if (logEvent.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }
            foreach (var (name, value) in logEvent.Properties)
            {
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                Write(json, value);
            }
            json.WriteEndObject();
        }
        output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        output.Write('\n');
    }

    private static void Write(Utf8JsonWriter json, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null }:
                json.WriteNullValue();
                break;
            case ScalarValue { Value: bool flag }:
                json.WriteBooleanValue(flag);
                break;
            case ScalarValue { Value: int or long or short or byte or uint } whole:
                json.WriteNumberValue(Convert.ToInt64(whole.Value, CultureInfo.InvariantCulture));
                break;
            case ScalarValue { Value: decimal number }:
                json.WriteNumberValue(number);
                break;
            case ScalarValue scalar:
                json.WriteStringValue(Convert.ToString(scalar.Value, CultureInfo.InvariantCulture));
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements)
                {
                    Write(json, element);
                }
                json.WriteEndArray();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var property in structure.Properties)
                {
                    json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
                    Write(json, property.Value);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(value.ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }
}
