using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiMessageTests
{
    [Fact]
    public void Indexer_AnyCase_FindsTheFirst()
    {
        var message = AmiMessage.Parse("Event: A\r\nvariable: 1\r\nVARIABLE: 2\r\n\r\n");
        message["Variable"].Should().Be("1");
        message["event"].Should().Be("A");
        message["missing"].Should().BeNull();
        message.GetAll("Variable").Should().Equal("1", "2");
        message.Count.Should().Be(3);
    }

    [Theory]
    [InlineData("K: v", "v")]
    [InlineData("K:v", "v")]
    [InlineData("K:  v", " v")]
    [InlineData("K: v ", "v ")]
    [InlineData("K:", "")]
    [InlineData("K: ", "")]
    [InlineData("K: a: b", "a: b")]
    public void Indexer_WaysToWriteALine_TakesColonAndOneSpaceOff(string line, string value) =>
        AmiMessage.Parse(line + "\r\n\r\n")["K"].Should().Be(value);

    [Fact]
    public void Fields_KeepOrderAndRepeats()
    {
        var message = AmiMessage.Parse("B: 1\r\nA: 2\r\nB: 3\r\n\r\n");
        message.Fields.Select(f => f.ToString()).Should().Equal("B: 1", "A: 2", "B: 3");
        message.FieldAt(2).Should().Be(new AmiField("B", "3"));
        message.Invoking(m => m.FieldAt(3)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Indexer_NameThatLooksLikeProtocol_IsOnlyAValue()
    {
        var messages = Frames
            .Read([WireFiles.Read("name-like-protocol.ami")])
            .Select(AmiMessage.Parse)
            .ToList();
        messages.Should().HaveCount(3);
        messages
            .Should()
            .OnlyContain(m => m.EventName == "Newstate" && m["Uniqueid"] == "1767614400.2");
        messages
            .Should()
            .OnlyContain(m =>
                m["Response"] == null && m["ActionID"] == null && m.MalformedLines == 0
            );
        messages[0]["ConnectedLineName"].Should().Be("Response: Success");
        messages[0]["CallerIDName"].Should().Be("command output follows");
        messages[1]
            ["ConnectedLineName"]
            .Should()
            .StartWith(@"\r\nResponse: Goodbye\r\nEvent: Hangup");
    }

    [Fact]
    public void Indexer_BareLineFeedInAValue_DoesNotBeginALine()
    {
        var message = AmiMessage.Copy(WireFiles.Read("malformed/bare-line-feed.ami"));
        message.EventName.Should().Be("Newstate");
        message["Uniqueid"].Should().Be("1.1");
        message["CallerIDNum"].Should().Be("1\nEvent: Hangup\nUniqueid: 9.9");
    }

    [Fact]
    public void MalformedLines_LineWithoutColon_IsCountedAndTheRestRead()
    {
        var message = AmiMessage.Copy(WireFiles.Read("malformed/line-without-colon.ami"));
        message.MalformedLines.Should().Be(1);
        message["Uniqueid"].Should().Be("1.1");
        AmiMessage.Copy(WireFiles.Read("malformed/empty-key.ami")).MalformedLines.Should().Be(2);
    }

    [Fact]
    public void Indexer_BytesThatAreNotUtf8_BecomeReplacementCharacters()
    {
        var message = AmiMessage.Copy(WireFiles.Read("malformed/not-utf8.ami"));
        message["ConnectedLineName"].Should().Be("Ren\uFFFD\uFFFD");
        message.TryGetBytes("ConnectedLineName", out var raw).Should().BeTrue();
        raw.ToArray().Should().Equal((byte)'R', (byte)'e', (byte)'n', 0xE9, 0xFF);
    }

    [Theory]
    [InlineData("12", true, 12)]
    [InlineData("-1", true, -1)]
    [InlineData("12x", false, 0)]
    [InlineData("", false, 0)]
    [InlineData("99999999999999999999", false, 0)]
    public void TryGetInt64_Values(string text, bool good, long expected)
    {
        AmiMessage.Parse($"N: {text}\r\n\r\n").TryGetInt64("N", out var value).Should().Be(good);
        if (good)
        {
            value.Should().Be(expected);
        }
    }

    [Fact]
    public void Output_OfACommand_IsNeverTakenForProtocol()
    {
        var message = AmiMessage.Copy(WireFiles.Read("command-output.ami"));
        message["Response"].Should().Be("Success");
        message["Event"].Should().BeNull();
        message
            .GetAll("Output")
            .Should()
            .Equal("Response: Error", "", "--END COMMAND--", "Event: Hangup");
    }

    [Fact]
    public void AnyFields_AreReadBackAsWritten()
    {
        var text = Gen.ListOf(Gen.Elements('a', ':', ' ', '\n', '\r', '"', 'é', '漢', '\0', '.'))
            .Select(c => new string([.. c]));
        var value = text.Where(t =>
            !t.Contains("\r\n", StringComparison.Ordinal) && !t.EndsWith('\r')
        );
        var key = Gen.NonEmptyListOf(Gen.Elements('a', 'B', '-', ' ', 'é'))
            .Select(c => new string([.. c]));
        var fields = Gen.NonEmptyListOf(key.SelectMany(k => value.Select(v => new AmiField(k, v))));
        Prop.ForAll(
                Arb.From(fields),
                written =>
                {
                    var block =
                        string.Concat(written.Select(f => $"{f.Key}: {f.Value}\r\n")) + "\r\n";
                    return AmiMessage
                        .Copy(Encoding.UTF8.GetBytes(block))
                        .Fields.SequenceEqual(written);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
