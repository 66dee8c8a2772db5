using Spectre.Console;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Repaints a table in the terminal until the token; then it throws.</summary>
internal static class LiveView
{
    internal static Task ShowAsync(
        Func<Task<TextTable>> read,
        PeriodicTimer timer,
        CancellationToken cancellationToken
    ) =>
        AnsiConsole
            .Live(new Text(""))
            .AutoClear(false)
            .StartAsync(async live =>
            {
                do
                {
                    live.UpdateTarget(Paint(await read()));
                } while (await timer.WaitForNextTickAsync(cancellationToken));
            });

    private static Text Paint(TextTable table)
    {
        if (table.IsEmpty)
        {
            return new Text("No call is open.");
        }
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        table.Write(text);
        return new Text(text.ToString().TrimEnd());
    }
}
