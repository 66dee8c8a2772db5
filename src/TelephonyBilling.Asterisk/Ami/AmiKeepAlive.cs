namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Pings, and drops a connection on which nothing comes back.</summary>
internal sealed class AmiKeepAlive(
    AmiConnection connection,
    AmiClientOptions options,
    TimeProvider time
)
{
    /// <summary>Runs until the connection closes. Never fails.</summary>
    public async Task RunAsync(Func<long> lastReceived, CancellationToken closing)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.PingInterval, time, closing).ConfigureAwait(false);
                var pong = connection.SendAsync(
                    new AmiAction("Ping") { Timeout = Timeout.InfiniteTimeSpan },
                    closing
                );
                while (!await AnsweredAsync(pong, closing).ConfigureAwait(false))
                {
                    // A burst of events may lie before the pong: only silence is a dead peer.
                    var silence = time.GetElapsedTime(lastReceived());
                    if (silence >= options.PingTimeout)
                    {
                        connection.Drop(
                            AmiLossReason.PingTimeout,
                            new AmiTimeoutException(
                                $"Nothing came for {silence.TotalSeconds:0.#} s after a ping."
                            )
                        );
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
        catch (AmiDisconnectedException)
        {
            // The reader reports why.
        }
    }

    private async Task<bool> AnsweredAsync(Task pong, CancellationToken closing)
    {
        try
        {
            await pong.WaitAsync(options.PingTimeout, time, closing).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
