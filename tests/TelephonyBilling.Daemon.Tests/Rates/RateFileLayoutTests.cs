using System.Text;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>Other people's rate files.</summary>
public sealed class RateFileLayoutTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    // layout | file | what it says: prefix, destination, fee, price per minute, increments
    [Theory]
    [InlineData(
        "generic",
        "Destination,Prefix,Rate,Interval\nUnited Kingdom,44,0.0125,60/6\n",
        "44 United Kingdom 0.00 0.0125 60/6"
    )]
    [InlineData(
        "generic",
        "Country,Dial Code,Carrier,Price / min,Increment,Connection Fee\nGermany,\"49,4930\",Blue,0.01,6,0.02\n",
        "49 Germany 0.02 0.01 6/6",
        "4930 Germany 0.02 0.01 6/6"
    )]
    [InlineData(
        "generic",
        "PREFIX,DESCRIPTION,RATE,MINIMUM\n33,France,0.01,90\n",
        "33 France 0.00 0.01 120/60"
    )]
    [InlineData(
        "a2billing",
        "dialprefix;destination;rateinitial;initblock;billingblock;connectcharge;id_trunk\n447;UK mobile;0.1;30;6;0.04;2\n",
        "447 UK mobile 0.04 0.10 30/6"
    )]
    [InlineData(
        "a2billing",
        "dialprefix;destination;rateinitial\n447;UK mobile, all of it;0.1\n",
        "447 UK mobile, all of it 0.00 0.10 60/60"
    )]
    [InlineData(
        "astpp",
        "Code,Destination,Connection Cost,Grace Time,Cost/Min,Initial Increment,Increment,Priority\n52,Mexico,0,5,0.02,1,1,0\n",
        "52 Mexico 0.00 0.02 1/1"
    )]
    [InlineData(
        "kazoo",
        "prefix,iso_country_code,description,rate_cost,rate_surcharge,rate_increment,rate_minimum\n353,IE,Ireland,0.015,0.01,6,30\n",
        "353 Ireland 0.01 0.015 30/6"
    )]
    public void TryReadRows_KnownLayout_TakesItsColumnsAndPassesOverTheRest(
        string layout,
        string file,
        params string[] expected
    ) => Say(Read(file, Known(layout))).Should().Equal(expected);

    [Fact]
    public void TryReadRows_Mapping_NamesTheColumns()
    {
        var layout = RateFileLayout.Own.Mapping(
            Map(
                ("prefix", "Vorwahl"),
                ("destination", "Land"),
                ("per_minute", "Preis"),
                ("initial_seconds", "Takt 1"),
                ("subsequent_seconds", "Takt 2")
            )
        ) with
        {
            Separator = ';',
            DecimalMark = ',',
        };

        Say(
                Read(
                    "Land;Vorwahl;Takt 1;Takt 2;Preis;Bemerkung\nSchweiz;41,4122;60;1;0,0310;prefix\n",
                    layout
                )
            )
            .Should()
            .Equal("41 Schweiz 0.00 0.031 60/1", "4122 Schweiz 0.00 0.031 60/1");
    }

    [Fact]
    public void TryReadRows_MappingOverALayout_ReplacesItsColumn()
    {
        const string file =
            "prefix,description,rate_cost,sell,rate_increment,steps\n353,Ireland,0.015,0.02,6,30/6\n";
        var layout = Known("kazoo").Mapping(Map(("per_minute", "sell"), ("increments", "steps")));

        Say(Read(file, layout)).Should().Equal("353 Ireland 0.00 0.02 30/6");
    }

    // file, as generic | errors by their beginning
    [Theory]
    [InlineData(
        "Land,Prefix,Rate\nUK,44,0.02\n",
        "line 1, column destination, value '': This column is missing from the first line: expected 'Destination' or 'Country'"
    )]
    [InlineData(
        "Destination,Prefix,Rate,rate\nUK,44,0.02,0.03\n",
        "line 1, column Rate, value 'Rate': This column stands here twice"
    )]
    [InlineData(
        "Destination,Prefix,Rate,Interval\nUK,44,dear,60/60\n",
        "line 2, column Rate, value 'dear': Expected an amount"
    )]
    [InlineData(
        "Destination,Prefix,Rate,Interval\nUK,44,0.02,often\n",
        "line 2, column Interval, value 'often/often': Expected two numbers"
    )]
    [InlineData(
        "Destination;Prefix;Rate\nUK;44;0.02\n",
        "line 1: The columns are separated by something else: expected commas"
    )]
    public void TryReadRows_WrongFile_SpeaksInItsWords(string file, params string[] expected)
    {
        RateFileReader
            .TryReadRows(Bytes(file), Usd, out _, out var errors, Known("generic"))
            .Should()
            .BeFalse();

        errors.Reported.Should().HaveCount(expected.Length, errors.ToString());
        foreach (var (error, beginning) in errors.Reported.Zip(expected))
        {
            error.ToString().Should().StartWith(beginning);
        }
    }

    [Fact]
    public void TryReadRows_StepsInTwoColumns_AreBothNamedWhereTheyAreWrong()
    {
        RateFileReader
            .TryReadRows(
                Bytes(
                    "dialprefix;destination;rateinitial;initblock;billingblock\n44;UK;0.02;0;6\n"
                ),
                Usd,
                out _,
                out var errors,
                Known("a2billing")
            )
            .Should()
            .BeFalse();

        errors
            .ToString()
            .Should()
            .StartWith("line 2, column initblock/billingblock, value '0/6': Expected two numbers");
    }

    [Fact]
    public void Known_EveryLayout_HasWhatAFileNeedsAndItsOwnName()
    {
        RateFileLayout.Known.Select(layout => layout.Name).Should().OnlyHaveUniqueItems();
        foreach (var layout in RateFileLayout.Known)
        {
            layout.IsOwn.Should().BeFalse();
            foreach (var column in RateColumns.Required)
            {
                layout.NamesOf(column).Should().NotBeEmpty();
            }
        }
    }

    private static RateFileLayout Known(string name) =>
        RateFileLayout.Known.Single(layout => layout.Name == name);

    private static Dictionary<string, string> Map(params (string Column, string Name)[] pairs) =>
        pairs.ToDictionary(pair => pair.Column, pair => pair.Name, StringComparer.Ordinal);

    private static IReadOnlyList<RateRow> Read(string file, RateFileLayout layout)
    {
        RateFileReader
            .TryReadRows(Bytes(file), Usd, out var rows, out var errors, layout)
            .Should()
            .BeTrue(errors.ToString());
        return rows!;
    }

    private static IEnumerable<string> Say(IEnumerable<RateRow> rows) =>
        rows.Select(row =>
            $"{row.Rate.Prefix} {row.Rate.Destination} {row.Rate.ConnectionFee.ToDecimalString()} {row.Rate.PerMinute.ToDecimalString()} {row.Rate.Increments}"
        );

    private static MemoryStream Bytes(string file) => new(Encoding.UTF8.GetBytes(file));
}
