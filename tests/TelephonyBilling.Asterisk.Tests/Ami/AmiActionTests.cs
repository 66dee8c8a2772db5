using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiActionTests
{
    [Fact]
    public void WriteTo_Action_IsNameIdHeadersBlank() =>
        Wire(new AmiAction("Setvar").With("Variable", "A").With("Value", "b: c").With("Value", "é"))
            .Should()
            .Be("Action: Setvar\r\nActionID: 1\r\nVariable: A\r\nValue: b: c\r\nValue: é\r\n\r\n");

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("x\r\nAction: Command\r\nCommand: core stop now")]
    public void With_LineEndingOrNul_IsRefusedInKeyAndValue(string text)
    {
        var action = new AmiAction("Setvar");
        action
            .Invoking(a => a.With("Value", text))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("*position*");
        action.Invoking(a => a.With(text, "x")).Should().Throw<ArgumentException>();
        action.Fields.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("Action")]
    [InlineData("actionid")]
    public void With_KeyThatIsNone_IsRefused(string key) =>
        new AmiAction("Ping").Invoking(a => a.With(key, "x")).Should().Throw<ArgumentException>();

    [Theory]
    [InlineData("")]
    [InlineData("Ping\r\n")]
    [InlineData("Pi ng")]
    public void New_NameThatIsNone_IsRefused(string name)
    {
        var make = () => new AmiAction(name);
        make.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void With_LineLongerThanAsteriskReads_IsRefused()
    {
        var action = new AmiAction("Setvar");
        action.With("V", new string('x', AmiAction.MaxLineBytes - 3));
        action
            .Invoking(a => a.With("V", new string('x', AmiAction.MaxLineBytes - 2)))
            .Should()
            .Throw<ArgumentException>();
        action
            .Invoking(a => a.With("V", new string('é', AmiAction.MaxLineBytes / 2)))
            .Should()
            .Throw<ArgumentException>();
    }

    [Fact]
    public void With_MoreHeadersThanAsteriskReads_IsRefused()
    {
        var action = new AmiAction("Originate");
        for (var i = 0; i < AmiAction.MaxHeaders; i++)
        {
            action.With("Variable", i);
        }

        action
            .Invoking(a => a.With("Variable", 1))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("*126*");
    }

    [Fact]
    public void AnyAction_IsReadBackAsWritten()
    {
        var text = Gen.ListOf(Gen.Elements('a', ':', ' ', '"', '\\', 'é', '漢', '\t', ';', ','))
            .Select(c => new string([.. c]));
        var fields = Gen.ListOf(text.Select(v => new AmiField("Key", v)));
        Prop.ForAll(
                Arb.From(fields),
                written =>
                {
                    var action = new AmiAction("Test");
                    foreach (var (key, value) in written.Take(AmiAction.MaxHeaders))
                    {
                        action.With(key, value);
                    }

                    var read = AmiMessage.Parse(Wire(action)).Fields.Skip(2);
                    return read.SequenceEqual(written.Take(AmiAction.MaxHeaders));
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData(10_000_000L, "1.000000")]
    [InlineData(15L, "0.000001")]
    [InlineData(123_456_789L, "12.345678")]
    [InlineData(36_000_000_000_019L, "3600000.000001")]
    public void AbsoluteTimeout_Ticks_AreCutToMicroseconds(long ticks, string seconds) =>
        AmiActions
            .AbsoluteTimeout("PJSIP/x-1", TimeSpan.FromTicks(ticks))
            .Fields.Should()
            .Equal(new AmiField("Channel", "PJSIP/x-1"), new AmiField("Timeout", seconds));

    [Theory]
    [InlineData(9)]
    [InlineData(0)]
    [InlineData(-10_000_000)]
    public void AbsoluteTimeout_NothingLeft_IsRefusedSinceAsteriskTakesZeroForNoLimit(long ticks)
    {
        var make = () => AmiActions.AbsoluteTimeout("PJSIP/x-1", TimeSpan.FromTicks(ticks));
        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Hangup_ChannelThatWouldBeAPattern_IsRefused()
    {
        var make = () => AmiActions.Hangup("/^PJSIP/");
        make.Should().Throw<ArgumentException>().WithMessage("*slash*");
        var cause = () => AmiActions.Hangup("PJSIP/1", 128);
        cause.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Originate_NeitherOrBoth_IsRefused()
    {
        var neither = () => AmiActions.Originate(new OriginateRequest { Channel = "PJSIP/1" });
        neither.Should().Throw<InvalidOperationException>();
        Wire(
                AmiActions.Originate(
                    new OriginateRequest
                    {
                        Channel = "PJSIP/1",
                        Context = "phones",
                        Exten = "9",
                        RingTime = TimeSpan.FromSeconds(5),
                        Variables = [new("A", "1,2"), new("B", "")],
                    }
                )
            )
            .Should()
            .Be(
                "Action: Originate\r\nActionID: 1\r\nChannel: PJSIP/1\r\nContext: phones\r\nExten: 9\r\nPriority: 1\r\nTimeout: 5000\r\nVariable: A=1,2\r\nVariable: B=\r\nAsync: true\r\n\r\n"
            );
    }

    [Fact]
    public void Options_ToString_HidesTheSecret() =>
        new AmiClientOptions
        {
            Host = "h",
            User = "u",
            Secret = "hunter2",
        }
            .ToString()
            .Should()
            .NotContain("hunter2");

    private static string Wire(AmiAction action)
    {
        var output = new ArrayBufferWriter<byte>();
        action.WriteTo(output, "1"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
