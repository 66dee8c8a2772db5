using System.Text.Json.Nodes;

namespace TelephonyBilling.Testing.Payments;

/// <summary>An answer of <see cref="StripeServer"/>.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">JSON.</param>
public sealed record StripeReply(int Status, string Body)
{
    internal static StripeReply Of(JsonNode body) => new(200, body.ToJsonString());

    /// <summary>An error in Stripe's form.</summary>
    internal static StripeReply Error(
        int status,
        string type,
        string code,
        string message,
        Action<JsonObject>? more = null
    )
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code.Length > 0)
        {
            error["code"] = code;
        }
        more?.Invoke(error);
        return new StripeReply(status, new JsonObject { ["error"] = error }.ToJsonString());
    }

    internal static StripeReply Missing(string what) =>
        Error(404, "invalid_request_error", "resource_missing", $"No such object: '{what}'");

    internal static StripeReply Invalid(string message) =>
        Error(400, "invalid_request_error", "parameter_invalid", message);
}
