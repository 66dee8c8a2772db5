using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The fields of a mail with the telephone numbers in its texts masked; amounts, counts and instants stay.</summary>
internal static class MaskedJson
{
    internal static string Of(string json) => Mask(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    private static JsonNode? Mask(JsonNode? node) =>
        node switch
        {
            JsonObject fields => new JsonObject(
                fields.Select(field => KeyValuePair.Create(field.Key, Mask(field.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Mask)]),
            JsonValue value when value.TryGetValue<string>(out var text) && !IsInstant(text) =>
                NumberMask.Apply(text),
            _ => node?.DeepClone(),
        };

    private static bool IsInstant(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out _
        );
}
