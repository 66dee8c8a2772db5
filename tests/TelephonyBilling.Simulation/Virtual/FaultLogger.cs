using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Simulation.Virtual;

/// <summary>Whatever the daemon logs with an exception is a defect that it survived.</summary>
internal sealed class FaultLogger<T>(World world) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (exception is not null)
        {
            world.Fault($"{formatter(state, exception)}: {exception}");
        }
    }
}
