using TelephonyBilling.Daemon.Cli.Doctor;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>What callers may hear, what is shipped, what is spoken and what is listed are the same.</summary>
public sealed class PromptTests
{
    [Fact]
    public void EveryPromptThatACallerMayHear_IsShippedAndNoOther() =>
        Directory
            .GetFiles(
                Repository.Path("asterisk-config", "sounds", "en", "telephony-billing"),
                "*.ulaw"
            )
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Should()
            .BeEquivalentTo(DialplanCheck.Prompts);

    [Fact]
    public void EveryPrompt_IsSpokenFromATextOfOurs() =>
        Texts().Keys.Should().BeEquivalentTo(DialplanCheck.Prompts);

    [Fact]
    public void TheListForWhoeverRecordsThem_HasEveryTextAsItIsSpoken()
    {
        var listed = File.ReadLines(Repository.Path("asterisk-config", "sounds", "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);

        listed.Should().BeEquivalentTo(Texts());
    }

    /// <summary>The lines <c>name|text</c> of the script that speaks them.</summary>
    private static Dictionary<string, string> Texts() =>
        File.ReadLines(Repository.Path("eng", "sounds", "make"))
            .SkipWhile(line => !line.EndsWith("<<'TEXTS'", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line != "TEXTS")
            .Select(line => line.Split('|'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
