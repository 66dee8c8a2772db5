using System.Text;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Testing.Asterisk;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

public sealed class AgiRequestTests
{
    [Fact]
    public void Parse_Environment_HasEverythingThatTheDialplanSent()
    {
        var request = Parse(
            FakeAgiClient.Environment(
                "authorize?account=acme&note=a%20b+c&empty=",
                new("agi_arg_1", "first"),
                new("agi_arg_2", ""),
                new("agi_arg_4", "not counted: the third is missing")
            )
        );
        request.IsNetwork.Should().BeTrue();
        request.Path.Should().Be("/authorize");
        request.QueryText.Should().Be("account=acme&note=a%20b+c&empty=");
        request
            .Query.Should()
            .BeEquivalentTo(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["account"] = "acme",
                    ["note"] = "a b c",
                    ["empty"] = "",
                }
            );
        request.Arguments.Should().Equal("first", "");
        request.Channel.Should().Be("PJSIP/1001-00000001");
        request.Uniqueid.Should().Be("1767614400.1");
        request.CallerId.Should().Be("1001");
        request.CallerIdName.Should().Be("Alice");
        request.Dnid.Should().Be("011442079460000");
        request.Rdnis.Should().BeNull("Asterisk says unknown");
        request.AccountCode.Should().Be("acme");
        request.Context.Should().Be("phones");
        request.Extension.Should().Be("011442079460000");
        request.Priority.Should().Be(3);
        request.Language.Should().Be("en");
        request.Version.Should().Be("22.5.2");
        request.IsEnhanced.Should().BeFalse();
        request["agi_threadid"].Should().Be("139872145356544");
        request["agi_nothing"].Should().BeNull();
        request.Variables.Should().HaveCount(25);
    }

    [Theory]
    [InlineData("", "/")]
    [InlineData("authorize", "/authorize")]
    [InlineData("/authorize/", "/authorize")]
    [InlineData("a/b?x", "/a/b")]
    [InlineData("?x=1", "/")]
    public void Path_Scripts_AreNormalised(string script, string path) =>
        Parse($"agi_network: yes\nagi_network_script: {script}\nagi_request: agi://h/x\n")
            .Path.Should()
            .Be(path);

    [Theory]
    [InlineData("agi://127.0.0.1:4573/authorize?x=1", "/authorize")]
    [InlineData("agi://127.0.0.1", "/")]
    [InlineData("script.agi", "/")]
    public void Path_NoScriptVariable_IsTakenFromTheAddress(string address, string path) =>
        Parse($"agi_network: yes\nagi_request: {address}\n").Path.Should().Be(path);

    [Theory]
    [InlineData("Mallory\nagi_accountcode: victim")]
    [InlineData("Mallory\nagi_uniqueid: 1.1")]
    public void Parse_CallerNameThatForgesAVariable_IsRefused(string name)
    {
        var parse = () =>
            Parse(
                FakeAgiClient.Environment(
                    "authorize",
                    new KeyValuePair<string, string>("agi_calleridname", name)
                )
            );
        parse.Should().Throw<AgiProtocolException>().WithMessage("*twice*line feed*");
    }

    [Fact]
    public void Parse_LineWithoutColon_IsRefused()
    {
        var parse = () => Parse("agi_request: x\nnonsense\n");
        parse.Should().Throw<AgiProtocolException>().WithMessage("*1 line(s) without a colon*");
    }

    [Fact]
    public void Parse_NotAgi_IsRefused()
    {
        var parse = () => Parse("Host: example.test\nUser-Agent: curl\n");
        parse.Should().Throw<AgiProtocolException>().WithMessage("*no agi_request*");
    }

    [Fact]
    public void Parse_MoreLinesThanAllowed_IsRefused()
    {
        var text = string.Concat(Enumerable.Range(0, 20).Select(i => $"agi_{i}: x\n"));
        var parse = () =>
            AgiRequest.Parse(Encoding.UTF8.GetBytes(text), new AgiLimits { MaxHeaders = 8 });
        parse.Should().Throw<AgiProtocolException>().WithMessage("*20 lines; at most 8*");
    }

    private static AgiRequest Parse(string environment) =>
        AgiRequest.Parse(Encoding.UTF8.GetBytes(environment.TrimEnd('\n') + "\n"));
}
