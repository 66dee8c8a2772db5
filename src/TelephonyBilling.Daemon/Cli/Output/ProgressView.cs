using Spectre.Console;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Shows a person how far something long has come; where nobody looks, or JSON is read, nothing is printed.</summary>
internal static class ProgressView
{
    /// <summary>Does the work and shows its steps meanwhile.</summary>
    /// <param name="terminal">The terminal; null: nobody looks.</param>
    /// <param name="work">Begins steps and does them.</param>
    internal static async Task<T> ShowAsync<T>(
        TextWriter? terminal,
        Func<ProgressSteps, Task<T>> work
    )
    {
        if (terminal is null)
        {
            return await work(new ProgressSteps(null));
        }
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(terminal),
                // That it can paint was found out before.
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
            }
        );
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn()
            )
            .StartAsync(context => work(new ProgressSteps(context)));
    }
}

/// <summary>The steps of something long.</summary>
internal sealed class ProgressSteps(ProgressContext? context)
{
    private ProgressTask? current;

    /// <summary>Ends the step before and begins one whose length nobody knows.</summary>
    internal void Begin(string what) => Start(what, 1)?.IsIndeterminate(true);

    /// <summary>Ends the step before and begins one of so many parts.</summary>
    /// <returns>Hears how many are done; null: nobody looks.</returns>
    internal IProgress<int>? Begin(string what, int parts) =>
        Start(what, parts) is { } step ? new StepReport(step) : null;

    private ProgressTask? Start(string what, int parts)
    {
        if (current is not null)
        {
            current.IsIndeterminate(false);
            current.Value = current.MaxValue;
        }
        return current = context?.AddTask(Markup.Escape(what), maxValue: Math.Max(parts, 1));
    }

    private sealed class StepReport(ProgressTask step) : IProgress<int>
    {
        public void Report(int value) => step.Value = value;
    }
}
