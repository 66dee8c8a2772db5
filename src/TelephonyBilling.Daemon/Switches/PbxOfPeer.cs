using System.Net;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>Tells which configured PBX a FastAGI request comes from.</summary>
/// <param name="switches">The configured PBXes.</param>
/// <param name="addresses">Where each of them is, by name, as far as it was resolved.</param>
public sealed class PbxOfPeer(
    SwitchDirectory switches,
    IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> addresses
)
{
    /// <summary>
    /// The PBX that the request names; else the only one that there is; else the only one at that address. Null where
    /// that leaves a choice.
    /// </summary>
    public ISwitch? Find(string? name, IPAddress peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (!string.IsNullOrEmpty(name))
        {
            return switches.Find(name);
        }
        if (switches.All.Count == 1)
        {
            return switches.All.First();
        }
        var plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        var there = switches
            .All.Where(pbx => addresses.TryGetValue(pbx.Name, out var own) && own.Contains(plain))
            .ToList();
        return there.Count == 1 ? there[0] : null;
    }
}
