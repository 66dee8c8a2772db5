using TelephonyBilling.Daemon.Cli;
using TelephonyBilling.Daemon.Hosting;

return await CommandLine.RunAsync(args, CliEnvironment.OfThisProcess(DaemonRun.RunAsync));
