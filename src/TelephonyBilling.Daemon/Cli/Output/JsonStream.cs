using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Writes one JSON object whose one list is too long to be kept: its items come one after another.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class JsonStream(TextWriter output)
{
    private const int Spill = 64 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(2 * Spill);

    /// <summary>Writes the object: its list first, and behind it what is known only after the last item.</summary>
    /// <param name="name">The list's name.</param>
    /// <param name="items">Its items.</param>
    /// <param name="item">How one is written.</param>
    /// <param name="rest">Gives the other fields, as an object, when the last item was written.</param>
    /// <param name="restType">How they are written.</param>
    internal void Write<TItem, TRest>(
        string name,
        IEnumerable<TItem> items,
        JsonTypeInfo<TItem> item,
        Func<TRest> rest,
        JsonTypeInfo<TRest> restType
    )
    {
        using var json = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions
            {
                Indented = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var one in items)
        {
            JsonSerializer.Serialize(json, one, item);
            if (json.BytesPending + buffer.WrittenCount >= Spill)
            {
                Flush(json);
            }
        }
        json.WriteEndArray();
        foreach (var field in JsonSerializer.SerializeToElement(rest(), restType).EnumerateObject())
        {
            field.WriteTo(json);
        }
        json.WriteEndObject();
        Flush(json);
        output.WriteLine();
    }

    private void Flush(Utf8JsonWriter json)
    {
        json.Flush();
        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        buffer.ResetWrittenCount();
    }
}
