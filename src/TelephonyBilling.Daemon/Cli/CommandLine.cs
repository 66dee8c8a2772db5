using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using TelephonyBilling.Daemon.Cli.Verbs;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Storage;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>The program's command line: parses it, does the verb, and turns whatever happens into an exit code.</summary>
public static class CommandLine
{
    /// <summary>Does what the arguments say.</summary>
    /// <returns>0 done, 1 refused or failed, 2 wrong usage.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        CliEnvironment environment,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(environment);
        var parsed = Build(environment).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                environment.Error.WriteLine(error.Message);
            }
            environment.Error.WriteLine($"See: {PathOf(parsed.CommandResult)} --help");
            return CliFailure.WrongUsage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            // After SIGTERM the daemon finishes what is under way; longer than that systemd does not wait either.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CliFailure failure)
        {
            environment.Error.WriteLine(failure.Message);
            return failure.ExitCode;
        }
        catch (Exception e) when (e is StoreOpenException or StoreUnavailableException)
        {
            environment.Error.WriteLine(e.Message);
            return CliFailure.Refused;
        }
        catch (PaymentRefusedException e)
        {
            environment.Error.WriteLine(
                e.Code == NoProvider.Code ? e.Message : $"The payment provider says no: {e.Message}"
            );
            return CliFailure.Refused;
        }
        catch (PaymentUnknownException e)
        {
            environment.Error.WriteLine(
                $"The payment provider gave no answer; try again later. {e.Message}"
            );
            return CliFailure.Refused;
        }
        catch (ArgumentException e)
        {
            // A store refuses texts that are never right; what .NET adds about its own parameter helps nobody.
            environment.Error.WriteLine(e.Message.Split(" (Parameter '")[0]);
            return CliFailure.WrongUsage;
        }
        catch (OperationCanceledException)
        {
            environment.Error.WriteLine("Interrupted.");
            return CliFailure.Refused;
        }
    }

    internal static RootCommand Build(CliEnvironment environment)
    {
        var root = new RootCommand(
            "Prepaid billing for Asterisk: gates, meters, ends and settles calls on an account's balance."
        );
        root.Options.Add(CommonOptions.Config);
        root.Subcommands.Add(RunVerb.Build(environment));
        root.Subcommands.Add(DoctorVerb.Build(environment));
        root.Subcommands.Add(ExplainVerb.Build(environment));
        root.Subcommands.Add(SimulateVerb.Build(environment));
        root.Subcommands.Add(AccountVerbs.Build(environment));
        root.Subcommands.Add(CreditVerbs.Build(environment));
        root.Subcommands.Add(NumberVerbs.Build(environment));
        root.Subcommands.Add(ExtensionVerbs.Build(environment));
        root.Subcommands.Add(LimitVerbs.Build(environment));
        root.Subcommands.Add(MemberVerbs.Build(environment));
        root.Subcommands.Add(RateVerbs.Build(environment));
        root.Subcommands.Add(PlanVerbs.Build(environment));
        root.Subcommands.Add(RuleVerbs.Build(environment));
        root.Subcommands.Add(ExchangeVerbs.Build(environment));
        root.Subcommands.Add(SurchargeVerbs.Build(environment));
        root.Subcommands.Add(CallVerbs.Build(environment));
        root.Subcommands.Add(UsageVerb.Build(environment));
        root.Subcommands.Add(EventVerbs.Build(environment));
        root.Subcommands.Add(StatementVerb.Build(environment));
        root.Subcommands.Add(LedgerVerbs.Build(environment));
        root.Subcommands.Add(AuditVerbs.Build(environment));
        root.Subcommands.Add(NoticeVerbs.Build(environment));
        root.Subcommands.Add(MailVerbs.Build(environment));
        root.Subcommands.Add(JobVerbs.Build(environment));
        root.Subcommands.Add(TopUpVerbs.Build(environment));
        root.Subcommands.Add(CardVerbs.Build(environment));
        root.Subcommands.Add(RechargeVerbs.Build(environment));
        root.Subcommands.Add(InvoiceVerbs.Build(environment));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string PathOf(System.CommandLine.Parsing.CommandResult result)
    {
        var names = new List<string>();
        for (
            var at = result;
            at is not null;
            at = at.Parent as System.CommandLine.Parsing.CommandResult
        )
        {
            names.Insert(0, at.Command is RootCommand ? "telephony-billing" : at.Command.Name);
        }
        return string.Join(' ', names);
    }
}
