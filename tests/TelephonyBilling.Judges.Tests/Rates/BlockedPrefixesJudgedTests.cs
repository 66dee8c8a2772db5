using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Judges.Tests.Numbering;

namespace TelephonyBilling.Judges.Tests.Rates;

/// <summary><c>docs/examples/blocked-prefixes.csv</c> blocks what it should, and no ordinary number.</summary>
[Collection(JudgeCollection.Name)]
public sealed class BlockedPrefixesJudgedTests(Libphonenumber judge)
{
    private const string WholeNetworks = "satellite";
    private const string Fraud = "fraud";

    private static readonly RateDeck Blocked = ExampleFiles.BlockedPrefixes;

    private static readonly KnownDifferences OrdinaryToTheJudge = new(
        ("800", "international freephone: free where a carrier reaches it, but few do for nothing"),
        ("1658976", "976 is for information services in every area code (ATIS-0300051)"),
        ("1809976", "as above"),
        ("1829976", "as above"),
        ("1849976", "as above"),
        ("1876976", "as above")
    );

    private static readonly KnownDifferences NotBlocked = new(
        ("IE PREMIUM_RATE", "15xx begins Dublin's numbers too, and a prefix can't tell lengths"),
        ("IE SHARED_COST", "as Ireland's premium numbers: 18xx"),
        ("CL SHARED_COST", "as Ireland: 600 begins ordinary numbers"),
        ("CN PREMIUM_RATE", "as Ireland: 168 begins mobile numbers"),
        ("IN PREMIUM_RATE", "as Ireland: 186 begins ordinary numbers"),
        ("IN SHARED_COST", "as Ireland: 186"),
        ("JP PERSONAL_NUMBER", "060 is given to mobile numbers now"),
        ("KH PREMIUM_RATE", "as Ireland: 19 begins mobile numbers"),
        ("LB PREMIUM_RATE", "as Ireland: 1 90 begins Beirut's numbers"),
        ("LB SHARED_COST", "as Ireland: 1 80"),
        ("MV PREMIUM_RATE", "as Ireland: 900 begins mobile numbers"),
        ("MY PREMIUM_RATE", "as Ireland: 16 begins mobile numbers"),
        ("PK PERSONAL_NUMBER", "as Ireland: 122 begins ordinary numbers"),
        ("PM PREMIUM_RATE", "as Ireland: 81 begins ordinary numbers"),
        ("TH PREMIUM_RATE", "as Ireland: 19 begins ordinary numbers")
    );

    [Fact]
    public void Rows_AllOfThem_AreBlockedForOneOfTheReasons() =>
        Blocked
            .Rates.Where(rate =>
                !rate.IsBlocked
                || rate.BlockReason
                    is not (
                        WholeNetworks
                        or "premium"
                        or "personal"
                        or Fraud
                        or "emergency-abroad"
                        or "shared-cost"
                    )
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void Rows_OfPremiumAndTheLike_CatchNoOrdinaryNumber() =>
        OrdinaryToTheJudge.Explain(
            from rate in Blocked.Rates
            where rate.Service == Service.InternationalOutbound
            where rate.BlockReason is not (WholeNetworks or Fraud)
            from kind in judge.Verdicts.Prefixes[rate.Prefix.ToString()]
            where
                kind.Key
                    is not (
                        NumberTypes.PremiumRate
                        or NumberTypes.PersonalNumber
                        or NumberTypes.SharedCost
                        or NumberTypes.Pager
                        or NumberTypes.UniversalAccess
                    )
            select (rate.Prefix.ToString(), $"{rate.Destination}: {kind.Key} {kind.Value}")
        );

    [Fact]
    public void Examples_OfPremiumAndTheLike_AreBlocked() =>
        NotBlocked.Explain(
            from example in judge.Verdicts.Examples
            where
                example.Type
                    is NumberTypes.PremiumRate
                        or NumberTypes.PersonalNumber
                        or NumberTypes.SharedCost
            where !IsBlocked(example.Number)
            select ($"{example.Region} {example.Type}", example.Number)
        );

    [Theory]
    [InlineData("447624123456", "the Isle of Man's mobile numbers lie among the pagers")]
    [InlineData("442079460000", "London")]
    [InlineData("447700900123", "a mobile phone")]
    [InlineData("18765551234", "Jamaica")]
    [InlineData("33123456789", "Paris")]
    [InlineData("35315201234", "Dublin, though 1520 begins premium numbers too")]
    public void Lookup_OrdinaryNumber_IsNotBlocked(string number, string because) =>
        IsBlocked(number).Should().BeFalse(because);

    [Theory]
    [InlineData("447012345678", "personal")]
    [InlineData("447640123456", "premium")]
    [InlineData("870773123456", "satellite")]
    [InlineData("881612345678", "satellite")]
    [InlineData("88216123456", "satellite")]
    [InlineData("979123456789", "premium")]
    [InlineData("19005551234", "premium")]
    [InlineData("12129761234", "premium")]
    [InlineData("15005551234", "personal")]
    [InlineData("18769761234", "premium")]
    [InlineData("4411212345", "emergency-abroad")]
    [InlineData("23276123456", "fraud")]
    [InlineData("49180512345", "shared-cost")]
    public void Lookup_NumberToAvoid_IsBlockedForItsReason(string number, string reason) =>
        Find(number)!.BlockReason.Should().Be(reason);

    /// <summary>Where a group of rows comes from stands in the documentation, by the heading that it has in the file.</summary>
    [Fact]
    public void Groups_AllOfThem_HaveTheirSourceInTheDocumentation()
    {
        var lines = File.ReadAllLines(ExampleFiles.PathOf("blocked-prefixes.csv"));
        var groups = lines
            .SkipWhile(line => line.StartsWith('#'))
            .Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#', ' '));
        var documentation = File.ReadAllLines(Testing.Pbx.Repository.Path("docs", "numbering.md"));

        groups
            .Where(group =>
                !documentation.Any(line =>
                    line.StartsWith($"| {group} |", StringComparison.Ordinal)
                )
            )
            .Should()
            .BeEmpty();
    }

    private static Rate? Find(string digits)
    {
        var number = E164Number.Parse(digits);
        return Blocked.Lookup(
            new CallClassifier(NumberingPlan.NorthAmerica).Outbound(number),
            number
        );
    }

    private static bool IsBlocked(string digits) => Find(digits)?.IsBlocked ?? false;
}
