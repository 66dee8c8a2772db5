using System.Text.Json.Nodes;

namespace TelephonyBilling.Testing.Payments;

/// <summary>A payment at <see cref="StripeServer"/>.</summary>
internal sealed class StripeIntent(
    string id,
    long amount,
    string currency,
    string customer,
    long created,
    IEnumerable<KeyValuePair<string, string>> metadata
)
{
    private readonly Dictionary<string, string> metadata = new(metadata, StringComparer.Ordinal);

    internal string Id => id;

    internal long Amount => amount;

    internal string Currency => currency;

    internal string Customer => customer;

    internal long Created => created;

    internal string Status { get; set; } = "requires_confirmation";

    /// <summary>The payment method that was declined last, with code, decline code and sentence; null: none was.</summary>
    internal (string Method, string Code, string DeclineCode, string Message)? Error { get; set; }

    /// <summary>The page on which the holder agrees; null: nobody was asked.</summary>
    internal string? Link { get; set; }

    internal JsonObject ErrorJson()
    {
        var (method, code, declineCode, message) = Error!.Value;
        var json = new JsonObject
        {
            ["type"] = "card_error",
            ["code"] = code,
            ["message"] = message,
            ["payment_method"] = new JsonObject { ["id"] = method, ["object"] = "payment_method" },
        };
        if (declineCode.Length > 0)
        {
            json["decline_code"] = declineCode;
        }
        return json;
    }

    internal JsonObject ToJson()
    {
        var named = new JsonObject();
        foreach (var (name, value) in metadata)
        {
            named[name] = value;
        }
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["currency"] = currency,
            ["customer"] = customer,
            ["created"] = created,
            ["status"] = Status,
            ["metadata"] = named,
            ["last_payment_error"] = Error is null ? null : ErrorJson(),
            ["next_action"] =
                Link is null || Status != "requires_action"
                    ? null
                    : new JsonObject
                    {
                        ["type"] = "redirect_to_url",
                        ["redirect_to_url"] = new JsonObject { ["url"] = Link },
                    },
        };
    }
}
