namespace TelephonyBilling.Daemon.Options;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">The key, such as <c>Pbx:0:AmiPort</c>; empty: the file as a whole.</param>
/// <param name="Source">The file or the environment variable that it came from; empty: it came from nowhere.</param>
/// <param name="Problem">What was found and what is expected, as a sentence. No secret is in it.</param>
public sealed record OptionsError(string Key, string Source, string Problem)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() =>
        (Key.Length, Source.Length) switch
        {
            (0, 0) => Problem,
            (0, _) => $"{Source}: {Problem}",
            (_, 0) => $"{Key}: {Problem}",
            _ => $"{Key} ({Source}): {Problem}",
        };
}
