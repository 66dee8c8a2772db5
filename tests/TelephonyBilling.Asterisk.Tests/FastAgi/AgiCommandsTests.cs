using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Asterisk.FastAgi;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

public sealed class AgiCommandsTests
{
    [Fact]
    public void SetVariables_PlainValues_AreOneCommand() =>
        AgiCommands
            .SetVariables(
                [
                    new("TB_RESULT", "ALLOW"),
                    new("__TB_CALL_ID", "1767614400.1"),
                    new("TB_DESTINATION", "United Kingdom (mobile), O2"),
                    new("TB_EMPTY", ""),
                ],
                2000
            )
            .Should()
            .Equal(
                """EXEC MSet "TB_RESULT=ALLOW,__TB_CALL_ID=1767614400.1,TB_DESTINATION=United Kingdom \\(mobile\\)\\, O2,TB_EMPTY=" """.TrimEnd()
            );

    [Fact]
    public void SetVariables_Function_GoesByItselfInItsPlace() =>
        AgiCommands
            .SetVariables(
                [new("A", "1"), new("CONNECTEDLINE(name,i)", "x \"y\""), new("B", "2")],
                2000
            )
            .Should()
            .Equal(
                "EXEC MSet \"A=1\"",
                """SET VARIABLE "CONNECTEDLINE(name,i)" "x \"y\"" """.TrimEnd(),
                "EXEC MSet \"B=2\""
            );

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void SetVariables_WhatNoCommandCarries_IsRefused(string value)
    {
        var mset = () => AgiCommands.SetVariables([new("A", value)], 2000);
        mset.Should().Throw<ArgumentException>();
        var set = () => AgiCommands.SetVariable("A", value);
        set.Should().Throw<ArgumentException>();
        var name = () => AgiCommands.SetVariable(value, "x");
        name.Should().Throw<ArgumentException>();
        var exec = () => AgiCommands.Exec(value, "x");
        exec.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void SetVariables_ValueTooLongForAny_IsRefusedNotCut()
    {
        var set = () => AgiCommands.SetVariables([new("A", new string('x', 3000))], 2000);
        set.Should()
            .Throw<ArgumentException>()
            .WithMessage("Setting A takes a command of * bytes; at most 2000*");
    }

    [Fact]
    public void AnyVariables_AreReadBackByAsteriskAsGiven()
    {
        var character = Gen.Elements(
            'a',
            '0',
            ' ',
            '\t',
            '"',
            '\\',
            ',',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '$',
            '=',
            '|',
            ';',
            '\'',
            '&',
            'é',
            '漢',
            '_'
        );
        var value = Gen.ListOf(character).Select(c => new string([.. c]));
        var name = Gen.Elements("A", "__TB_X", "TB_RESULT", "CALLERID(name)");
        var variables = Gen.NonEmptyListOf(
            name.SelectMany(n => value.Select(v => KeyValuePair.Create(n, v)))
        );
        Prop.ForAll(
                Arb.From(variables),
                given =>
                {
                    var list = given.ToList();
                    var commands = AgiCommands.SetVariables(list, 400);
                    return commands.All(c => Encoding.UTF8.GetByteCount(c) < 400)
                        && commands.SelectMany(Read).SequenceEqual(list);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(string command)
    {
        var words = AsteriskArguments.Words(command);
        if (words[0] == "SET")
        {
            words.Should().HaveCount(4);
            return [KeyValuePair.Create(words[2], words[3])];
        }

        words.Should().HaveCount(3);
        words.Take(2).Should().Equal("EXEC", "MSet");
        AsteriskArguments
            .WouldExpand(words[2])
            .Should()
            .BeFalse("AGIEXECFULL must not change {0}", words[2]);
        return AsteriskArguments.Pairs(words[2]);
    }
}
