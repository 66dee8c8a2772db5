using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>Which numbers are toll-free and which have a price that doesn't follow from their place.</summary>
[Collection(JudgeCollection.Name)]
public sealed class KindsJudgedTests(Libphonenumber judge)
{
    private static readonly NumberingPlan Plan = NumberingPlan.NorthAmerica;

    private static readonly KnownDifferences NotTollFree = new(
        ("MY TOLL_FREE", "Malaysia's 1 300 is a local call for the caller; 1 800 is free"),
        ("IE TOLL_FREE", "1 800 begins Dublin's numbers too: a prefix can't tell them apart"),
        ("TH TOLL_FREE", "as Ireland: 1 800"),
        ("NP TOLL_FREE", "as Ireland: 1 660 begins Kathmandu's numbers"),
        ("KH TOLL_FREE", "as Ireland: 18 begins mobile numbers"),
        ("AD TOLL_FREE", "as Ireland: 1800 begins premium numbers of six digits"),
        ("HN TOLL_FREE", "as Ireland: 800 begins mobile numbers"),
        ("PM TOLL_FREE", "as Ireland: 80 begins ordinary numbers of six digits"),
        ("VU TOLL_FREE", "as Ireland: 81 begins mobile numbers"),
        ("WF TOLL_FREE", "as Ireland: 80 begins voicemail numbers")
    );

    private static readonly KnownDifferences BeginAlike = new(
        (
            "64508 PREMIUM_RATE",
            "New Zealand's 0508 is freephone, but 050 88… of seven digits is not"
        )
    );

    [Fact]
    public void IsTollFree_EveryExample_IsAsTheJudgeSays() =>
        NotTollFree.Explain(
            from example in judge.Verdicts.Examples
            where
                Plan.IsTollFree(E164Number.Parse(example.Number))
                != (example.Type == NumberTypes.TollFree)
            select ($"{example.Region} {example.Type}", example.Number)
        );

    /// <summary>The other way round we may miss some: a country's odd ranges are not all in our table.</summary>
    [Fact]
    public void IsTollFree_AnyValidNumber_IsNothingElse() =>
        Questions
            .AroundTheWorld.Select(digits => (digits, Verdict: judge.Verdicts.Numbers[digits]))
            .Where(number =>
                number.Verdict.Valid
                && Plan.IsTollFree(E164Number.Parse(number.digits))
                && number.Verdict.Type != NumberTypes.TollFree
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void TollFreeCodes_WhateverFollows_AreNothingElse() =>
        BeginAlike.Explain(
            from prefix in TollFreeCodes.All
            from kind in judge.Verdicts.Prefixes[prefix.ToString()]
            where kind.Key != NumberTypes.TollFree
            select ($"{prefix} {kind.Key}", kind.Value)
        );

    /// <summary>Of country code 1; elsewhere <see cref="NumberingPlan.PremiumPrefixes"/> says what is premium at home.</summary>
    [Fact]
    public void IsPremium_EveryExampleOfCountryCodeOne_IsAsTheJudgeSays() =>
        KnownDifferences.None.Explain(
            from example in judge.Verdicts.Examples
            where example.Number.StartsWith('1')
            let theirs = example.Type is NumberTypes.PremiumRate or NumberTypes.PersonalNumber
                // Canada's 600 has a place no more than a personal number has.
                || example is { Region: "CA", Type: NumberTypes.Voip }
            where Plan.IsPremium(E164Number.Parse(example.Number)) != theirs
            select ($"{example.Region} {example.Type}", example.Number)
        );
}
