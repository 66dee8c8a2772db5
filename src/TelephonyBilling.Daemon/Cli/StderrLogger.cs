namespace TelephonyBilling.Daemon.Cli;

/// <summary>Shows warnings of the layers below to whoever runs a verb: a migration, a damaged database.</summary>
internal sealed class StderrLogger(TextWriter error) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            error.WriteLine($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
