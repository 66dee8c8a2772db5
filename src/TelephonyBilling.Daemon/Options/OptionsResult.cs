namespace TelephonyBilling.Daemon.Options;

/// <summary>A configuration, or all that is wrong with it.</summary>
/// <param name="Options">Null where there are errors.</param>
/// <param name="Errors">Every error at once, so that nobody mends one to meet the next.</param>
/// <param name="Path">The file that was read.</param>
public sealed record OptionsResult(
    DaemonOptions? Options,
    IReadOnlyList<OptionsError> Errors,
    string Path
)
{
    /// <summary>The errors for a person, one a line; empty where there are none.</summary>
    public string Describe() =>
        Errors.Count == 0
            ? ""
            : $"The configuration has {(Errors.Count == 1 ? "an error" : $"{Errors.Count} errors")}; nothing was started or changed.\n"
                + string.Join('\n', Errors.Select(error => $"  {error}"));
}
