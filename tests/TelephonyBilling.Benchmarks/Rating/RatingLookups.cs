using BenchmarkDotNet.Attributes;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Benchmarks.Rating;

/// <summary>One lookup, in different ways, and one compilation.</summary>
[MemoryDiagnoser]
public class RatingLookups : IDisposable
{
    private const int SqliteLookups = 256;

    private RatingData data = null!;
    private SqliteRates? sqlite;
    private RateDeck deck = null!;
    private Overrides overrides = null!;
    private Dictionary<string, int> byText = null!;
    private int position;

    /// <summary>Fills every variant with the same prefixes.</summary>
    [GlobalSetup]
    public void Setup()
    {
        data = new RatingData();
        deck = RateDeck.Compile("benchmark", Currency.Parse("USD"), data.Rows);
        overrides = new Overrides(data, deck);
        byText = data
            .Prefixes.Select((prefix, i) => (prefix, i))
            .ToDictionary(pair => pair.prefix, pair => pair.i, StringComparer.Ordinal);
        sqlite = new SqliteRates(data.Prefixes);
        for (var i = 0; i < 1_000; i++)
        {
            var expected = data.Rows[sqlite!.Find(data.NumberTexts[i])!.Value].Rate;
            if (deck.Lookup(Service.InternationalOutbound, data.Numbers[i]) != expected)
            {
                throw new InvalidOperationException(
                    $"Deck and SQLite disagree about {data.NumberTexts[i]}: no use in measuring."
                );
            }
        }
    }

    /// <summary>Closes the database.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        sqlite?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A query for each number.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = SqliteLookups)]
    public int Sqlite()
    {
        var sum = 0;
        for (var i = 0; i < SqliteLookups; i++)
        {
            position = (position + 1) % data.NumberTexts.Length;
            sum += sqlite!.Find(data.NumberTexts[position]) is null ? 0 : 1;
        }
        return sum;
    }

    /// <summary>What one would write first: a dictionary of texts, tried from the longest to the shortest.</summary>
    [Benchmark(OperationsPerInvoke = 1 << 18)]
    public int DictionaryOfTexts()
    {
        var sum = 0;
        foreach (var number in data.NumberTexts)
        {
            for (var length = 10; length > 0; length--)
            {
                if (byText.TryGetValue(number[..length], out _))
                {
                    sum++;
                    break;
                }
            }
        }
        return sum;
    }

    /// <summary>The compiled deck.</summary>
    [Benchmark(OperationsPerInvoke = 1 << 18)]
    public int Deck()
    {
        var sum = 0;
        foreach (var number in data.Numbers)
        {
            sum += deck.Lookup(Service.InternationalOutbound, number) is null ? 0 : 1;
        }
        return sum;
    }

    /// <summary>The compiled deck behind a shorter one, under the rules of a plan and those of an account.</summary>
    [Benchmark(OperationsPerInvoke = 1 << 18)]
    public int DeckWithOverrides()
    {
        var sum = 0;
        foreach (var number in data.Numbers)
        {
            sum += overrides.Find(number) is null ? 0 : 1;
        }
        return sum;
    }

    /// <summary>Compiling the deck from its rates.</summary>
    [Benchmark]
    public RateDeck Compile() => RateDeck.Compile("benchmark", Currency.Parse("USD"), data.Rows);
}
