using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>What must hold for every rate file, however its rows say their prefixes.</summary>
public sealed class RateFileLaws
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(200);

    private static readonly Gen<string> Digits =
        from first in Gen.Choose(1, 9)
        from length in Gen.Choose(0, 7)
        from rest in Gen.Choose(0, 9).ArrayOf(length)
        select string.Concat(rest.Prepend(first));

    /// <summary>One prefix, or a range of up to twenty.</summary>
    private static readonly Gen<string> Part = Gen.OneOf(
        Digits,
        from first in Gen.Choose(10, 99_000)
        from more in Gen.Choose(0, 20)
        where $"{first}".Length == $"{first + more}".Length
        select $"{first}-{first + more}"
    );

    /// <summary>The column, and what belongs between its parts so that it stays one.</summary>
    private static readonly Gen<string> Prefixes =
        from parts in Part.NonEmptyListOf()
        from separator in Gen.Elements(";", " ; ", ",", ", ")
        select '"' + string.Join(separator, parts.Take(6)) + '"';

    private static readonly Gen<string> Row =
        from prefixes in Prefixes
        from destination in Gen.Elements(
            "United Kingdom",
            "Côte d'Ivoire",
            "\"a, \"\"quoted\"\" place\"",
            "x;y",
            "印度"
        )
        from price in Gen.Elements(
            "0,0.02,60/60,,",
            "0.04,0.000001,1/1,,",
            ",12.345678,,,45",
            "0.1,0,30/6,,31",
            ",,,free,",
            ",,,blocked,",
            ",,,blocked: satellite,",
            "1,5,,blocked: premium,"
        )
        from service in Gen.Elements("", "tollfree-inbound", "domestic-outbound")
        from origin in Gen.Elements("", "*", "CA", "GB")
        from since in Gen.Elements("", "2027-01-01", "2027-01-01T06:30:00Z")
        select $"{prefixes},{destination},{price},{service},{origin},{since}";

    /// <summary>A file as a person writes it. Rows that say what an earlier one said already are left out.</summary>
    private static readonly Gen<string> Files =
        from count in Gen.Choose(1, 12)
        from rows in Row.ArrayOf(count)
        select WithoutRepetitions(rows);

    [Fact]
    public void Export_OfAnyImport_ImportsToTheSameDeck() =>
        Prop.ForAll(
                Files.ToArbitrary(),
                file =>
                {
                    var deck = Read(file);
                    var again = Read(Write(deck.Rates));
                    return again.Rates.SequenceEqual(deck.Rates)
                        && again.Checksum == deck.Checksum
                        && RateDeckDifference.Between(deck, again).IsEmpty;
                }
            )
            .Check(Thorough);

    [Fact]
    public void Export_OfAnExport_IsTheSameFile() =>
        Prop.ForAll(
                Files.ToArbitrary(),
                file =>
                {
                    var exported = Write(Read(file).Rates);
                    return Write(Read(exported).Rates) == exported;
                }
            )
            .Check(Thorough);

    [Fact]
    public void Import_OfARowForManyPrefixes_IsThatOfARowForEach() =>
        Prop.ForAll(
                Files.ToArbitrary(),
                file =>
                {
                    var deck = Read(file);
                    var shuffled = deck.Rates.Reverse().ToArray();
                    return Read(Write(shuffled)).Checksum == deck.Checksum;
                }
            )
            .Check(Thorough);

    private static string WithoutRepetitions(IEnumerable<string> rows)
    {
        const string header =
            "prefix,destination,connection_fee,per_minute,increments,flags,minimum_seconds,service,origin,effective_from\n";
        // No other row has a prefix of nine digits, and a file without a row is none.
        var file = header + "999999999,Somewhere,,0.02,,,,,,\n";
        foreach (var row in rows)
        {
            if (TryRead(file + row + "\n", out _, out _))
            {
                file += row + "\n";
            }
        }
        return file;
    }

    private static bool TryRead(string file, out RateDeck? deck, out RateErrors errors)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return RateFileReader.TryReadDeck(bytes, "x", Usd, null, out deck, out errors);
    }

    private static RateDeck Read(string file)
    {
        TryRead(file, out var deck, out var errors).Should().BeTrue($"{errors}\n{file}");
        return deck!;
    }

    private static string Write(IEnumerable<Rate> rates)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        RateFileWriter.Write(text, rates);
        return text.ToString();
    }
}
