using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Opens the socket and, where asked for, TLS.</summary>
internal static class AmiTransport
{
    public static async Task<Stream> ConnectAsync(
        AmiClientOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await WithinAsync(
                    async token =>
                    {
                        await socket
                            .ConnectAsync(options.Host, options.Port, token)
                            .ConfigureAwait(false);
                        stream = new NetworkStream(socket, ownsSocket: true);
                        if (options.Tls is { } tls)
                        {
                            var secure = new SslStream(stream);
                            stream = secure;
                            await secure
                                .AuthenticateAsClientAsync(tls.ToSslOptions(options.Host), token)
                                .ConfigureAwait(false);
                        }
                    },
                    options.ConnectTimeout,
                    $"{options.Host}:{options.Port} could not be connected to",
                    time,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return stream!;
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            socket.Dispose();
            throw;
        }
    }

    /// <summary>Runs a step under a time limit and turns its failures into our own.</summary>
    public static async Task WithinAsync(
        Func<CancellationToken, Task> step,
        TimeSpan limit,
        string failure,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            deadline.Token,
            cancellationToken
        );
        try
        {
            await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AmiTimeoutException($"{failure} within {limit.TotalSeconds:0.###} s.");
        }
        catch (Exception e)
            when (e
                    is IOException
                        or SocketException
                        or AuthenticationException
                        or ObjectDisposedException
            )
        {
            throw new AmiDisconnectedException($"{failure}: {e.Message}", e);
        }
    }
}
