using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Domain.Tests.Rating;

public sealed class RateRowValidatorTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    private static readonly RateRowFields Good = new(2, "44", "United Kingdom", PerMinute: "0.02");

    [Fact]
    public void Add_LeastRow_TakesTheUsualForTheRest()
    {
        var rate = Read(Good);

        rate.Should()
            .Be(
                new Rate
                {
                    Service = Service.InternationalOutbound,
                    Origin = "*",
                    Prefix = NumberPrefix.Parse("44"),
                    Destination = "United Kingdom",
                    Price = new CallPrice(
                        Money.Zero(Usd),
                        new Money(20_000, Usd),
                        new BillingIncrements(60, 60)
                    ),
                }
            );
    }

    [Fact]
    public void Add_FullRow_TakesEverything()
    {
        var rate = Read(
            new RateRowFields(
                2,
                "1800",
                "Toll-free",
                "0.04",
                "0.0125",
                "30/6",
                "tollfree-inbound",
                "US",
                "",
                "2026-12-01T06:00:00Z"
            )
        );

        rate.Service.Should().Be(Service.TollFreeInbound);
        rate.Origin.Should().Be("US");
        rate.ConnectionFee.Micros.Should().Be(40_000);
        rate.PerMinute.Micros.Should().Be(12_500);
        rate.Increments.Should().Be(new BillingIncrements(30, 6));
        rate.EffectiveFrom.Should().Be(new DateTimeOffset(2026, 12, 1, 6, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("", false, false, "")]
    [InlineData("free", true, false, "")]
    [InlineData("blocked", false, true, "")]
    [InlineData("blocked: satellite", false, true, "satellite")]
    [InlineData("blocked:premium rate", false, true, "premium rate")]
    public void Add_Flags_AreUnderstood(string flags, bool free, bool blocked, string reason)
    {
        var rate = Read(Good with { Flags = flags, PerMinute = flags.Length == 0 ? "0.02" : "" });

        rate.IsFree.Should().Be(free);
        rate.IsBlocked.Should().Be(blocked);
        rate.BlockReason.Should().Be(reason);
    }

    [Theory]
    [InlineData("4470-4479", "4470", "4479", 10)]
    [InlineData("4470 - 4471", "4470", "4471", 2)]
    [InlineData("44-44", "44", "44", 1)]
    [InlineData("881-883", "881", "883", 3)]
    public void Add_Range_GivesEachPrefix(string text, string first, string last, int count)
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(Good with { Prefix = text });

        validator.Errors.Any.Should().BeFalse(validator.Errors.ToString());
        validator.Rows.Should().HaveCount(count).And.OnlyContain(row => row.Line == 2);
        validator.Rows[0].Rate.Prefix.ToString().Should().Be(first);
        validator.Rows[^1].Rate.Prefix.ToString().Should().Be(last);
    }

    [Theory]
    [InlineData("44;4420;4421", "44 4420 4421")]
    [InlineData("44, 4420 ,4421", "44 4420 4421")]
    [InlineData("44;4470-4472, 49", "44 4470 4471 4472 49")]
    [InlineData("881 - 882;870", "881 882 870")]
    public void Add_SeveralPrefixes_GivesEachInItsOrder(string text, string prefixes)
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(Good with { Prefix = text });

        validator.Errors.Any.Should().BeFalse(validator.Errors.ToString());
        validator
            .Rows.Select(row => row.Rate.Prefix.ToString())
            .Should()
            .Equal(prefixes.Split(' '));
        validator.Rows.Should().OnlyContain(row => row.Line == 2);
    }

    // increments, minimum | increments that come of it
    [Theory]
    [InlineData("6/6", "30", "30/6")]
    [InlineData("6/6", "31", "36/6")]
    [InlineData("1/1", "60", "60/1")]
    [InlineData("30/6", "0", "30/6")]
    [InlineData("60/60", "30", "60/60")]
    [InlineData("", "61", "120/60")]
    [InlineData("1/7", "9", "15/7")]
    [InlineData("1/1", "3600", "3600/1")]
    public void Add_MinimumDuration_IsTheInitialStepRoundedUp(
        string increments,
        string minimum,
        string expected
    ) =>
        Read(Good with { Increments = increments, MinimumSeconds = minimum })
            .Increments.Should()
            .Be(BillingIncrements.Parse(expected));

    [Theory]
    [InlineData("0,0125", 12_500)]
    [InlineData("1", 1_000_000)]
    [InlineData("12,345678", 12_345_678)]
    public void Add_DecimalComma_IsExact(string text, long micros)
    {
        var validator = new RateRowValidator(Usd, ',');
        validator.Add(Good with { PerMinute = text });

        validator.Rows.Should().ContainSingle().Which.Rate.PerMinute.Micros.Should().Be(micros);
    }

    [Theory]
    [InlineData("0.02")]
    [InlineData("1.000,02")]
    [InlineData("1,000,02")]
    public void Add_PointInAFileOfDecimalCommas_IsRefused(string text)
    {
        var validator = new RateRowValidator(Usd, ',');
        validator.Add(Good with { PerMinute = text });

        var error = validator.Errors.Reported.Should().ContainSingle().Subject;
        error.Value.Should().Be(text);
        error.Reason.Should().Contain("decimal comma");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.000001", 1)]
    [InlineData("0.02", 20_000)]
    [InlineData("1", 1_000_000)]
    [InlineData("12.345678", 12_345_678)]
    [InlineData("0.100000", 100_000)]
    public void Add_Amount_IsExact(string text, long micros) =>
        Read(Good with { PerMinute = text }).PerMinute.Micros.Should().Be(micros);

    public static TheoryData<string, string, string> Wrong { get; } =
        new()
        {
            { RateColumns.Prefix, "", "1 to 15 digits" },
            { RateColumns.Prefix, "+44", "1 to 15 digits" },
            { RateColumns.Prefix, "044", "1 to 15 digits" },
            { RateColumns.Prefix, "44x", "1 to 15 digits" },
            { RateColumns.Prefix, "1234567890123456", "1 to 15 digits" },
            { RateColumns.Prefix, "4470-", "range" },
            { RateColumns.Prefix, "-4470", "range" },
            { RateColumns.Prefix, "4470-4479-4480", "range" },
            { RateColumns.Prefix, "4479-4470", "smaller first" },
            { RateColumns.Prefix, "44-449", "equally many digits" },
            { RateColumns.Prefix, "40000-50000", "at most 10000" },
            { RateColumns.Prefix, "44;", "1 to 15 digits" },
            { RateColumns.Prefix, "44;;45", "1 to 15 digits" },
            { RateColumns.Prefix, "40000-45000;45001-49999;5", "at most 10000" },
            { RateColumns.Destination, "", "name" },
            { RateColumns.Destination, "two\nlines", "control character" },
            { RateColumns.Destination, new string('x', 101), "101 characters" },
            { RateColumns.ConnectionFee, "-0.01", "0 or more" },
            { RateColumns.ConnectionFee, "free", "0 or more" },
            { RateColumns.PerMinute, "", "0 or more" },
            { RateColumns.PerMinute, "0,02", "decimal point" },
            { RateColumns.PerMinute, "$0.02", "decimal point" },
            { RateColumns.PerMinute, "2e-2", "decimal point" },
            { RateColumns.PerMinute, "0.0000001", "six decimals" },
            { RateColumns.PerMinute, "99999999999999", "0 or more" },
            { RateColumns.PerMinute, "NaN", "0 or more" },
            { RateColumns.Increments, "60", "60/6" },
            { RateColumns.Increments, "0/60", "1 to 3600" },
            { RateColumns.Service, "international", "tollfree-inbound" },
            { RateColumns.Service, "emergency", "tollfree-inbound" },
            { RateColumns.Origin, "usa", "ISO 3166" },
            { RateColumns.Origin, "us", "ISO 3166" },
            { RateColumns.Flags, "gratis", "free, blocked" },
            { RateColumns.Flags, "FREE", "free, blocked" },
            { RateColumns.MinimumSeconds, "half a minute", "whole seconds" },
            { RateColumns.MinimumSeconds, "-1", "whole seconds" },
            { RateColumns.MinimumSeconds, "30.5", "whole seconds" },
            { RateColumns.MinimumSeconds, "3601", "3600 at most" },
            { RateColumns.EffectiveFrom, "01/12/2026", "2026-12-01" },
            { RateColumns.EffectiveFrom, "2026-02-30", "2026-12-01" },
            { RateColumns.EffectiveFrom, "2026-12-01T06:00:00+01:00", "2026-12-01" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Add_WrongValue_NamesLineColumnValueAndReason(
        string column,
        string value,
        string words
    )
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(With(Good with { Line = 17 }, column, value));

        var error = validator.Errors.Reported.Should().ContainSingle().Subject;
        error.Line.Should().Be(17);
        error.Column.Should().Be(column);
        error.Value.Should().StartWith(value[..Math.Min(100, value.Length)]);
        error.Reason.Should().Contain(words);
        error.ToString().Should().StartWith($"line 17, column {column}, value '");
        validator.Rows.Should().BeEmpty();
    }

    [Fact]
    public void Add_FreeWithAPrice_IsRefused()
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(Good with { Flags = "free" });
        validator
            .Errors.Reported.Should()
            .ContainSingle()
            .Which.Column.Should()
            .Be(RateColumns.Flags);
    }

    [Fact]
    public void Add_WrongPrefixAmongSeveral_IsNamedAlone()
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(Good with { Prefix = "44;4x;45" });
        validator.Errors.Reported.Should().ContainSingle().Which.Value.Should().Be("4x");
    }

    [Fact]
    public void Add_SeveralWrongValues_NamesEach()
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(new RateRowFields(3, "x", "", "y", "z", "w", "v", "u", "t", "s"));
        validator
            .Errors.Reported.Select(error => error.Column)
            .Should()
            .BeEquivalentTo(RateColumns.Exported);
    }

    [Fact]
    public void Errors_OfAHopelessFile_AreCountedAndTheFirstShown()
    {
        var validator = new RateRowValidator(Usd);
        for (var line = 2; line < 202; line++)
        {
            validator.Add(Good with { Line = line, Prefix = "x" });
        }

        validator.Errors.Count.Should().Be(200);
        validator.Errors.Reported.Should().HaveCount(RateErrors.MaxReported);
        validator.Errors.ToString().Should().EndWith("\nand 150 more");
    }

    private static Rate Read(RateRowFields fields)
    {
        var validator = new RateRowValidator(Usd);
        validator.Add(fields);
        validator.Errors.Any.Should().BeFalse(validator.Errors.ToString());
        return validator.Rows.Should().ContainSingle().Subject.Rate;
    }

    private static RateRowFields With(RateRowFields fields, string column, string value) =>
        column switch
        {
            RateColumns.Prefix => fields with { Prefix = value },
            RateColumns.Destination => fields with { Destination = value },
            RateColumns.ConnectionFee => fields with { ConnectionFee = value },
            RateColumns.PerMinute => fields with { PerMinute = value },
            RateColumns.Increments => fields with { Increments = value },
            RateColumns.Service => fields with { Service = value },
            RateColumns.Origin => fields with { Origin = value },
            RateColumns.Flags => fields with { Flags = value },
            RateColumns.EffectiveFrom => fields with { EffectiveFrom = value },
            RateColumns.MinimumSeconds => fields with { MinimumSeconds = value },
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "No such column."),
        };
}
