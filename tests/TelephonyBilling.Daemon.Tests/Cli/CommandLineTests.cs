using System.CommandLine;
using TelephonyBilling.Daemon.Cli;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Theory]
    [InlineData("bogus")]
    [InlineData("account")]
    [InlineData("account", "show")]
    [InlineData("account", "show", "acme", "--bogus")]
    [InlineData("credit", "add", "acme")]
    public async Task WrongUsage_Exits2AndPointsToTheHelp(params string[] arguments)
    {
        var result = await rig.RunAsync(arguments);

        result.ExitCode.Should().Be(2);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain("--help");
    }

    [Fact]
    public async Task Run_GivesTheDaemonItsOptions()
    {
        await rig.DoAsync("run");

        rig.Started!.Pbx.Should().ContainSingle().Which.AmiSecret.Reveal().Should().Be("x");
    }

    [Fact]
    public async Task Run_BadConfiguration_Exits1AndListsEveryError()
    {
        rig.Write("tb.json", """{ "Pbx": [ { "Name": "a" } ], "Metering": { "Kwota": 3 } }""");

        var result = await rig.RunAsync("run");

        result.ExitCode.Should().Be(1);
        result
            .Error.Should()
            .Contain("2 errors")
            .And.Contain("Pbx:0:AmiSecret")
            .And.Contain("Kwota");
        rig.Started.Should().BeNull();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("account", "create", "--help")]
    [InlineData("calls", "live", "-h")]
    public async Task Help_IsPrintedAndExits0(params string[] arguments)
    {
        var result = await rig.DoAsync(arguments);

        result.Out.Should().Contain("Usage:");
        result.Error.Should().BeEmpty();
    }

    [Fact]
    public void Help_OfEveryVerbThatDoesSomething_HasExamplesThatParse()
    {
        var root = CliRig.Root();
        foreach (var verb in Leaves(root).Cast<Verb>())
        {
            verb.Examples.Should().NotBeEmpty("'{0}' needs examples", verb.Name);
            foreach (var example in verb.Examples)
            {
                var parsed = root.Parse(example.Split(" > ")[0]);
                parsed.Errors.Should().BeEmpty("'{0}' is an example", example);
                parsed.CommandResult.Command.Should().BeSameAs(verb);
            }
        }
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
