using System.Collections.Frozen;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>Who answers which path. Filled by one thread before <see cref="Freeze"/>, read by all after it.</summary>
internal sealed class AgiRoutes(AgiHandler unknown)
{
    private readonly Dictionary<string, AgiRoute> routes = new(StringComparer.Ordinal);
    private FrozenDictionary<string, AgiRoute> table = FrozenDictionary<string, AgiRoute>.Empty;
    private AgiRoute fallback = new("(unknown)", unknown);

    /// <exception cref="ArgumentException">The path is taken.</exception>
    public void Add(string path, AgiHandler handler)
    {
        var normal = AgiRequest.NormalisePath(path);
        if (!this.routes.TryAdd(normal, new AgiRoute(normal, handler)))
        {
            throw new ArgumentException($"The path {normal} has a handler already.", nameof(path));
        }
    }

    /// <summary>Answers paths that were not added.</summary>
    public void SetFallback(AgiHandler handler) =>
        this.fallback = new AgiRoute("(fallback)", handler);

    /// <summary>From here on only <see cref="Find"/> is called.</summary>
    public void Freeze() => this.table = this.routes.ToFrozenDictionary(StringComparer.Ordinal);

    public AgiRoute Find(string path) =>
        this.table.TryGetValue(path, out var route) ? route : this.fallback;
}
