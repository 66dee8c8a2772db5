using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>Which country a number belongs to.</summary>
[Collection(JudgeCollection.Name)]
public sealed class CountriesJudgedTests(Libphonenumber judge)
{
    private static readonly KnownDifferences SharedCountryCodes = new(
        ("AX is FI", "Åland is Finland's +358 18 and has no mobile numbers of its own"),
        ("BL is GP", "Saint-Barthélemy shares all of +590 with Guadeloupe"),
        ("MF is GP", "Saint-Martin shares all of +590 with Guadeloupe"),
        ("BQ is CW", "Bonaire, Saba and Sint Eustatius: a rate says 599 3, 599 4, 599 7"),
        ("CC is AU", "the Cocos Islands are Australia's +61 8 9162"),
        ("CX is AU", "Christmas Island is Australia's +61 8 9164"),
        ("EH is MA", "Western Sahara is reached through Morocco's +212 5288"),
        ("GG is GB", "Guernsey: a rate says 44 1481 and its mobile prefixes"),
        ("IM is GB", "the Isle of Man: a rate says 44 1624, 44 7624 and its other mobile prefixes"),
        ("JE is GB", "Jersey: a rate says 44 1534 and its mobile prefixes"),
        ("SJ is NO", "Svalbard is Norway's +47 79"),
        ("TA is SH", "Tristan da Cunha is Saint Helena's +290 8"),
        ("VA is IT", "the Vatican has +379 but is reached through Rome's +39 06 698"),
        ("YT is RE", "Mayotte: a rate says 262 269, 262 639 and its other mobile prefixes"),
        ("KZ is RU", "the judge itself gives 7 80x to Russia; Kazakhstan's own is 7 6 and 7 7"),
        (
            "CA is nobody",
            "310-1234 is dialled in Canada without an area code, so it is no E.164 number"
        )
    );

    private static readonly KnownDifferences CountryCodesNotInUse = new(
        ("379", "assigned to the Vatican, which has not taken it into use")
    );

    [Fact]
    public void CountryOf_EveryExample_IsTheRegion() =>
        SharedCountryCodes.Explain(
            from example in judge.Verdicts.Examples
            let expected = BelongsToAll(example.Number, example.Type) ? "nobody" : example.Region
            let ours = CountryCodes.CountryOf(E164Number.Parse(example.Number))
            let shown = ours.Length == 0 ? "nobody" : ours
            where shown != expected
            select ($"{expected} is {shown}", $"{example.Type} {example.Number}")
        );

    [Fact]
    public void CountryOf_AnyValidNumber_IsTheRegion()
    {
        var valid = Questions
            .AroundTheWorld.Select(digits => (digits, Verdict: judge.Verdicts.Numbers[digits]))
            .Where(number =>
                number.Verdict.Valid && !BelongsToAll(number.digits, number.Verdict.Type)
            )
            .ToList();
        valid
            .Select(number => number.digits)
            .Should()
            .HaveCountGreaterThan(1_000, "the numbers should say something");
        valid
            .Select(number =>
                (
                    number.digits,
                    Theirs: number.Verdict.Region,
                    Ours: CountryCodes.CountryOf(E164Number.Parse(number.digits))
                )
            )
            .Where(number =>
                number.Theirs != number.Ours
                && !SharedCountryCodes.Knows($"{number.Theirs} is {number.Ours}")
            )
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void CountryCodes_OfTheWorld_AreThoseInTheTable()
    {
        judge
            .Verdicts.CallingCodes.Where(code => code.Code != "1")
            .Select(code => (code.Code, Country: code.Regions[0]))
            .Where(code =>
                CountryCodes.Table.GetValueOrDefault(NumberPrefix.Parse(code.Code)) != code.Country
            )
            .Should()
            .BeEmpty();
        var theirs = judge
            .Verdicts.CallingCodes.Select(code => code.Code)
            .ToHashSet(StringComparer.Ordinal);
        CountryCodesNotInUse.Explain(
            from code in CountryCodes.Table
            let digits = code.Key.ToString()
            where !theirs.Contains(digits) && code.Key != Kazakh('6') && code.Key != Kazakh('7')
            select (digits, code.Value)
        );

        static NumberPrefix Kazakh(char next) => NumberPrefix.Parse($"7{next}");
    }

    [Fact]
    public void AreaCodes_InUse_BelongToTheSameCountry() =>
        judge
            .Verdicts.AreaCodes.Select(code =>
                (
                    code.Code,
                    Theirs: KindOf(code) == NanpKind.Geographic ? code.Region : "",
                    Ours: NanpRegions.CountryOf(code.Code)
                )
            )
            .Where(code => code.Theirs != code.Ours)
            .Should()
            .BeEmpty();

    [Fact]
    public void AreaCodes_InUse_AreOfTheSameKind() =>
        judge
            .Verdicts.AreaCodes.Select(code =>
                (code.Code, Theirs: KindOf(code), Ours: NanpRegions.KindOf(code.Code))
            )
            .Where(code => code.Theirs != code.Ours)
            .Should()
            .BeEmpty();

    /// <summary>
    /// What opens after our tables were made is nearly always an overlay in the United States, so it counts as such; but
    /// nothing counts as another country before the judge has heard of it too.
    /// </summary>
    [Fact]
    public void AreaCodes_NotInUse_AreNoOtherCountry()
    {
        var inUse = judge.Verdicts.AreaCodes.Select(code => code.Code).ToHashSet();
        Enumerable
            .Range(200, 800)
            .Where(code => !inUse.Contains(code))
            .Where(code => NanpRegions.CountryOf(code) is not ("" or "US"))
            .Should()
            .BeEmpty();
    }

    private static NanpKind KindOf(AreaCode code) =>
        code.Type switch
        {
            NumberTypes.TollFree => NanpKind.TollFree,
            NumberTypes.PremiumRate or NumberTypes.PersonalNumber or NumberTypes.Voip =>
                NanpKind.Special,
            _ => NanpKind.Geographic,
        };

    // Toll-free, premium and personal numbers of country code 1 are of all its countries alike.
    private static bool BelongsToAll(string number, string type) =>
        number.StartsWith('1')
        && type
            is NumberTypes.TollFree
                or NumberTypes.PremiumRate
                or NumberTypes.PersonalNumber
                or NumberTypes.Voip
        && NanpRegions.KindOf(int.Parse(number[1..4])) != NanpKind.Geographic;
}
