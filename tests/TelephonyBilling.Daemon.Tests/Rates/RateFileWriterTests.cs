using System.Globalization;
using System.Text;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

public sealed class RateFileWriterTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    [Fact]
    public void Write_EveryKindOfRate_IsReadable()
    {
        Rate[] rates =
        [
            Make("44", "United Kingdom"),
            Make("225", "Côte d'Ivoire, \"mobile\""),
            Make("870", "# not a comment") with
            {
                IsBlocked = true,
                BlockReason = "satellite",
            },
            Make("1", "Toll-free") with
            {
                Service = Service.TollFreeInbound,
                Origin = "CA",
            },
            Make("49", "Germany") with
            {
                EffectiveFrom = new DateTimeOffset(2027, 1, 1, 6, 30, 0, TimeSpan.Zero),
            },
        ];

        Write(rates)
            .Should()
            .Be(
                """"
                prefix,destination,connection_fee,per_minute,increments,service,origin,flags,effective_from
                44,United Kingdom,0.04,0.012345,30/6,international-outbound,*,,
                225,"Côte d'Ivoire, ""mobile""",0.04,0.012345,30/6,international-outbound,*,,
                870,# not a comment,0.04,0.012345,30/6,international-outbound,*,blocked: satellite,
                1,Toll-free,0.04,0.012345,30/6,tollfree-inbound,CA,,
                49,Germany,0.04,0.012345,30/6,international-outbound,*,,2027-01-01T06:30:00Z

                """".ReplaceLineEndings("\n")
            );
        Read(Write(rates)).Should().Equal(rates);
    }

    [Theory]
    [InlineData("sample-rates.csv")]
    [InlineData("demo-rates.csv")]
    [InlineData("contact-centre-rates.csv")]
    [InlineData("blocked-prefixes.csv")]
    public void Write_WhatWasImportedFromAnExport_IsTheSameFile(string example)
    {
        var exported = Write(Read(File.ReadAllText(Examples.Path(example))));

        Write(Read(exported)).Should().Be(exported);
    }

    private static Rate Make(string prefix, string destination) =>
        new()
        {
            Service = Service.InternationalOutbound,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = destination,
            Price = new CallPrice(
                new Money(40_000, Usd),
                new Money(12_345, Usd),
                new BillingIncrements(30, 6)
            ),
        };

    private static string Write(IEnumerable<Rate> rates)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        RateFileWriter.Write(text, rates);
        return text.ToString();
    }

    private static IReadOnlyList<Rate> Read(string file)
    {
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(file));
        RateFileReader
            .TryReadDeck(bytes, "x", Usd, null, out var deck, out var errors)
            .Should()
            .BeTrue(errors.ToString());
        return deck!.Rates;
    }
}
