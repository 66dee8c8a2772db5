namespace TelephonyBilling.Asterisk.Ami;

/// <summary>
/// A logged-in connection as the handler sees it. Actions sent through it go over this very connection, or fail: never
/// over a later one, to which what was found here does not apply.
/// </summary>
public sealed class AmiSession : IAmiSender
{
    private readonly AmiConnection connection;

    private AmiSession(
        AmiConnection connection,
        string pbx,
        AmiResponse? settings,
        AmiMessage? fullyBooted,
        DateTimeOffset connectedAt
    )
    {
        this.connection = connection;
        this.Pbx = pbx;
        this.AsteriskVersion = settings?["AsteriskVersion"];
        this.SystemName = settings?["SystemName"] is { Length: > 0 } name ? name : null;
        this.IsFullyBooted = fullyBooted is not null;
        this.Uptime = fullyBooted is null ? null : new Events.FullyBootedEvent(fullyBooted).Uptime;
        this.ConnectedAt = connectedAt;
    }

    /// <summary>The PBX's name in the options.</summary>
    public string Pbx { get; }

    /// <summary>Counts this client's connections from 1.</summary>
    public long Epoch => this.connection.Epoch;

    /// <summary>AMI's version, from the greeting.</summary>
    public string ProtocolVersion => this.connection.ProtocolVersion;

    /// <summary>Asterisk's version; null when the user may not ask (<c>CoreSettings</c>).</summary>
    public string? AsteriskVersion { get; }

    /// <summary>The <c>systemname</c> of <c>asterisk.conf</c>, or null.</summary>
    public string? SystemName { get; }

    /// <summary>Whether Asterisk said that it is fully booted. False also when the user lacks the <c>system</c> read class.</summary>
    public bool IsFullyBooted { get; }

    /// <summary>How long Asterisk has been running, whole seconds; null when it did not say.</summary>
    public TimeSpan? Uptime { get; }

    /// <summary>When the login was done, by this machine's clock, UTC.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>Asks a connection that is logged in what the handler wants to know of it first.</summary>
    /// <exception cref="AmiException">The connection went meanwhile, or does not answer.</exception>
    internal static async Task<AmiSession> OpenAsync(
        AmiConnection connection,
        AmiClientOptions options,
        TimeProvider time,
        AmiClientLog log,
        CancellationToken stop
    )
    {
        AmiMessage? booted = null;
        if (options.WaitForFullyBooted)
        {
            try
            {
                booted = await connection
                    .FullyBooted.WaitAsync(options.FullyBootedTimeout, time, stop)
                    .ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                log.NotFullyBooted();
            }
        }

        var settings = await connection
            .SendAsync(AmiActions.CoreSettings(), stop)
            .ConfigureAwait(false);
        return new AmiSession(
            connection,
            options.Name,
            settings.IsSuccess ? settings : null,
            booted,
            time.GetUtcNow()
        );
    }

    /// <inheritdoc />
    public Task<AmiResponse> SendAsync(
        AmiAction action,
        CancellationToken cancellationToken = default
    ) => this.connection.SendAsync(action, cancellationToken);
}
