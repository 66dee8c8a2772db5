using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Testing.Payments;

/// <summary>
/// Stands between us and a payment server and does to each request what the test says.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly int target;
    private readonly Func<string, PaymentFault> next;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<Task> connections = [];
    private readonly Task accepting;
    private TaskCompletionSource silent = NewSignal();

    /// <summary>Starts to relay.</summary>
    /// <param name="target">The server's port on loopback.</param>
    /// <param name="next">What happens to a request, by its first line: <c>POST /v1/refunds HTTP/1.1</c>.</param>
    public FaultProxy(int target, Func<string, PaymentFault> next)
    {
        this.target = target;
        this.next = next;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <summary>How many requests were met with silence.</summary>
    public int Silences { get; private set; }

    /// <summary>Ends once more requests than that were met with silence: from here on only a time limit ends the wait for them.</summary>
    public Task WhenSilentAsync(int before = 0)
    {
        lock (gate)
        {
            return Silences > before
                ? Task.CompletedTask
                : silent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        List<Task> open;
        lock (gate)
        {
            open = [.. connections];
        }
        await Task.WhenAll(open);
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(stop.Token);
            }
            catch (Exception e)
                when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return; // disposed
            }
            lock (gate)
            {
                connections.RemoveAll(task => task.IsCompleted);
                connections.Add(ServeAsync(client));
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                var goesOn = true;
                while (goesOn && await ReadMessageAsync(client) is { Length: > 0 } request)
                {
                    goesOn = await HandleAsync(client, request);
                }
            }
            catch (Exception e)
                when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client hung up, or the test is over: that is what this proxy is there for.
            }
        }
    }

    /// <returns>Whether the connection is still good for another request.</returns>
    private async Task<bool> HandleAsync(Socket client, byte[] request)
    {
        var line = Encoding.ASCII.GetString(request).Split("\r\n", 2)[0];
        switch (next(line))
        {
            case PaymentFault.SilenceBefore:
                await BeSilentAsync();
                return false;
            case PaymentFault.SilenceAfterwards:
                await ForwardAsync(request);
                await BeSilentAsync();
                return false;
            case PaymentFault.CutRequest:
                await SendHalfAsync(request);
                client.Close(0);
                return false;
            case PaymentFault.CutBeforeAnswer:
                await ForwardAsync(request);
                client.Close(0);
                return false;
            case PaymentFault.CutAnswer:
                var whole = await ForwardAsync(request);
                await client.SendAsync(whole.AsMemory(0, whole.Length / 2), stop.Token);
                client.Close(0);
                return false;
            case PaymentFault.TooMany:
                await AnswerAsync(
                    client,
                    "429 Too Many Requests",
                    "Retry-After: 7\r\n",
                    """{ "error": { "type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests." } }"""
                );
                return false;
            case PaymentFault.ErrorBefore:
                await AnswerErrorAsync(client);
                return false;
            case PaymentFault.ErrorAfterwards:
                await ForwardAsync(request);
                await AnswerErrorAsync(client);
                return false;
            case PaymentFault.Unreadable:
                await ForwardAsync(request);
                await AnswerAsync(client, "200 OK", "", "<html>Please log in.</html>");
                return false;
            case PaymentFault.SlowAnswer:
                var answer = await ForwardAsync(request);
                foreach (var piece in answer.Chunk(answer.Length / 5 + 1))
                {
                    await client.SendAsync(piece, stop.Token);
                    await Task.Delay(5, stop.Token);
                }
                return true;
            default:
                await client.SendAsync(await ForwardAsync(request), stop.Token);
                return true;
        }
    }

    private async Task BeSilentAsync()
    {
        lock (gate)
        {
            Silences++;
            silent.TrySetResult();
            silent = NewSignal();
        }
        await Task.Delay(Timeout.Infinite, stop.Token);
    }

    private async Task<byte[]> ForwardAsync(byte[] request)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
        await server.SendAsync(request, stop.Token);
        return await ReadMessageAsync(server);
    }

    private async Task SendHalfAsync(byte[] request)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
        await server.SendAsync(request.AsMemory(0, request.Length / 2), stop.Token);
        server.Close(0);
    }

    private Task AnswerErrorAsync(Socket client) =>
        AnswerAsync(
            client,
            "500 Internal Server Error",
            "",
            """{ "error": { "type": "api_error", "message": "Something went wrong on our end." } }"""
        );

    private async Task AnswerAsync(Socket client, string status, string headers, string body)
    {
        await client.SendAsync(
            Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"
            ),
            stop.Token
        );
        client.Shutdown(SocketShutdown.Both);
    }

    /// <summary>Reads one message of HTTP whose length stands in its header or whose pieces end with an empty one.</summary>
    /// <returns>Empty where the other end closed before the message was whole.</returns>
    private async Task<byte[]> ReadMessageAsync(Socket from)
    {
        var message = new List<byte>();
        var buffer = new byte[16_384];
        while (!IsWhole(Encoding.Latin1.GetString([.. message])))
        {
            var count = await from.ReceiveAsync(buffer, stop.Token);
            if (count == 0)
            {
                return [];
            }
            message.AddRange(buffer.AsSpan(0, count));
        }
        return [.. message];
    }

    private static bool IsWhole(string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }
        const string length = "Content-Length:";
        var head = message[..end];
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            return message.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        }
        var at = head.IndexOf(length, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return true;
        }
        var text = head[(at + length.Length)..].Split("\r\n", 2)[0].Trim();
        return message.Length - end - 4
            >= int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }
}
