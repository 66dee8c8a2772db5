using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Judges.Tests.Rates;

/// <summary>The rate files of <c>docs/examples</c>, read as <c>rates import</c> reads them.</summary>
internal static class ExampleFiles
{
    internal static RateDeck BlockedPrefixes { get; } = Read("blocked-prefixes.csv");

    internal static RateDeck SampleRates { get; } = Read("sample-rates.csv");

    internal static string PathOf(string name) => Repository.Path("docs", "examples", name);

    private static RateDeck Read(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        return RateFileReader.TryReadDeck(
            file,
            name,
            Currency.Parse("USD"),
            at: null,
            out var deck,
            out var errors
        )
            ? deck
            : throw new InvalidDataException($"{name}: {errors}");
    }
}
