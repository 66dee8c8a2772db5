namespace TelephonyBilling.Daemon.Options;

/// <summary>The log: section <c>Logging</c>.</summary>
public sealed record LoggingOptions
{
    /// <summary>One line of text or one JSON object for each event. Default text.</summary>
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>The least level that is written. Default Information.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>A file to write to besides standard output, one for each day; null: none.</summary>
    public string? File { get; init; }

    /// <summary>How many daily files are kept, 1 to 3650. Default 31.</summary>
    public int FileDays { get; init; } = 31;

    /// <summary>Whether the last four digits of telephone numbers are hidden. Default false.</summary>
    public bool MaskNumbers { get; init; }
}

/// <summary>How a log event is written.</summary>
public enum LogFormat
{
    /// <summary>For people: <c>journalctl -f</c>.</summary>
    Text,

    /// <summary>For machines: one JSON object a line.</summary>
    Json,
}
