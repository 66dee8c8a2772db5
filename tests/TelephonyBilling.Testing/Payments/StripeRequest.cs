namespace TelephonyBilling.Testing.Payments;

/// <summary>A request as <see cref="StripeServer"/> got it.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Fields">The query's or the form's fields, in their order.</param>
/// <param name="Key">The idempotency key; empty: none.</param>
/// <param name="Version">The header <c>Stripe-Version</c>; empty: none.</param>
public sealed record StripeRequest(
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Fields,
    string Key,
    string Version
)
{
    /// <summary>A field; empty where it is missing.</summary>
    public string this[string name] => Fields.FirstOrDefault(pair => pair.Key == name).Value ?? "";

    /// <summary>The fields of <c>metadata[…]</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata =>
        Fields
            .Where(pair => pair.Key.StartsWith("metadata[", StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key[9..^1], pair.Value));

    /// <summary>All that makes a request the same as another.</summary>
    public string Content => $"{Method} {Path} {string.Join('&', Fields)}";
}
