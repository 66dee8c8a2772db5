using TelephonyBilling.Daemon.Cli.Doctor;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class PromptTests
{
    [Fact]
    public void EveryPromptThatACallerMayHear_IsShippedAndNoOther()
    {
        var folder = Repository.Path("asterisk-config", "sounds", "en", "telephony-billing");

        Directory
            .GetFiles(folder)
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Should()
            .BeEquivalentTo(DialplanCheck.Prompts);
    }
}
