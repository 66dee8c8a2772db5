using Microsoft.Extensions.Logging;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Says and counts what becomes of a client's connections.</summary>
internal sealed class AmiClientLog(AmiClientOptions options, ILogger logger)
{
    /// <summary>A connection was logged in and will be announced.</summary>
    public void Connected(AmiSession session)
    {
        this.CountAttempt("connected");
        logger.LogInformation(
            "ami connected pbx={Pbx} host={Host} port={Port} version={Version} connection={Epoch}",
            options.Name,
            options.Host,
            options.Port,
            session.AsteriskVersion ?? "unknown",
            session.Epoch
        );
    }

    /// <summary>There was none.</summary>
    public void ConnectFailed(AmiConnectFailure failure)
    {
        this.CountAttempt(failure.Error is AmiLoginException ? "refused" : "failed");
        logger.LogWarning(
            "ami connect failed pbx={Pbx} attempt={Attempt} retry={Retry:0.00}s reason=\"{Reason}\"",
            options.Name,
            failure.Attempt,
            failure.RetryIn.TotalSeconds,
            failure.Error.Message
        );
    }

    /// <summary>Asterisk took the login and did not say that it has started.</summary>
    public void NotFullyBooted() =>
        logger.LogWarning(
            "ami not fully booted pbx={Pbx} waited={Waited:0.#}s: it is still starting, or the user lacks the read class \"system\"",
            options.Name,
            options.FullyBootedTimeout.TotalSeconds
        );

    /// <summary>An announced connection is gone.</summary>
    public void Lost(AmiLoss loss, int queued)
    {
        AsteriskMetrics.ConnectionsLost.Add(
            1,
            AsteriskMetrics.Pbx(options.Name),
            AsteriskMetrics.Tag("reason", loss.Reason.ToString())
        );
        logger.Log(
            loss.Reason == AmiLossReason.Stopped ? LogLevel.Information : LogLevel.Warning,
            "ami connection lost pbx={Pbx} connection={Epoch} reason={Reason} detail=\"{Detail}\" queued={Queued}",
            options.Name,
            loss.Epoch,
            loss.Reason,
            loss.Error?.Message ?? string.Empty,
            queued
        );
    }

    /// <summary>The client stops, and the handler does not.</summary>
    public void HandlerDidNotFinish(int left) =>
        logger.LogError(
            "ami handler did not finish pbx={Pbx} left={Left}: its events are given up",
            options.Name,
            left
        );

    private void CountAttempt(string outcome) =>
        AsteriskMetrics.ConnectAttempts.Add(
            1,
            AsteriskMetrics.Pbx(options.Name),
            AsteriskMetrics.Tag("outcome", outcome)
        );
}
