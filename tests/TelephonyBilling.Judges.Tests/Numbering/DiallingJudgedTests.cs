using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>Which number is meant by what somebody dials, and whether the call goes abroad.</summary>
[Collection(JudgeCollection.Name)]
public sealed class DiallingJudgedTests(Libphonenumber judge)
{
    private static readonly NumberingPlan British = new()
    {
        HomeCountryCode = "44",
        InternationalPrefixes = ["00"],
        NationalPrefix = "0",
        NationalPrefixOptional = false,
        MinNationalLength = 9,
        MaxNationalLength = 10,
        EmergencyNumbers = ["999", "112"],
        ServiceCodes = ["100", "101", "111"],
        PremiumPrefixes = [NumberPrefix.Parse("449")],
    };

    private static readonly KnownDifferences NoArea = new(
        (
            "CA UAN",
            "310-1234 is dialled in Canada without an area code, so nobody can dial it from here"
        )
    );

    private static readonly KnownDifferences NotAsDialledAtHome = new(
        (
            "AR MOBILE",
            "Argentina's mobile numbers are written with 15 at home and with 9 from abroad"
        ),
        ("BY FIXED_LINE", "Belarus dials 8, waits for a tone, and then 0: two prefixes"),
        ("BY MOBILE", "as above"),
        ("BY VOIP", "as above"),
        ("CA UAN", "310-1234 is dialled in Canada without an area code")
    );

    private static readonly KnownDifferences LongerThanE164 = new(
        ("DE", "service numbers of the old network; E.164 ends at 15 digits"),
        ("ID", "as above"),
        ("JP", "as above"),
        ("KR", "as above"),
        ("NG", "as above"),
        ("UY", "as above")
    );

    private static readonly KnownDifferences DomesticServices = new(
        (
            "DO TOLL_FREE",
            "1 809 1xx… are services that are reached inside the Dominican Republic alone"
        )
    );

    [Fact]
    public void Parse_AsDialledInTheUnitedStates_IsTheNumber() =>
        NoArea.Explain(
            judge.Verdicts.Examples.SelectMany(example =>
                Compare(example, example.FromUnitedStates, NumberingPlan.NorthAmerica)
            )
        );

    [Fact]
    public void Parse_AsDialledInTheUnitedKingdom_IsTheNumber() =>
        NoArea.Explain(
            judge.Verdicts.Examples.SelectMany(example =>
                Compare(example, example.FromUnitedKingdom, British)
            )
        );

    /// <summary>The numbering plan's few settings are enough for every country of the world, those three apart.</summary>
    [Fact]
    public void Parse_AsDialledAtHome_IsTheNumber()
    {
        var plans = judge.Verdicts.Homes.ToDictionary(
            home => home.Region,
            PlanOf,
            StringComparer.Ordinal
        );
        NotAsDialledAtHome.Explain(
            judge
                .Verdicts.Examples.Where(example => plans.ContainsKey(example.Region))
                .SelectMany(example => Compare(example, example.National, plans[example.Region]))
        );
    }

    [Fact]
    public void Parse_EveryLength_IsAccepted() =>
        LongerThanE164.Explain(
            from region in judge.Verdicts.Lengths
            from length in (int[])[region.Shortest, region.Longest]
            let digits = judge.Verdicts.Homes.Single(home => home.Region == region.Region).Code
            where digits != "1"
            where
                DialedNumber.Parse("+" + digits.PadRight(length, '2'), NumberingPlan.NorthAmerica)
                    is not DialedNumber.Global
            select (region.Region, $"{length} digits")
        );

    [Fact]
    public void Parse_RefusedNumberOfCountryCodeOne_IsInvalidForTheJudgeToo() =>
        DomesticServices.Explain(
            from digits in Questions.NorthAmerican
            where
                DialedNumber.Parse("+" + digits, NumberingPlan.NorthAmerica) is DialedNumber.Invalid
            let verdict = judge.Verdicts.Numbers[digits]
            where verdict.Valid
            select ($"{verdict.Region} {verdict.Type}", digits)
        );

    [Fact]
    public void Outbound_FromTheUnitedStates_IsInternationalWhereTheJudgeSaysSo() =>
        Services(NumberingPlan.NorthAmerica, NumberingPlan.NorthAmerica.DomesticCountries)
            .Should()
            .BeEmpty();

    [Fact]
    public void Outbound_FromTheUnitedKingdom_IsInternationalWhereTheJudgeSaysSo() =>
        // The islands have ISO codes of their own and the country code of the United Kingdom.
        Services(British, new HashSet<string>(StringComparer.Ordinal) { "GB", "GG", "IM", "JE" })
            .Should()
            .BeEmpty();

    private static NumberingPlan PlanOf(Home home) =>
        new()
        {
            HomeCountryCode = home.Code,
            InternationalPrefixes = ["00"],
            NationalPrefix = home.NationalPrefix,
            MinNationalLength = 4,
            MaxNationalLength = E164Number.MaxLength - home.Code.Length,
            MinExtensionLength = 1,
            MaxExtensionLength = 3,
            EmergencyNumbers = [],
            ServiceCodes = [],
        };

    private static IEnumerable<(string What, string Details)> Compare(
        Example example,
        string dialled,
        NumberingPlan plan
    ) =>
        DialedNumber.Parse(dialled, plan) is DialedNumber.Global { Number: var number }
        && number.Digits == example.Number
            ? []
            : [($"{example.Region} {example.Type}", $"{dialled} is {example.Number}")];

    private IEnumerable<string> Services(NumberingPlan plan, IReadOnlySet<string> domestic)
    {
        var classifier = new CallClassifier(plan);
        return from example in judge.Verdicts.Examples
            where !IsCanadian310(example)
            let abroad = !domestic.Contains(example.Owner)
            let service = classifier.Outbound(E164Number.Parse(example.Number))
            where service == Service.InternationalOutbound != abroad
            select $"{example.Region} {example.Type} {example.Number}: {service}";
    }

    private static bool IsCanadian310(Example example) => example is { Region: "CA", Type: "UAN" };
}
