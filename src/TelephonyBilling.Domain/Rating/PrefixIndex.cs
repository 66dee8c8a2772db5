using System.Numerics;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>Longest-prefix match over a fixed set of prefixes: a hash table of all of them, and a hint which lengths to try.</summary>
/// <remarks>
/// <para>
/// A prefix is its own hash key, since its value determines its length (<see cref="NumberPrefix"/>). For each possible
/// beginning of a few digits (six for 250,000 prefixes) a bit mask tells which lengths occur behind it, so that a number
/// is looked up under one or two lengths instead of fifteen, longest first. Dividing by a power of ten is a multiplication.
/// </para>
/// <para>
/// What costs time is a cache miss on which the next step depends, and the wrong guess of a branch behind it. Measured in
/// one run on 250,000 prefixes: hint of six digits 1, of five 0.8, of four 0.6; a table of the first six digits with a
/// trie of single digits behind it 0.8, with digits in pairs 0.9 but four times the memory. Immutable; safe for all threads.
/// </para>
/// </remarks>
internal sealed class PrefixIndex
{
    private const int MaxHintDigits = 6;

    private static readonly (ulong Multiplier, int Shift)[] Reciprocals = MakeReciprocals();

    private readonly int hintDigits;
    private readonly ushort[] lengthsByHint;
    private readonly Slot[] slots;
    private readonly int hashShift;

    /// <summary>Indexes rates of different prefixes; the table is at most half full.</summary>
    internal PrefixIndex(IReadOnlyCollection<Rate> rates)
    {
        var count = rates.Count;
        var size = Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)count * 2));
        hintDigits = 1;
        while (hintDigits < MaxHintDigits && DecimalDigits.PowerOfTen(hintDigits) < (ulong)count)
        {
            hintDigits++;
        }
        lengthsByHint = new ushort[(int)DecimalDigits.PowerOfTen(hintDigits)];
        slots = new Slot[size];
        hashShift = 64 - BitOperations.Log2((uint)size);
        foreach (var rate in rates)
        {
            Add(rate);
        }
    }

    /// <summary>The rate of the longest prefix of the number; null where none matches.</summary>
    internal Rate? Find(E164Number number)
    {
        var value = number.Value;
        var length = number.Length;
        // A number shorter than the hint has no hint of its own: it is tried under every length that it has.
        uint lengths =
            length >= hintDigits
                ? lengthsByHint[unchecked((int)Divide(value, length - hintDigits))]
                    & ((2u << length) - 1)
                : (2u << length) - 2;
        var table = slots;
        while (lengths != 0)
        {
            var longest = BitOperations.Log2(lengths);
            lengths ^= 1u << longest;
            var key = Divide(value, length - longest);
            var at = FirstSlot(key);
            while (true)
            {
                ref readonly var slot = ref table[at];
                if (slot.Key == key)
                {
                    return slot.Rate;
                }
                if (slot.Key == 0)
                {
                    break;
                }
                at = (at + 1) & (table.Length - 1);
            }
        }
        return null;
    }

    private void Add(Rate rate)
    {
        var prefix = rate.Prefix;
        var at = FirstSlot(prefix.Value);
        while (slots[at].Key != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }
        slots[at] = new Slot { Key = prefix.Value, Rate = rate };
        Hint(prefix);
    }

    // Fibonacci hashing: the high bits of the product with 2^64 divided by the golden ratio.
    private int FirstSlot(ulong key) =>
        unchecked((int)((key * 0x9E37_79B9_7F4A_7C15UL) >> hashShift));

    private void Hint(NumberPrefix prefix)
    {
        var length = prefix.Length;
        var (first, count) =
            length >= hintDigits
                ? ((int)(prefix.Value / DecimalDigits.PowerOfTen(length - hintDigits)), 1)
                : (
                    (int)(prefix.Value * DecimalDigits.PowerOfTen(hintDigits - length)),
                    (int)DecimalDigits.PowerOfTen(hintDigits - length)
                );
        foreach (ref var lengths in lengthsByHint.AsSpan(first, count))
        {
            lengths |= (ushort)(1 << length);
        }
    }

    // value / 10^power, exact for every value below 2^50: the reciprocal has 64 significant bits and its error, below
    // one unit in the last place, can't reach the next whole number (Granlund and Montgomery, PLDI 1994, theorem 4.2).
    private static ulong Divide(ulong value, int power)
    {
        var (multiplier, shift) = Reciprocals[power];
        return power == 0 ? value : Math.BigMul(value, multiplier, out _) >> shift;
    }

    private static (ulong, int)[] MakeReciprocals()
    {
        var reciprocals = new (ulong Multiplier, int Shift)[DecimalDigits.MaxLength + 1];
        for (var power = 1; power < reciprocals.Length; power++)
        {
            var divisor = DecimalDigits.PowerOfTen(power);
            var shift = BitOperations.Log2(divisor);
            var multiplier = ((UInt128.One << (64 + shift)) / divisor) + 1;
            reciprocals[power] = ((ulong)multiplier, shift);
        }
        return reciprocals;
    }

    // Key and rate side by side, so that finding one brings the other. A key of 0 is an empty slot: no prefix is 0.
    private struct Slot
    {
        internal ulong Key;
        internal Rate? Rate;
    }
}
