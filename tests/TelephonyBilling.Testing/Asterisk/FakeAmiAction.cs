namespace TelephonyBilling.Testing.Asterisk;

/// <summary>An action as the fake manager received it.</summary>
/// <param name="Fields">Its headers in order, <c>Action</c> and <c>ActionID</c> included.</param>
public sealed record FakeAmiAction(IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The action's name.</summary>
    public string Name => this["Action"] ?? string.Empty;

    /// <summary>Its ActionID, or empty.</summary>
    public string ActionId => this["ActionID"] ?? string.Empty;

    /// <summary>The first value of a header, or null.</summary>
    public string? this[string key] =>
        this
            .Fields.Where(f => f.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            .Select(f => f.Value)
            .FirstOrDefault();
}
