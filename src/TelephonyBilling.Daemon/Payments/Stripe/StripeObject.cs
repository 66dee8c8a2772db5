using System.Text.Json;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>A JSON object of Stripe. What is missing or of another type makes the answer unreadable, so its outcome unknown.</summary>
internal readonly struct StripeObject(JsonElement json)
{
    /// <summary>Its name, such as <c>pi_…</c>.</summary>
    internal string Id => Text("id");

    /// <summary>A text that must be there.</summary>
    /// <exception cref="PaymentUnknownException">It isn't.</exception>
    internal string Text(string name) =>
        Value(name) is { ValueKind: JsonValueKind.String } value
            ? value.GetString()!
            : throw Unreadable(name);

    /// <summary>A text; empty where it is missing or null.</summary>
    internal string TextOrEmpty(string name) =>
        Value(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    /// <summary>A whole number that must be there.</summary>
    /// <exception cref="PaymentUnknownException">It isn't.</exception>
    internal long Number(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var count)
            ? count
            : throw Unreadable(name);

    /// <summary>True; false where it is missing.</summary>
    internal bool IsTrue(string name) => Value(name) is { ValueKind: JsonValueKind.True };

    /// <summary>An object within; null where it is missing, null, or only named by its id.</summary>
    internal StripeObject? Object(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Object } value ? new StripeObject(value) : null;

    /// <summary>The name of another object, which may be given by its id or as a whole; empty where it is missing.</summary>
    internal string Reference(string name) => Object(name)?.Id ?? TextOrEmpty(name);

    /// <summary>The objects of a list.</summary>
    /// <exception cref="PaymentUnknownException">There is no list.</exception>
    internal IEnumerable<StripeObject> List(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Array } value
            ? value.EnumerateArray().Select(element => new StripeObject(element))
            : throw Unreadable(name);

    /// <summary>A value of <c>metadata</c>; empty where it is missing.</summary>
    internal string Metadata(string name) => Object("metadata")?.TextOrEmpty(name) ?? "";

    /// <summary>Its amount, in its currency.</summary>
    /// <exception cref="PaymentUnknownException">It has none that can be read.</exception>
    internal Money Amount()
    {
        if (!Currency.TryParse(Text("currency"), out var currency))
        {
            throw Unreadable("currency");
        }
        try
        {
            return MinorUnits.Of(Number("amount"), currency);
        }
        catch (OverflowException)
        {
            throw Unreadable("amount");
        }
    }

    private JsonElement? Value(string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? value
            : null;

    private static PaymentUnknownException Unreadable(string name) =>
        new($"Stripe's answer can't be understood: '{name}' is missing or of another type.");
}
