using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Judges.Tests.Rates;

namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>What the judge is asked beside its own examples.</summary>
internal static class Questions
{
    /// <summary>Numbers of country code 1: each area code with an exchange that can be and one that can't.</summary>
    internal static IReadOnlyList<string> NorthAmerican { get; } =
    [
        .. Enumerable
            .Range(100, 900)
            .SelectMany(areaCode => (string[])[$"1{areaCode}5551234", $"1{areaCode}1551234"]),
    ];

    /// <summary>Numbers of every country code, always the same ones; about a third of them can be dialled.</summary>
    internal static IReadOnlyList<string> AroundTheWorld { get; } = MakeAroundTheWorld();

    internal static IReadOnlyList<string> Numbers { get; } = [.. NorthAmerican, .. AroundTheWorld];

    internal static IReadOnlyList<string> Prefixes { get; } =
    [
        .. TollFreeCodes
            .All.Concat(ExampleFiles.BlockedPrefixes.Rates.Select(rate => rate.Prefix))
            .Distinct()
            .Select(prefix => prefix.ToString()),
    ];

    private static List<string> MakeAroundTheWorld()
    {
        const int numbersOfEachCode = 100;
        var random = new Random(20260101);
        return
        [
            .. from code in CountryCodes
                .Table.Keys.Select(code => code.ToString())
                .Order(StringComparer.Ordinal)
                .Append("1")
            from _ in Enumerable.Range(0, numbersOfEachCode)
            let length = code == "1" ? 11 : random.Next(code.Length + 5, 13)
            let rest = Enumerable
                .Range(0, length - code.Length)
                .Select(_ => (char)('0' + random.Next(10)))
            select code + string.Concat(rest),
        ];
    }
}
