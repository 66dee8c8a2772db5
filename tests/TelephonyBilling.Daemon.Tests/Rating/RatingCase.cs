using System.Globalization;
using CsvHelper;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Rating;

/// <summary>One line of <c>Sheet/rating-cases.csv</c>, which explains its columns itself.</summary>
public sealed record RatingCase
{
    /// <summary>The line of the file, counted from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The extension that calls, and what it says of the call; or, with a plus, who calls from outside.</summary>
    public required string From { get; init; }

    /// <summary>What is dialled.</summary>
    public required string Dials { get; init; }

    /// <summary>When the call begins.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>From answer to hang-up; null where no call comes of it.</summary>
    public TimeSpan? Connected { get; init; }

    /// <summary>charged, included, free, passes, or why it is refused.</summary>
    public required string Outcome { get; init; }

    /// <summary>The service's name.</summary>
    public required string Service { get; init; }

    /// <summary>The deck whose rate counts; empty: none.</summary>
    public required string Deck { get; init; }

    /// <summary>The rate's prefix; empty: none.</summary>
    public required string Prefix { get; init; }

    /// <summary>The seconds that are charged; empty: nobody asks.</summary>
    public required string Billed { get; init; }

    /// <summary>Amount and currency; empty: no call comes of it.</summary>
    public required string Charge { get; init; }

    /// <summary>The sheet's folder.</summary>
    internal static string Folder { get; } =
        Repository.Path("tests", "TelephonyBilling.Daemon.Tests", "Rating", "Sheet");

    /// <summary>Every case.</summary>
    internal static IReadOnlyList<RatingCase> ReadAll()
    {
        using var text = new StreamReader(Path.Combine(Folder, "rating-cases.csv"));
        using var csv = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                HasHeader = false,
                CommentPrefix = '#',
                TrackLineNumbers = true,
                TrimWhitespace = true,
            }
        );
        csv.Read().Should().BeTrue("the sheet has a first line");
        var header = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToArray();
        var cases = new List<RatingCase>();
        while (csv.Read())
        {
            csv.FieldCount.Should()
                .Be(header.Length, "line {0} has a field for each column", csv.LineNumber);
            cases.Add(
                Of((int)csv.LineNumber, column => csv.GetString(Array.IndexOf(header, column)))
            );
        }
        return cases;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"line {Line}: {From} dials {Dials} at {At:yyyy-MM-dd HH:mm:ss} for {Connected?.TotalSeconds} s"
        );

    private static RatingCase Of(int line, Func<string, string> field) =>
        new()
        {
            Line = line,
            From = field("from"),
            Dials = field("dials"),
            At = DateTimeOffset.ParseExact(
                field("at"),
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            ),
            // Through decimal: a tenth of a microsecond is a tick, and a double has none to spare.
            Connected = field("seconds") is { Length: > 0 } seconds
                ? TimeSpan.FromTicks(
                    (long)(
                        decimal.Parse(seconds, CultureInfo.InvariantCulture)
                        * TimeSpan.TicksPerSecond
                    )
                )
                : null,
            Outcome = field("outcome"),
            Service = field("service"),
            Deck = field("deck"),
            Prefix = field("prefix"),
            Billed = field("billed"),
            Charge = field("charge"),
        };
}
