using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>The usual help, with the verb's examples below.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples)
            {
                output.WriteLine($"  telephony-billing {example}");
            }
            output.WriteLine();
        }
        return result;
    }
}
