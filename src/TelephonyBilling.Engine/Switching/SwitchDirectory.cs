namespace TelephonyBilling.Engine.Switching;

/// <summary>The configured switches by name.</summary>
public sealed class SwitchDirectory
{
    private readonly Dictionary<string, ISwitch> switches = new(StringComparer.Ordinal);

    /// <summary>All switches, in the order of the configuration.</summary>
    public IReadOnlyCollection<ISwitch> All => switches.Values;

    /// <summary>Adds a switch, before the daemon runs.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(ISwitch @switch)
    {
        ArgumentNullException.ThrowIfNull(@switch);
        switches.Add(@switch.Name, @switch);
    }

    /// <summary>The switch of this name; null where none is configured.</summary>
    public ISwitch? Find(string name) => switches.GetValueOrDefault(name);
}
