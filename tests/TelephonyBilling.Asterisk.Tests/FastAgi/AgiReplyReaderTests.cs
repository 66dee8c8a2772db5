using System.Text;
using TelephonyBilling.Asterisk.FastAgi;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

public sealed class AgiReplyReaderTests
{
    [Theory]
    [InlineData("200 result=0", 200, "0", null, "")]
    [InlineData("200 result=1", 200, "1", null, "")]
    [InlineData("200 result=-1", 200, "-1", null, "")]
    [InlineData("200 result=1 (some value)", 200, "1", "some value", "")]
    [InlineData("200 result=1 ()", 200, "1", "", "")]
    [InlineData("200 result=1 (a (b) c)", 200, "1", "a (b) c", "")]
    [InlineData("200 result=49 endpos=4000", 200, "49", null, "endpos=4000")]
    [InlineData("200 result=0 (timeout) endpos=0", 200, "0", "timeout", "endpos=0")]
    [InlineData("510 Invalid or unknown command", 510, null, null, "")]
    [InlineData(
        "511 Command Not Permitted on a dead channel or intercept routine",
        511,
        null,
        null,
        ""
    )]
    [InlineData("520 Invalid command syntax.  Proper usage not available.", 520, null, null, "")]
    public void Take_OneLine_IsAReply(
        string line,
        int code,
        string? result,
        string? data,
        string rest
    )
    {
        var reply = Replies(false, line).Should().ContainSingle().Subject;
        reply.Code.Should().Be(code);
        reply.Result.Should().Be(result);
        reply.Data.Should().Be(data);
        reply.Rest.Should().Be(rest);
        reply.ToString().Should().Be(line);
    }

    [Fact]
    public void Take_UsageOfManyLines_IsOneReply()
    {
        var reply = Replies(
                false,
                "520-Invalid command syntax.  Proper usage follows:",
                " Usage: SET VARIABLE <variablename> <value>",
                "",
                "HANGUP",
                "520 End of proper usage."
            )
            .Should()
            .ContainSingle()
            .Subject;
        reply.Code.Should().Be(520);
        reply.Text.Should().Contain("SET VARIABLE").And.EndWith("520 End of proper usage.");
    }

    [Fact]
    public void Take_ValueWithLineFeeds_IsOneReplyWhereAValueIsExpected()
    {
        Replies(true, "200 result=1 (first", "200 result=0", "HANGUP", "last)")
            .Should()
            .ContainSingle()
            .Which.Data.Should()
            .Be("first\n200 result=0\nHANGUP\nlast");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("200")]
    [InlineData("200 ")]
    [InlineData("200 resultat=1")]
    [InlineData("20 result=1")]
    [InlineData("2000 result=1")]
    [InlineData("agi_callingpres: 0")]
    [InlineData("\0\0\0")]
    [InlineData("099 result=1")]
    public void Take_Garbage_IsAProtocolError(string line)
    {
        var take = () => Replies(false, line);
        take.Should().Throw<AgiProtocolException>();
    }

    [Fact]
    public void Take_ReplyToNothing_IsAProtocolError()
    {
        var take = () =>
            new AgiReplyReader(AgiLimits.Default).Take("200 result=1"u8, false, false, out _);
        take.Should().Throw<AgiProtocolException>().WithMessage("*since no command was sent*");
    }

    [Fact]
    public void Take_UsageAfterAnExecThatGaveOne_IsNotTheNextReply()
    {
        var reader = new AgiReplyReader(AgiLimits.Default);
        reader.Take("200 result=1"u8, true, false, out _).Should().Be(AgiReplyReader.Kind.Reply);
        reader.ExpectSpuriousUsage();
        reader.Take("520-Invalid command syntax.  Proper usage follows:"u8, false, false, out _);
        reader.Take(" Usage: EXEC"u8, true, false, out _).Should().Be(AgiReplyReader.Kind.Nothing);
        reader
            .Take("520 End of proper usage."u8, true, false, out _)
            .Should()
            .Be(AgiReplyReader.Kind.Nothing);
        reader
            .Take("200 result=0"u8, true, false, out var reply)
            .Should()
            .Be(AgiReplyReader.Kind.Reply);
        reply!.Result.Should().Be("0");
    }

    [Fact]
    public void Take_EndlessUsage_IsRefused()
    {
        var reader = new AgiReplyReader(new AgiLimits { MaxReplyBytes = 256 });
        reader.Take("520-usage"u8, true, false, out _);
        var take = () =>
        {
            for (var i = 0; i < 100; i++)
            {
                reader.Take("more and more"u8, true, false, out _);
            }
        };
        take.Should().Throw<AgiProtocolException>().WithMessage("*more than 256 bytes*");
    }

    private static List<AgiReply> Replies(bool valueExpected, params string[] lines)
    {
        var reader = new AgiReplyReader(AgiLimits.Default);
        var replies = new List<AgiReply>();
        foreach (var line in lines)
        {
            if (
                reader.Take(Encoding.UTF8.GetBytes(line), true, valueExpected, out var reply)
                == AgiReplyReader.Kind.Reply
            )
            {
                replies.Add(reply!);
            }
        }

        return replies;
    }
}
