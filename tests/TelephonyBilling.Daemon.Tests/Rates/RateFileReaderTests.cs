using System.Text;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

public sealed class RateFileReaderTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    [Fact]
    public void TryReadDeck_GoodFile_IsADeck()
    {
        const string file = """
            # Our prices since autumn
            prefix,destination,connection_fee,per_minute,increments,service,flags

            44,United Kingdom,0.04,0.02,60/60,,
            4470-4479, United Kingdom mobile ,0.04,0.05,30/6,international-outbound,
            870,"Inmarsat, all of it",,,,,blocked: satellite
            1,"The ""home"" country",,,,domestic-outbound,free

            """;

        var deck = Read(file);

        deck.Name.Should().Be("retail");
        deck.Currency.Should().Be(Usd);
        deck.Rates.Should().HaveCount(13);
        var mobile = deck.Lookup(Service.InternationalOutbound, E164Number.Parse("447700900123"))!;
        mobile.Destination.Should().Be("United Kingdom mobile");
        mobile.Increments.Should().Be(new BillingIncrements(30, 6));
        deck.Lookup(Service.InternationalOutbound, E164Number.Parse("870773123456"))!
            .Destination.Should()
            .Be("Inmarsat, all of it");
        deck.Lookup(Service.DomesticOutbound, E164Number.Parse("14165551234"))!
            .Destination.Should()
            .Be("The \"home\" country");
    }

    [Theory]
    [InlineData("prefix,destination,per_minute\n44,UK,0.02\n")]
    [InlineData("per_minute,prefix,destination\n0.02,44,UK\n")]
    [InlineData("prefix,destination,per_minute\r\n44,UK,0.02\r\n")]
    [InlineData("prefix,destination,per_minute\n44,UK,0.02")]
    [InlineData("\ufeffprefix,destination,per_minute\n44,UK,0.02\n")]
    [InlineData("# first\n\nprefix , destination , per_minute\n\n# more\n 44 , UK , 0.02 \n\n")]
    [InlineData("\"prefix\",\"destination\",\"per_minute\"\n\"44\",\" UK \",\"0.02\"\n")]
    public void TryReadDeck_FormsOfTheSameFile_AreTheSameDeck(string file) =>
        Read(file)
            .Rates.Should()
            .ContainSingle()
            .Which.Should()
            .Be(Read("prefix,destination,per_minute\n44,UK,0.02\n").Rates[0]);

    // file | errors as a person sees them, by their beginning
    [Theory]
    [InlineData("", "file: It is empty")]
    [InlineData("\n\n", "file: It is empty")]
    [InlineData("# nothing\n", "file: It is empty")]
    [InlineData("prefix,destination,per_minute\n", "file: There is no rate in it")]
    [InlineData(
        "44,UK,0.02\n",
        "line 1, column 44, value '44': There is no such column",
        "line 1, column UK",
        "line 1, column 0.02",
        "line 1, column prefix, value '': This column is missing",
        "line 1, column destination",
        "line 1, column per_minute"
    )]
    [InlineData(
        "prefix;destination;per_minute\n44;UK;0,02\n",
        "line 1: The columns are separated by something else"
    )]
    [InlineData(
        "prefix,destination,per_minute,prefix\n44,UK,0.02,44\n",
        "line 1, column prefix, value 'prefix': This column stands here twice"
    )]
    [InlineData(
        "prefix,destination,price\n44,UK,0.02\n",
        "line 1, column price, value 'price': There is no such column",
        "line 1, column per_minute, value '': This column is missing"
    )]
    [InlineData(
        "prefix,destination,per_minute\n44,UK,0,02\n",
        "line 2: 4 fields found, 3 expected"
    )]
    [InlineData("prefix,destination,per_minute\n44,UK\n", "line 2: 2 fields found, 3 expected")]
    [InlineData(
        "prefix,destination,per_minute\n44,UK,\"0,02\"\n",
        "line 2, column per_minute, value '0,02': Expected an amount"
    )]
    [InlineData(
        "prefix,destination,per_minute\n\n# note\n44,UK,x\n",
        "line 4, column per_minute, value 'x'"
    )]
    [InlineData(
        "prefix,destination,per_minute\n44,UK,0.02\n49,Ger\"many,0.02\n33,France,0.02\n",
        "line 3: Quotes are out of place in '49,Ger\"many,0.02'"
    )]
    [InlineData(
        "prefix,destination,per_minute\n44,\"UK,0.02\n49,Germany,0.02\n",
        "line 2: Quotes are out of place"
    )]
    [InlineData(
        "prefix,destination,per_minute\n44,UK,0.02\n49,Germany,0.02\n44,Britain,0.03\n",
        "line 4, column prefix, value '44': The prefix stands already in line 2"
    )]
    [InlineData(
        "prefix,destination,per_minute\n4470-4479,UK mobile,0.02\n4475,Other,0.03\n",
        "line 3, column prefix, value '4475': The prefix stands already in line 2"
    )]
    [InlineData(
        "prefix,destination,per_minute\n44;4420;44,UK,0.02\n",
        "line 2, column prefix, value '44': The prefix stands already in line 2"
    )]
    [InlineData(
        "prefix,destination,per_minute\n\"44,4420\",UK,0.02\n33;44,France,0.02\n",
        "line 3, column prefix, value '44': The prefix stands already in line 2"
    )]
    [InlineData(
        "prefix,destination,per_minute,minimum_seconds\n44,UK,0.02,x\n",
        "line 2, column minimum_seconds, value 'x': Expected whole seconds"
    )]
    [InlineData(
        "prefix,destination,per_minute\nx,UK,0.02\n49,Germany,y\n",
        "line 2, column prefix, value 'x'",
        "line 3, column per_minute, value 'y'"
    )]
    public void TryReadDeck_WrongFile_NamesLineColumnValueAndReason(
        string file,
        params string[] expected
    )
    {
        RateFileReader
            .TryReadDeck(Bytes(file), "retail", Usd, at: null, out var deck, out var errors)
            .Should()
            .BeFalse();

        deck.Should().BeNull();
        errors.Reported.Should().HaveCount(expected.Length, errors.ToString());
        foreach (var (error, beginning) in errors.Reported.Zip(expected))
        {
            error.ToString().Should().StartWith(beginning);
        }
    }

    [Fact]
    public void TryReadDeck_NotUtf8_SaysWhere()
    {
        byte[] file =
        [
            .. "prefix,destination,per_minute\n44,UK,0.02\n225,C"u8,
            0xF4,
            .. "te d'Ivoire,0.3\n"u8,
        ];

        RateFileReader
            .TryReadDeck(new MemoryStream(file), "x", Usd, null, out _, out var errors)
            .Should()
            .BeFalse();

        errors.ToString().Should().Contain("UTF-8");
    }

    [Fact]
    public void TryReadDeck_BinaryOrEndlessLine_IsRefusedNotBuffered()
    {
        var endless = "prefix,destination,per_minute\n44," + new string('x', 10_000_000);

        RateFileReader
            .TryReadDeck(Bytes(endless), "x", Usd, null, out _, out var errors)
            .Should()
            .BeFalse();

        errors
            .Reported.Should()
            .ContainSingle()
            .Which.ToString()
            .Should()
            .Be("line 2: The line has more than 65536 bytes.");
    }

    [Fact]
    public void TryReadDeck_ThousandsOfErrors_ReportsTheFirstAndCounts()
    {
        var file =
            "prefix,destination,per_minute\n"
            + string.Concat(Enumerable.Repeat("44,UK,free\n", 1_000));

        RateFileReader
            .TryReadDeck(Bytes(file), "x", Usd, null, out _, out var errors)
            .Should()
            .BeFalse();

        errors.Count.Should().Be(1_000);
        errors.Reported.Should().HaveCount(RateErrors.MaxReported);
    }

    private static RateDeck Read(string file)
    {
        RateFileReader
            .TryReadDeck(Bytes(file), "retail", Usd, null, out var deck, out var errors)
            .Should()
            .BeTrue(errors.ToString());
        return deck!;
    }

    private static MemoryStream Bytes(string file) => new(Encoding.UTF8.GetBytes(file));
}
