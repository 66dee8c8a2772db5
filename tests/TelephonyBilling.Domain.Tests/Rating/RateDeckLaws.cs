using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

/// <summary>The compiled deck against the plainest thing that does the same: a scan of all prefixes.</summary>
public sealed class RateDeckLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");

    // Few different digits, so that prefixes nest and collide.
    private static readonly Gen<string> NestedDigits =
        from first in Gen.Elements("1", "4", "9")
        from length in Gen.Choose(0, 14)
        from rest in Gen.Elements("0", "7", "9").ArrayOf(length)
        select first + string.Concat(rest);

    private static readonly Gen<string> AnyDigits =
        from first in Gen.Choose(1, 9)
        from length in Gen.Choose(0, 14)
        from rest in Gen.Choose(0, 9).ArrayOf(length)
        select first + string.Concat(rest);

    [Fact]
    public void Lookup_AnyDeckAndNumber_EqualsAScan() =>
        Prop.ForAll(
                (
                    from prefixes in Gen.OneOf(
                            NestedDigits,
                            AnyDigits,
                            NestedDigits.Select(digits => digits[..1])
                        )
                        .ListOf()
                    from numbers in Gen.OneOf(NestedDigits, AnyDigits).ArrayOf(50)
                    select (prefixes: prefixes.Distinct(StringComparer.Ordinal).ToArray(), numbers)
                ).ToArbitrary(),
                given =>
                {
                    var deck = RateDeck.Compile(
                        "random",
                        Usd,
                        [
                            .. given.prefixes.Select(
                                (prefix, i) => RateDeckTests.Row(i, prefix, prefix)
                            ),
                        ]
                    );
                    return given.numbers.All(number =>
                        deck.Lookup(
                            Service.InternationalOutbound,
                            E164Number.Parse(number)
                        )?.Destination == Scan(given.prefixes, number)
                    );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Lookup_EveryPrefixOfALargeDeck_FindsItself()
    {
        // A linear congruential sequence: the same 20,000 prefixes of 1 to 9 digits each time.
        var prefixes = new HashSet<string>(StringComparer.Ordinal);
        var state = 12_345UL;
        while (prefixes.Count < 20_000)
        {
            state = unchecked((state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL);
            var digits = (state >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture);
            prefixes.Add(digits[..(1 + (int)(state >> 60) % 9)]);
        }
        var deck = RateDeck.Compile(
            "large",
            Usd,
            [.. prefixes.Select((p, i) => RateDeckTests.Row(i, p, p))]
        );

        foreach (var prefix in prefixes)
        {
            deck.Lookup(Service.InternationalOutbound, E164Number.Parse(prefix))!
                .Destination.Should()
                .Be(prefix);
        }
    }

    private static string? Scan(string[] prefixes, string number) =>
        prefixes
            .Where(prefix => number.StartsWith(prefix, StringComparison.Ordinal))
            .MaxBy(prefix => prefix.Length);
}
