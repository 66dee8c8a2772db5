using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Everything that a connection to one PBX needs to know. Immutable; checked by <see cref="Validate"/>.</summary>
public sealed record AmiClientOptions
{
    /// <summary>What the PBX is called in logs and metrics. Default <c>pbx</c>.</summary>
    public string Name { get; init; } = "pbx";

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port; 5038, or 5039 for TLS, by Asterisk's habit. 1 to 65535.</summary>
    public int Port { get; init; } = 5038;

    /// <summary>The user of <c>manager.conf</c>.</summary>
    public required string User { get; init; }

    /// <summary>Its secret. Never logged, and not part of <see cref="ToString"/>.</summary>
    public required string Secret { get; init; }

    /// <summary>TLS; null for plain TCP.</summary>
    public AmiTlsOptions? Tls { get; init; }

    /// <summary>How to prove that we know the secret. Default: MD5 challenge.</summary>
    public AmiAuthentication Authentication { get; init; } = AmiAuthentication.Md5;

    /// <summary>
    /// Which event classes Asterisk shall send: <c>on</c>, <c>off</c>, or a list such as <c>call,system,user</c>. The
    /// login's <c>Events</c> header. Leave <c>system</c> in, or <c>FullyBooted</c> does not come.
    /// </summary>
    public string EventMask { get; init; } = "on";

    /// <summary>Filters that Asterisk applies before sending (<c>Filter</c> action), set after each login. Needs the <c>system</c> write class.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>
    /// Names of the events that the handler gets; all others are skipped unread. Case does not matter. Null for all.
    /// </summary>
    public IReadOnlyCollection<string>? Subscriptions { get; init; }

    /// <summary>Time for TCP and TLS to connect. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for greeting and login. Default 10 s; Asterisk itself closes after 30 s (<c>authtimeout</c>).</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for an action's response, the list included. Default 10 s.</summary>
    public TimeSpan ActionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between keep-alives. Default 15 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long nothing at all may come after a ping. Default 5 s. While bytes flow the connection lives, so a burst of
    /// events in front of the pong does no harm.
    /// </summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to wait for <c>FullyBooted</c> before the connection is reported. Default true.</summary>
    public bool WaitForFullyBooted { get; init; } = true;

    /// <summary>How long to wait for it; then the connection is reported all the same, as not booted. Default 5 s.</summary>
    public TimeSpan FullyBootedTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many subscribed events may wait for the handler. One more, and the connection is dropped and reported as
    /// lost: events are never thrown away in silence. Default 262,144.
    /// </summary>
    public int QueueCapacity { get; init; } = 262_144;

    /// <summary>How many bytes those events may have together. Default 512 MiB.</summary>
    public long QueueMaxBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>First wait before connecting again. Default 250 ms.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait before connecting again. Default 15 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Makes the jitter repeatable, for tests. Null for a seed of chance.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>How long the handler may take for what is queued when the client stops. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Limits on what the peer may send.</summary>
    public AmiLimits Limits { get; init; } = AmiLimits.Default;

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">The first that does not fit; the message names it.</exception>
    public void Validate()
    {
        Filled(nameof(this.Name), this.Name);
        Filled(nameof(this.Host), this.Host);
        Filled(nameof(this.User), this.User);
        Filled(nameof(this.Secret), this.Secret);
        Filled(nameof(this.EventMask), this.EventMask);
        Require(this.Port is > 0 and <= 65535, nameof(this.Port), this.Port, "1 to 65535");
        Positive(nameof(this.ConnectTimeout), this.ConnectTimeout);
        Positive(nameof(this.LoginTimeout), this.LoginTimeout);
        Positive(nameof(this.ActionTimeout), this.ActionTimeout);
        Positive(nameof(this.PingInterval), this.PingInterval);
        Positive(nameof(this.PingTimeout), this.PingTimeout);
        Positive(nameof(this.FullyBootedTimeout), this.FullyBootedTimeout);
        Positive(nameof(this.DrainTimeout), this.DrainTimeout);
        Positive(nameof(this.BackoffMin), this.BackoffMin);
        Require(
            this.BackoffMax >= this.BackoffMin,
            nameof(this.BackoffMax),
            this.BackoffMax,
            "at least BackoffMin"
        );
        Require(
            this.QueueCapacity > 0,
            nameof(this.QueueCapacity),
            this.QueueCapacity,
            "at least 1"
        );
        Require(
            this.QueueMaxBytes > 0,
            nameof(this.QueueMaxBytes),
            this.QueueMaxBytes,
            "at least 1"
        );
        this.Limits.Validate();
    }

    // The compiler's ToString would print the secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Name = {this.Name}, Host = {this.Host}, Port = {this.Port}, User = {this.User}, Secret = ***, Tls = {this.Tls is not null}"
        );
        return true;
    }

    private static void Filled(string name, string value) =>
        Require(
            !string.IsNullOrWhiteSpace(value) && value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0,
            name,
            "(not shown)",
            "some text without line endings"
        );

    private static void Positive(string name, TimeSpan value) =>
        Require(
            value > TimeSpan.Zero && value < TimeSpan.FromDays(40),
            name,
            value,
            "more than zero and less than 40 days"
        );

    private static void Require(bool fits, string name, object found, string expected)
    {
        if (!fits)
        {
            throw new ArgumentException($"{name} is {found}; it must be {expected}.", name);
        }
    }
}
