using System.Globalization;
using System.Text;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>A made-up deck of the size of a large wholesale deck, and numbers to look up. The same in every run.</summary>
public sealed class RatingData
{
    /// <summary>As many prefixes as the largest wholesale decks have.</summary>
    public const int PrefixCount = 250_000;

    private const int NumberCount = 1 << 18;
    private const int NumberLength = 12;

    private static readonly string[] CountryCodes =
    [
        .. "1 20 27 30 31 33 34 39 44 49 52 54 55 57 60 61 62 63 66 7 81 84 86 90 91 92 94 212 234 351 353 358 380 420 966 971 972 977".Split(
            ' '
        ),
    ];

    // Digits behind the country code and how many prefixes in a hundred have so many; most carriers' codes have four to six.
    private static readonly (int Digits, int UpTo)[] Lengths =
    [
        (2, 3),
        (3, 10),
        (4, 35),
        (5, 75),
        (6, 95),
        (7, 100),
    ];

    private ulong state = 20_261_122;

    /// <summary>Makes the data.</summary>
    public RatingData()
    {
        var seen = new HashSet<string>(CountryCodes, StringComparer.Ordinal);
        while (seen.Count < PrefixCount)
        {
            var dice = Next(100);
            var digits = Lengths.First(length => dice < length.UpTo).Digits;
            seen.Add(Extend(CountryCodes[Next(CountryCodes.Length)], digits));
        }
        Prefixes = [.. seen];
        var usd = Currency.Parse("USD");
        var prices = Enumerable
            .Range(1, 500)
            .Select(cents => new CallPrice(
                new Money(40_000, usd),
                new Money(cents * 1_000L, usd),
                new BillingIncrements(60, 60)
            ))
            .ToArray();
        Rows =
        [
            .. Prefixes.Select(
                (prefix, i) =>
                    new RateRow(
                        i + 2,
                        new Rate
                        {
                            Service = Service.InternationalOutbound,
                            Prefix = NumberPrefix.Parse(prefix),
                            Destination = "Destination of " + prefix[..1],
                            Price = prices[Next(prices.Length)],
                        }
                    )
            ),
        ];
        NumberTexts =
        [
            .. Enumerable
                .Range(0, NumberCount)
                .Select(_ => Prefixes[Next(Prefixes.Length)])
                .Select(prefix => Extend(prefix, NumberLength - prefix.Length)),
        ];
        Numbers = [.. NumberTexts.Select(E164Number.Parse)];
    }

    /// <summary>Different prefixes of 1 to 10 digits.</summary>
    public string[] Prefixes { get; }

    /// <summary>A rate for each prefix.</summary>
    public RateRow[] Rows { get; }

    /// <summary>Numbers of twelve digits, each below some prefix, in random order.</summary>
    public string[] NumberTexts { get; }

    /// <summary>The same numbers.</summary>
    public E164Number[] Numbers { get; }

    private string Extend(string digits, int more)
    {
        var text = new StringBuilder(digits);
        for (var i = 0; i < more; i++)
        {
            text.Append(Next(10).ToString(CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    // A linear congruential generator (Knuth's MMIX), so that no library's change of Random changes the data.
    private int Next(int below)
    {
        state = unchecked((state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL);
        return (int)((state >> 33) % (ulong)below);
    }
}
