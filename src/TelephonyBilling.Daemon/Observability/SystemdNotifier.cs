using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Daemon.Observability;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)): datagrams of <c>KEY=VALUE</c> to the socket in <c>NOTIFY_SOCKET</c>.
/// Without that variable every call does nothing, so that the daemon runs by hand just the same.
/// </summary>
public sealed class SystemdNotifier
{
    private readonly UnixDomainSocketEndPoint? socket;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;

    /// <summary>Makes a notifier.</summary>
    /// <param name="notifySocket">The value of <c>NOTIFY_SOCKET</c>: a path, or a name with <c>@</c> before it; null: systemd isn't there.</param>
    /// <param name="watchdog">How often systemd wants to hear of us; null: it doesn't watch.</param>
    /// <param name="timeProvider">Makes the watchdog's timer.</param>
    /// <param name="logger">Takes what can't be sent.</param>
    public SystemdNotifier(
        string? notifySocket,
        TimeSpan? watchdog,
        TimeProvider timeProvider,
        ILogger logger
    )
    {
        // A name in the abstract namespace begins with a NUL, which an environment variable can't hold.
        socket = string.IsNullOrEmpty(notifySocket)
            ? null
            : new UnixDomainSocketEndPoint(
                notifySocket[0] == '@' ? "\0" + notifySocket[1..] : notifySocket
            );
        Watchdog = socket is null ? null : watchdog;
        this.timeProvider = timeProvider;
        this.logger = logger;
    }

    /// <summary>Whether systemd started us and wants to be told.</summary>
    public bool IsActive => socket is not null;

    /// <summary>How often systemd wants to hear of us; null: it doesn't watch.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>A notifier by this process's environment.</summary>
    public static SystemdNotifier FromEnvironment(TimeProvider timeProvider, ILogger logger)
    {
        TimeSpan? watchdog = null;
        var forUs =
            Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } pid
            || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (
            forUs
            && long.TryParse(
                Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var microseconds
            )
            && microseconds > 0
        )
        {
            watchdog = TimeSpan.FromMicroseconds(microseconds);
        }
        return new SystemdNotifier(
            Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
            watchdog,
            timeProvider,
            logger
        );
    }

    /// <summary>The service is up.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>The service is going down.</summary>
    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping.");

    /// <summary>A sentence for <c>systemctl status</c>.</summary>
    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>
    /// Asks the probes twice in each watchdog interval (every 10 s where systemd does not watch), tells systemd that we
    /// live while those of <see cref="HealthScope.Alive"/> say so, and keeps the status line true. Ends with the token.
    /// </summary>
    public async Task RunAsync(HealthBoard board, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(board);
        using var timer = new PeriodicTimer(
            Watchdog is { } watchdog ? watchdog / 2 : TimeSpan.FromSeconds(10),
            timeProvider
        );
        var last = "";
        do
        {
            var reports = await board.CheckAsync(cancellationToken);
            if (HealthBoard.IsAlive(reports))
            {
                Send("WATCHDOG=1");
            }
            var status = Describe(reports);
            if (status != last)
            {
                Status(last = status);
                HealthLog.Changed(logger, HealthBoard.IsReady(reports), status);
            }
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static string Describe(IReadOnlyList<HealthReport> reports)
    {
        var wrong = reports
            .Where(report => report.Problem is not null)
            .Select(report => $"{report.Name}: {report.Problem}")
            .ToList();
        return wrong.Count == 0 ? "All is well." : string.Join("; ", wrong);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private void Send(string message)
    {
        if (socket is null)
        {
            return;
        }
        try
        {
            using var sender = new Socket(
                AddressFamily.Unix,
                SocketType.Dgram,
                ProtocolType.Unspecified
            );
            sender.SendTo(Encoding.UTF8.GetBytes(message), socket);
        }
        catch (SocketException e)
        {
            HealthLog.NotSent(logger, e.Message);
        }
    }
}
