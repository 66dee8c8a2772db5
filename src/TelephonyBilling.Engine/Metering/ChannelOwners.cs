using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Metering;

/// <summary>
/// The channels that asked the gate or are about to: which calls each asked for, and whether it is gone. A channel is
/// remembered for as long as it has an open call or waits for the gate.
/// </summary>
internal sealed class ChannelOwners
{
    private readonly Dictionary<(string Pbx, string Channel), Owner> owners = [];

    /// <summary>How many channels are remembered.</summary>
    internal int Count => owners.Count;

    /// <summary>A channel asks the gate; one <see cref="Answer"/> follows.</summary>
    internal void Expect(string pbx, string channel) => Remember(pbx, channel).Expected++;

    /// <summary>The gate has answered a channel that was expected.</summary>
    /// <returns>How the channel ended meanwhile; null: it has not.</returns>
    internal (Moment At, int Cause)? Answer(string pbx, string channel)
    {
        var owner = Remember(pbx, channel);
        owner.Expected--;
        ForgetWhenUnused((pbx, channel), owner);
        return owner.End;
    }

    internal void Add(string pbx, string channel, CallId call) =>
        Remember(pbx, channel).Calls.Add(call);

    internal void Remove(string pbx, string channel, CallId call)
    {
        var key = (pbx, channel);
        if (owners.TryGetValue(key, out var owner))
        {
            owner.Calls.Remove(call);
            ForgetWhenUnused(key, owner);
        }
    }

    /// <summary>The open calls that a channel asked for.</summary>
    internal IReadOnlyList<CallId> CallsOf(string pbx, string channel) =>
        owners.TryGetValue((pbx, channel), out var owner) ? owner.Calls : [];

    /// <summary>A channel is gone; most are none of these.</summary>
    /// <returns>The open calls that it asked for.</returns>
    internal IReadOnlyList<CallId> End(string pbx, string channel, Moment at, int cause)
    {
        if (!owners.TryGetValue((pbx, channel), out var owner))
        {
            return [];
        }
        owner.End = (at, cause);
        return [.. owner.Calls];
    }

    private Owner Remember(string pbx, string channel)
    {
        if (!owners.TryGetValue((pbx, channel), out var owner))
        {
            owners[(pbx, channel)] = owner = new Owner();
        }
        return owner;
    }

    private void ForgetWhenUnused((string, string) key, Owner owner)
    {
        if (owner is { Expected: <= 0, Calls.Count: 0 })
        {
            owners.Remove(key);
        }
    }

    private sealed class Owner
    {
        public List<CallId> Calls { get; } = new(1);

        public int Expected { get; set; }

        public (Moment At, int Cause)? End { get; set; }
    }
}
