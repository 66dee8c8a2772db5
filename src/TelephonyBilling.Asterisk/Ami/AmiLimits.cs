namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// How much one AMI message may cost. A peer that goes past a limit gets an <see cref="AmiProtocolException"/>, which
/// closes that connection alone.
/// </summary>
public sealed record AmiLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static AmiLimits Default { get; } = new();

    /// <summary>
    /// Longest line with its CRLF, in bytes. Default 16 KiB: Asterisk's own channel variables and application data stay
    /// below 8 KiB. Range 64 to <see cref="MaxMessageBytes"/>.
    /// </summary>
    public int MaxLineBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Most headers in one message. Default 16,384: events have some 22, but the answer to <c>Command</c> bears one
    /// <c>Output</c> header for each line of text. Range 8 to 1,048,576.
    /// </summary>
    public int MaxHeaders { get; init; } = 16 * 1024;

    /// <summary>Longest message with its closing blank line, in bytes. Default 1 MiB. Range 256 to 256 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Most events in one list reply (<c>CoreShowChannels</c> and the like). Default 200,000.</summary>
    public int MaxListItems { get; init; } = 200_000;

    /// <summary>Most bytes in one list reply. Default 256 MiB.</summary>
    public long MaxListBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range; the message names it.</exception>
    public void Validate()
    {
        Check(nameof(this.MaxMessageBytes), this.MaxMessageBytes, 256, 256 * 1024 * 1024);
        Check(nameof(this.MaxLineBytes), this.MaxLineBytes, 64, this.MaxMessageBytes);
        Check(nameof(this.MaxHeaders), this.MaxHeaders, 8, 1024 * 1024);
        Check(nameof(this.MaxListItems), this.MaxListItems, 1, 10_000_000);
        Check(nameof(this.MaxListBytes), this.MaxListBytes, 1024, 4L * 1024 * 1024 * 1024);
    }

    private static void Check(string name, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            throw new ArgumentException($"{name} is {value}; it must be {min} to {max}.", name);
        }
    }
}
