using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Testing.Logging;

/// <summary>Keeps what is logged. Thread-safe.</summary>
/// <param name="least">Whatever is less than this is not kept.</param>
public sealed class ListLogger(LogLevel least = LogLevel.Trace) : ILogger
{
    /// <summary>Oldest first, each as <c>Level: text</c>.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The same, for a type that wants a logger of its own.</summary>
    public ILogger<T> For<T>() => new Typed<T>(this);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }
    }

    private sealed class Typed<T>(ListLogger all) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => all.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => all.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => all.Log(logLevel, eventId, state, exception, formatter);
    }
}
