using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// A set of event names that is asked with bytes, without decoding or allocating: each event that arrives passes here.
/// Case does not matter. Immutable.
/// </summary>
internal sealed class EventNameSet
{
    private readonly byte[]?[] slots;
    private readonly uint mask;

    public EventNameSet(IEnumerable<string> names)
    {
        var distinct = names.Select(Encoding.UTF8.GetBytes).ToList();
        var size = 16;
        while (size < distinct.Count * 4)
        {
            size *= 2;
        }

        this.slots = new byte[]?[size];
        this.mask = (uint)size - 1;
        foreach (var name in distinct)
        {
            if (!this.Contains(name))
            {
                this.slots[this.Slot(name)] = name;
            }
        }
    }

    public bool Contains(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && this.slots[this.Slot(name)] is not null;

    // The slot that holds the name, or the free one where it would be put.
    private uint Slot(ReadOnlySpan<byte> name)
    {
        var slot = Hash(name) & this.mask;
        while (this.slots[slot] is { } other && !Ascii.EqualsIgnoreCase(other, name))
        {
            slot = (slot + 1) & this.mask;
        }

        return slot;
    }

    // Length, first, middle and last letter tell Asterisk's names well apart; a collision costs one comparison.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        unchecked
        {
            var hash = (uint)name.Length * 0x9E3779B1u;
            hash = (hash ^ (uint)(name[0] | 0x20)) * 0x85EBCA6Bu;
            hash = (hash ^ (uint)(name[name.Length / 2] | 0x20)) * 0xC2B2AE35u;
            hash = (hash ^ (uint)(name[^1] | 0x20)) * 0x27D4EB2Fu;
            return hash ^ (hash >> 15);
        }
    }
}
