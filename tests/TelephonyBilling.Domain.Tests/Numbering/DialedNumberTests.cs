using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

/// <summary>What people dial on a North American PBX, and what it means.</summary>
public sealed class DialedNumberTests
{
    private static readonly NumberingPlan Plain = NumberingPlan.NorthAmerica;

    private static readonly NumberingPlan WithDoubleZero = Plain with
    {
        InternationalPrefixes = ["011", "00"],
    };

    private static readonly NumberingPlan Local = Plain with { LocalAreaCode = "416" };

    private static readonly NumberingPlan NineOut = Plain with
    {
        OutsideLinePrefix = "9",
        LocalAreaCode = "416",
    };

    [Theory]
    // Abroad by 011.
    [InlineData("011442079460000", "+442079460000")]
    [InlineData("011 44 20 7946 0000", "+442079460000")]
    [InlineData("011-44-20-7946-0000", "+442079460000")]
    [InlineData("011.44.20.7946.0000", "+442079460000")]
    [InlineData("(011) 44 (20) 7946-0000", "+442079460000")]
    [InlineData("01149301234567", "+49301234567")]
    [InlineData("011 33 1 23 45 67 89", "+33123456789")]
    [InlineData("011 39 06 1234 5678", "+390612345678")]
    [InlineData("011 52 55 1234 5678", "+525512345678")]
    [InlineData("011 870 773 123456", "+870773123456")]
    [InlineData("011 8816 1234 5678", "+881612345678")]
    [InlineData("011 683 4000", "+6834000")]
    [InlineData("011 290 22222", "+29022222")]
    [InlineData("011 98 9601", "+989601")]
    [InlineData("011 43 1110", "+431110")]
    [InlineData("011 999 1234567", "+9991234567")]
    [InlineData("011 123 456 7890 12345", null)]
    [InlineData("011 491234567890123", "+491234567890123")]
    // Abroad by +.
    [InlineData("+442079460000", "+442079460000")]
    [InlineData("+44 20 7946 0000", "+442079460000")]
    [InlineData("(+44) 20 7946 0000", "+442079460000")]
    [InlineData("+1 876 555 1234", "+18765551234")]
    [InlineData(" +442079460000 ", "+442079460000")]
    // One number, however it is dialled.
    [InlineData("4165551234", "+14165551234")]
    [InlineData("14165551234", "+14165551234")]
    [InlineData("1 (416) 555-1234", "+14165551234")]
    [InlineData("(416) 555-1234", "+14165551234")]
    [InlineData("416.555.1234", "+14165551234")]
    [InlineData("+14165551234", "+14165551234")]
    [InlineData("01114165551234", "+14165551234")]
    [InlineData("011 1 416 555 1234", "+14165551234")]
    [InlineData("011-1-416-555-1234", "+14165551234")]
    // The rest of country code 1.
    [InlineData("1 876 555 1234", "+18765551234")]
    [InlineData("876 555 1234", "+18765551234")]
    [InlineData("1 264 497 1234", "+12644971234")]
    [InlineData("011 1 264 497 1234", "+12644971234")]
    [InlineData("1 800 555 0199", "+18005550199")]
    [InlineData("8335550199", "+18335550199")]
    [InlineData("1 900 555 1234", "+19005551234")]
    [InlineData("1 212 976 1234", "+12129761234")]
    [InlineData("1 327 555 1234", "+13275551234")]
    [InlineData("1 500 555 1234", "+15005551234")]
    [InlineData("1 600 555 1234", "+16005551234")]
    // Not separators of a trunk code, just digits.
    [InlineData("1-4-1-6-5-5-5-1-2-3-4", "+14165551234")]
    public void Parse_PublicNumber_GivesItsOneForm(string text, string? expected)
    {
        var parsed = DialedNumber.Parse(text, Plain);
        if (expected is null)
        {
            parsed.Should().BeOfType<DialedNumber.Invalid>();
        }
        else
        {
            parsed.Should().Be(new DialedNumber.Global(text, E164Number.Parse(expected)));
        }
    }

    [Theory]
    [InlineData("00442079460000", "+442079460000")]
    [InlineData("00 44 20 7946 0000", "+442079460000")]
    [InlineData("0014165551234", "+14165551234")]
    [InlineData("011442079460000", "+442079460000")]
    public void Parse_DoubleZeroWhereConfigured_IsAbroad(string text, string expected) =>
        Number(text, WithDoubleZero).Should().Be(E164Number.Parse(expected));

    [Theory]
    [InlineData("5551234", "+14165551234")]
    [InlineData("555-1234", "+14165551234")]
    [InlineData("9055551234", "+19055551234")]
    [InlineData("19055551234", "+19055551234")]
    public void Parse_SevenDigitsWithLocalAreaCode_AreLocal(string text, string expected) =>
        Number(text, Local).Should().Be(E164Number.Parse(expected));

    [Theory]
    [InlineData("9011442079460000", "+442079460000")]
    [InlineData("9 011 44 20 7946 0000", "+442079460000")]
    [InlineData("914165551234", "+14165551234")]
    [InlineData("94165551234", "+14165551234")]
    [InlineData("9-555-1234", "+14165551234")]
    [InlineData("9555123", "+14169555123")]
    [InlineData("9145551234", "+19145551234")]
    [InlineData("19145551234", "+19145551234")]
    [InlineData("4165551234", "+14165551234")]
    [InlineData("+442079460000", "+442079460000")]
    public void Parse_OutsideLine_IsTheNumberBehindIt(string text, string expected) =>
        Number(text, NineOut).Should().Be(E164Number.Parse(expected));

    [Theory]
    [InlineData("911", "911")]
    [InlineData("9911", "911")]
    [InlineData("9-9-1-1", "911")]
    [InlineData("933", "933")]
    [InlineData("9933", "933")]
    [InlineData("112", "112")]
    [InlineData("9112", "112")]
    public void Parse_EmergencyNumber_WinsOverExtensions(string text, string digits) =>
        DialedNumber.Parse(text, NineOut).Should().Be(new DialedNumber.Emergency(text, digits));

    [Theory]
    [InlineData("911")]
    [InlineData("9 1 1")]
    [InlineData("933")]
    [InlineData("112")]
    public void Parse_EmergencyNumberWithoutOutsideLine_IsEmergency(string text) =>
        DialedNumber.Parse(text, Plain).Should().BeOfType<DialedNumber.Emergency>();

    [Theory]
    [InlineData("211")]
    [InlineData("411")]
    [InlineData("611")]
    [InlineData("711")]
    [InlineData("988")]
    [InlineData("0")]
    public void Parse_CarriersShortCode_IsOne(string text) =>
        DialedNumber.Parse(text, Plain).Should().Be(new DialedNumber.ServiceCode(text, text));

    [Theory]
    [InlineData("100", "100")]
    [InlineData("201", "201")]
    [InlineData("1001", "1001")]
    [InlineData("10-01", "1001")]
    [InlineData("44100", "44100")]
    [InlineData("999999", "999999")]
    [InlineData("0100", "0100")]
    [InlineData("9225", "9225")]
    [InlineData("911911", "911911")]
    public void Parse_DigitsOfAnExtensionsLength_AreOne(string text, string digits) =>
        DialedNumber.Parse(text, Plain).Should().Be(new DialedNumber.Extension(text, digits));

    [Theory]
    [InlineData("9225")]
    [InlineData("91001")]
    public void Parse_ExtensionThatBeginsLikeAnOutsideLine_StaysOne(string text) =>
        DialedNumber.Parse(text, NineOut).Should().Be(new DialedNumber.Extension(text, text));

    [Theory]
    [InlineData("*225", "*225")]
    [InlineData("*98#", "*98#")]
    [InlineData("**201", "**201")]
    [InlineData("#9", "#9")]
    [InlineData("*72 416-555-1234", "*724165551234")]
    public void Parse_StarOrHash_IsAFeatureCode(string text, string code) =>
        DialedNumber.Parse(text, Plain).Should().Be(new DialedNumber.FeatureCode(text, code));

    [Theory]
    [InlineData(null, NumberFault.Empty)]
    [InlineData("", NumberFault.Empty)]
    [InlineData("   ", NumberFault.Empty)]
    [InlineData("+", NumberFault.Empty)]
    [InlineData("-", NumberFault.Empty)]
    [InlineData("()", NumberFault.Empty)]
    [InlineData("s", NumberFault.ForeignCharacter)]
    [InlineData("h", NumberFault.ForeignCharacter)]
    [InlineData("1-800-FLOWERS", NumberFault.ForeignCharacter)]
    [InlineData("416/5551234", NumberFault.ForeignCharacter)]
    [InlineData("416_555_1234", NumberFault.ForeignCharacter)]
    [InlineData("416,5551234", NumberFault.ForeignCharacter)]
    [InlineData("416\t5551234", NumberFault.ForeignCharacter)]
    [InlineData("416\n5551234", NumberFault.ForeignCharacter)]
    [InlineData("4165551234;ext=5", NumberFault.ForeignCharacter)]
    [InlineData("4165551234x5", NumberFault.ForeignCharacter)]
    [InlineData("4165551234#", NumberFault.ForeignCharacter)]
    [InlineData("44*20", NumberFault.ForeignCharacter)]
    [InlineData("*22a", NumberFault.ForeignCharacter)]
    [InlineData("tel:+442079460000", NumberFault.ForeignCharacter)]
    [InlineData("sip:1001@pbx", NumberFault.ForeignCharacter)]
    [InlineData("++442079460000", NumberFault.ForeignCharacter)]
    [InlineData("44+2079460000", NumberFault.ForeignCharacter)]
    [InlineData("011+442079460000", NumberFault.ForeignCharacter)]
    [InlineData("４１６５５５１２３４", NumberFault.ForeignCharacter)]
    [InlineData("٤١٦٥٥٥١٢٣٤", NumberFault.ForeignCharacter)]
    [InlineData("416\u00a0555\u00a01234", NumberFault.ForeignCharacter)]
    [InlineData("416–555–1234", NumberFault.ForeignCharacter)]
    [InlineData("\0", NumberFault.ForeignCharacter)]
    [InlineData("\ud83d\ude00", NumberFault.ForeignCharacter)]
    [InlineData("011", NumberFault.TooShort)]
    [InlineData("0114", NumberFault.TooShort)]
    [InlineData("01144", NumberFault.TooShort)]
    [InlineData("011 44 123", NumberFault.TooShort)]
    [InlineData("+44", NumberFault.TooShort)]
    [InlineData("+911", NumberFault.TooShort)]
    [InlineData("+1", NumberFault.TooShort)]
    [InlineData("+1416555123", NumberFault.TooShort)]
    [InlineData("011 1 416 555", NumberFault.TooShort)]
    [InlineData("12", NumberFault.TooShort)]
    [InlineData("1", NumberFault.TooShort)]
    [InlineData("41655512", NumberFault.TooShort)]
    [InlineData("416555123", NumberFault.TooShort)]
    [InlineData("1416555123", NumberFault.TooShort)]
    [InlineData("1234567", NumberFault.TooShort)]
    [InlineData("41655512345", NumberFault.TooLong)]
    [InlineData("141655512345", NumberFault.TooLong)]
    [InlineData("+141655512345", NumberFault.TooLong)]
    [InlineData("011 44 20 7946 0000 1234", NumberFault.TooLong)]
    [InlineData("+4420794600001234", NumberFault.TooLong)]
    [InlineData("44 20 7946 0000", NumberFault.TooLong)]
    [InlineData(
        "11111111111111111111111111111111111111111111111111111111111111111",
        NumberFault.TooLong
    )]
    [InlineData("011 0 44 20 7946 0000", NumberFault.BadCountryCode)]
    [InlineData("011 011 44 20 7946 0000", NumberFault.BadCountryCode)]
    [InlineData("+011442079460000", NumberFault.BadCountryCode)]
    [InlineData("+0", NumberFault.BadCountryCode)]
    [InlineData("+44 (0)20 7946 0000", NumberFault.BadCountryCode)]
    [InlineData("1 011 555 1234", NumberFault.BadAreaCode)]
    [InlineData("1 123 555 1234", NumberFault.BadAreaCode)]
    [InlineData("1 911 555 1234", NumberFault.BadAreaCode)]
    [InlineData("411 555 1234", NumberFault.BadAreaCode)]
    [InlineData("1 299 555 1234", NumberFault.BadAreaCode)]
    [InlineData("1 416 055 1234", NumberFault.BadAreaCode)]
    [InlineData("1 416 155 1234", NumberFault.BadAreaCode)]
    [InlineData("+1 199 555 1234", NumberFault.BadAreaCode)]
    [InlineData("5551234", NumberFault.NotInPlan)]
    [InlineData("00442079460000", NumberFault.NotInPlan)]
    [InlineData("0 416 555 1234", NumberFault.NotInPlan)]
    [InlineData("01 44 20 7946 0000", NumberFault.NotInPlan)]
    public void Parse_NotANumber_SaysWhy(string? text, NumberFault fault)
    {
        var invalid = DialedNumber
            .Parse(text, Plain)
            .Should()
            .BeOfType<DialedNumber.Invalid>()
            .Subject;

        invalid.Fault.Should().Be(fault, invalid.Reason);
        invalid.Text.Should().Be(text ?? "");
        invalid.Reason.Should().EndWith(".").And.NotContain("\n").And.NotContain("\0");
    }

    [Fact]
    public void Parse_PlusWhereRefused_SaysWhatToDial()
    {
        var invalid = DialedNumber
            .Parse("+442079460000", WithDoubleZero with { AcceptPlus = false })
            .Should()
            .BeOfType<DialedNumber.Invalid>()
            .Subject;

        invalid.Fault.Should().Be(NumberFault.NotInPlan);
        invalid.Reason.Should().Contain("011 or 00");
    }

    [Theory]
    [InlineData("020 7946 0000", "+442079460000")]
    [InlineData("00 1 416 555 1234", "+14165551234")]
    [InlineData("00 49 30 1234567", "+49301234567")]
    [InlineData("00 44 20 7946 0000", "+442079460000")]
    [InlineData("+44 20 7946 0000", "+442079460000")]
    [InlineData("0800 111 111", "+44800111111")]
    [InlineData("79460000", "+442079460000")]
    public void Parse_BritishPlan_ReadsBritishNumbers(string text, string expected) =>
        Number(text, British).Should().Be(E164Number.Parse(expected));

    [Theory]
    [InlineData("20 7946 0000")]
    [InlineData("0207946")]
    [InlineData("11 416 555 1234")]
    public void Parse_BritishPlan_RefusesTheRest(string text) =>
        DialedNumber.Parse(text, British).Should().BeOfType<DialedNumber.Invalid>();

    [Theory]
    [InlineData("06 6982 1234", "+390669821234")]
    [InlineData("312 345 6789", "+393123456789")]
    [InlineData("00 44 20 7946 0000", "+442079460000")]
    public void Parse_NothingPrecedesNationalNumbers_AZeroBelongsToThem(
        string text,
        string expected
    ) =>
        Number(
                text,
                new NumberingPlan
                {
                    HomeCountryCode = "39",
                    InternationalPrefixes = ["00"],
                    NationalPrefix = "",
                    MinNationalLength = 6,
                    MaxNationalLength = 11,
                    MinExtensionLength = 3,
                    MaxExtensionLength = 4,
                }
            )
            .Should()
            .Be(E164Number.Parse(expected));

    [Fact]
    public void Validate_ShippedPlans_AreSound()
    {
        foreach (var plan in (NumberingPlan[])[Plain, WithDoubleZero, Local, NineOut, British])
        {
            plan.Validate().Should().BeEmpty();
        }
    }

    internal static NumberingPlan British { get; } =
        new()
        {
            HomeCountryCode = "44",
            InternationalPrefixes = ["00"],
            NationalPrefix = "0",
            NationalPrefixOptional = false,
            MinNationalLength = 9,
            MaxNationalLength = 10,
            LocalAreaCode = "20",
            EmergencyNumbers = ["999", "112"],
            ServiceCodes = ["100", "101", "111"],
            PremiumPrefixes = [NumberPrefix.Parse("449")],
        };

    private static E164Number Number(string text, NumberingPlan plan) =>
        DialedNumber.Parse(text, plan).Should().BeOfType<DialedNumber.Global>().Subject.Number;
}
