using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>What somebody wants imported.</summary>
internal sealed record ImportRequest
{
    /// <summary>The file, or <see cref="InputFile.StandardInput"/>.</summary>
    internal required string File { get; init; }

    /// <summary>What people call it.</summary>
    internal string FileName =>
        File == InputFile.StandardInput ? "standard input" : Path.GetFileName(File);

    /// <summary>How it says things.</summary>
    internal required RateFileLayout Layout { get; init; }

    /// <summary>Where the rates go.</summary>
    internal required string Deck { get; init; }

    /// <summary>The currency of its amounts.</summary>
    internal required Currency Currency { get; init; }

    /// <summary>From when on they hold; null: at once.</summary>
    internal DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>Only look.</summary>
    internal bool IsDryRun { get; init; }

    /// <summary>Say what changes.</summary>
    internal bool ShowsDifference { get; init; }

    /// <summary>How many rows of each kind of change a person sees.</summary>
    internal int RowsShown { get; init; }
}
