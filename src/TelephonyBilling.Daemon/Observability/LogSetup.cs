using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>Sets the log up: standard output for the journal, and a file if one is configured.</summary>
public static class LogSetup
{
    /// <summary>One line an event, its words as they stand in the code; an exception follows on lines of its own.</summary>
    internal const string TextTemplate =
        "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Events that wait to be written, at most; then the writer waits rather than lose one.</summary>
    private const int QueueLength = 10_000;

    /// <summary>Makes the logger factory. Disposing it writes what is still queued.</summary>
    public static ILoggerFactory Create(LoggingOptions options) =>
        Create(options, Console.OpenStandardOutput());

    /// <summary>As above, to a stream that the factory then owns.</summary>
    internal static ILoggerFactory Create(LoggingOptions options, Stream output)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(ToSerilog(options.Level))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .Enrich.With(new OneLineEnricher());
        if (options.MaskNumbers)
        {
            configuration.Enrich.With(new NumberMaskEnricher());
        }
        var formatter = Formatter(options.Format);
        configuration.WriteTo.Sink(
            new LogWriter(output, formatter, FileOf(options, formatter), QueueLength)
        );
        var factory = new LoggerFactory();
        // Added, not handed to the constructor: only a provider that was added is disposed with the factory.
        factory.AddProvider(
            new Serilog.Extensions.Logging.SerilogLoggerProvider(
                configuration.CreateLogger(),
                dispose: true
            )
        );
        return factory;
    }

    private static Logger? FileOf(LoggingOptions options, ITextFormatter formatter) =>
        options.File is { } file
            ? new LoggerConfiguration()
                .MinimumLevel.Verbose() // What is too little to tell was left out before.
                .WriteTo.File(
                    formatter,
                    file,
                    rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: options.FileDays
                )
                .CreateLogger()
            : null;

    private static ITextFormatter Formatter(LogFormat format) =>
        format == LogFormat.Json
            ? new JsonLineFormatter()
            : new MessageTemplateTextFormatter(TextTemplate, CultureInfo.InvariantCulture);

    private static LogEventLevel ToSerilog(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => LogEventLevel.Verbose,
            LogLevel.Debug => LogEventLevel.Debug,
            LogLevel.Information => LogEventLevel.Information,
            LogLevel.Warning => LogEventLevel.Warning,
            LogLevel.Error => LogEventLevel.Error,
            _ => LogEventLevel.Fatal,
        };
}
