namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>What one FastAGI session may cost. Past a limit that session alone ends.</summary>
public sealed record AgiLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static AgiLimits Default { get; } = new();

    /// <summary>
    /// Longest line of the environment or of a reply, in bytes. Default 8 KiB: channel names and application arguments
    /// stay below. Range 64 to 1 MiB.
    /// </summary>
    public int MaxLineBytes { get; init; } = 8 * 1024;

    /// <summary>Most lines of the environment. Default 160: some 25, and up to 127 arguments. Range 8 to 10,000.</summary>
    public int MaxHeaders { get; init; } = 160;

    /// <summary>Longest environment in bytes. Default 32 KiB. Range 256 to 16 MiB.</summary>
    public int MaxEnvironmentBytes { get; init; } = 32 * 1024;

    /// <summary>Longest reply, all its lines, in bytes. Default 64 KiB. Range 256 to 16 MiB.</summary>
    public int MaxReplyBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Longest command line that is sent, in bytes with its line feed. Default 2,000, because Asterisk 16 reads commands
    /// into 2,048 bytes (<c>AGI_BUF_LEN</c>; 22 has 8,192) and takes what is beyond for a command of its own.
    /// Range 128 to 8,190.
    /// </summary>
    public int MaxCommandBytes { get; init; } = 2000;

    /// <summary>Time for the peer to send its environment. Default 5 s.</summary>
    public TimeSpan EnvironmentTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for the peer to answer a command, unless the caller gives another. Default 5 s.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for a whole session. Default 1 minute: a gate answers at once and lets go.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">The first value outside its range; the message names it.</exception>
    public void Validate()
    {
        Check(nameof(this.MaxLineBytes), this.MaxLineBytes, 64, 1024 * 1024);
        Check(nameof(this.MaxHeaders), this.MaxHeaders, 8, 10_000);
        Check(nameof(this.MaxEnvironmentBytes), this.MaxEnvironmentBytes, 256, 16 * 1024 * 1024);
        Check(nameof(this.MaxReplyBytes), this.MaxReplyBytes, 256, 16 * 1024 * 1024);
        Check(nameof(this.MaxCommandBytes), this.MaxCommandBytes, 128, 8190);
        Check(nameof(this.EnvironmentTimeout), this.EnvironmentTimeout);
        Check(nameof(this.ReplyTimeout), this.ReplyTimeout);
        Check(nameof(this.SessionTimeout), this.SessionTimeout);
    }

    private static void Check(string name, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            throw new ArgumentException($"{name} is {value}; it must be {min} to {max}.", name);
        }
    }

    private static void Check(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
        {
            throw new ArgumentException(
                $"{name} is {value}; it must be more than zero and at most a day.",
                name
            );
        }
    }
}
