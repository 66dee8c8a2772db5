using System.Globalization;
using System.Text.RegularExpressions;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Judges.Tests.Documents;

/// <summary><c>docs/numbering.md</c> says what the program does.</summary>
public sealed class NumberingDocumentTests
{
    private static readonly string Text = File.ReadAllText(Repository.Path("docs", "numbering.md"));

    [Fact]
    public void AreaCodes_ByCountry_AreTheProgramsOwn()
    {
        var documented = Regex
            .Matches(
                Text,
                @"^\| (?<country>[A-Z]{2}) \| [^|]+ \| (?<where>home|abroad) \| (?<codes>[\d ]+) \|$",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture
            )
            .Select(row => $"{row.Groups["country"]} {row.Groups["where"]}: {row.Groups["codes"]}");

        documented
            .Should()
            .Equal(
                Codes(NanpKind.Geographic)
                    .GroupBy(NanpRegions.CountryOf, StringComparer.Ordinal)
                    .Where(country => country.Key != "US")
                    .OrderBy(country => country.Key, StringComparer.Ordinal)
                    .Select(country =>
                        $"{country.Key} {(IsHome(country.Key) ? "home" : "abroad")}: {string.Join(' ', country)}"
                    )
            );
    }

    [Theory]
    [InlineData(NanpKind.TollFree, "toll-free ", ";")]
    [InlineData(NanpKind.Special, "other special codes ", ".")]
    public void AreaCodes_OfNoCountry_AreTheProgramsOwn(NanpKind kind, string before, string after)
    {
        var paragraph = Text[Text.IndexOf("Of no country:", StringComparison.Ordinal)..];
        var from = paragraph.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var list = paragraph[from..paragraph.IndexOf(after, from, StringComparison.Ordinal)];

        Regex
            .Matches(list, @"(\d{3})(?:\s+to\s+(\d{3}))?")
            .SelectMany(item =>
            {
                var first = Number(item.Groups[1]);
                var last = item.Groups[2].Success ? Number(item.Groups[2]) : first;
                return Enumerable.Range(first, last - first + 1);
            })
            .Should()
            .Equal(Codes(kind));
    }

    private static IEnumerable<int> Codes(NanpKind kind) =>
        Enumerable.Range(200, 800).Where(code => NanpRegions.KindOf(code) == kind);

    private static bool IsHome(string country) =>
        NumberingPlan.NorthAmerica.DomesticCountries.Contains(country);

    private static int Number(Group digits) =>
        int.Parse(digits.Value, CultureInfo.InvariantCulture);
}
