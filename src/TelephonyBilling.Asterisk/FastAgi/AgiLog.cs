using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// Says what went wrong with peers. Hostile ones must not fill the log: a few lines in each window, the metrics have the
/// rest. Thread-safe.
/// </summary>
internal sealed class AgiLog(ILogger logger, TimeProvider time)
{
    private const int LinesInWindow = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private long windowStart;
    private int lines;

    /// <summary>Logs what ended a session early and names it for the metric.</summary>
    public string Report(AgiConnection connection, Exception error, string where)
    {
        switch (error)
        {
            case AgiHangupException or SocketException or ObjectDisposedException:
                logger.LogDebug(
                    "agi peer gone peer={Peer} at={At} detail=\"{Detail}\"",
                    connection.Peer,
                    where,
                    error.Message
                );
                return "hangup";
            case OperationCanceledException when connection.AbortError is { } aborted:
                return this.Report(connection, aborted, where);
            case AgiTimeoutException:
                this.Warn("agi session timed out", connection.Peer, where, error.Message);
                return "timeout";
            case AgiProtocolException:
                AsteriskMetrics.ProtocolErrors.Add(1, AsteriskMetrics.Tag("protocol", "agi"));
                this.Warn("agi protocol broken", connection.Peer, where, error.Message);
                return "protocol-error";
            default:
                logger.LogError(
                    error,
                    "agi handler failed peer={Peer} route={Route}",
                    connection.Peer,
                    where
                );
                return "handler-error";
        }
    }

    /// <summary>Logs a warning about a peer, if there is room in the window.</summary>
    public void Warn(string what, IPEndPoint? peer, string where, string detail)
    {
        bool last;
        lock (this.gate)
        {
            var now = time.GetTimestamp();
            if (this.lines == 0 || time.GetElapsedTime(this.windowStart, now) > Window)
            {
                this.windowStart = now;
                this.lines = 0;
            }

            if (++this.lines > LinesInWindow)
            {
                return;
            }

            last = this.lines == LinesInWindow;
        }

        logger.LogWarning(
            "{What} peer={Peer} at={At} detail=\"{Detail}\"{More}",
            what,
            peer,
            Printable(where),
            Printable(detail),
            last ? " (further ones are only counted for a while)" : string.Empty
        );
    }

    private static string Printable(string text) =>
        Ami.AmiDispatcher.Excerpt(Encoding.UTF8.GetBytes(text), 300);
}
