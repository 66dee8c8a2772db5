using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Testing.Asterisk;

/// <summary>Plays Asterisk's side of one FastAGI session on loopback: sends an environment, reads commands, answers them.</summary>
public sealed class FakeAgiClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    private FakeAgiClient(Socket connected)
    {
        this.socket = connected;
        this.stream = new NetworkStream(connected, ownsSocket: true);
    }

    /// <summary>Connects.</summary>
    public static async Task<FakeAgiClient> ConnectAsync(IPEndPoint server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var connecting = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        await connecting.ConnectAsync(server).WaitAsync(Patience);
        return new FakeAgiClient(connecting);
    }

    /// <summary>Connects and sends an environment for that script, such as <c>authorize?x=1</c>.</summary>
    public static async Task<FakeAgiClient> CallAsync(
        IPEndPoint server,
        string script,
        params KeyValuePair<string, string>[] overrides
    )
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(Environment(script, overrides));
        return client;
    }

    /// <summary>An environment as Asterisk 22 writes it, closing line included; variables may be replaced or added.</summary>
    public static string Environment(string script, params KeyValuePair<string, string>[] overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var variables = new List<KeyValuePair<string, string>>
        {
            new("agi_network", "yes"),
            new("agi_network_script", script),
            new("agi_request", $"agi://127.0.0.1:4573/{script}"),
            new("agi_channel", "PJSIP/1001-00000001"),
            new("agi_language", "en"),
            new("agi_type", "PJSIP"),
            new("agi_uniqueid", "1767614400.1"),
            new("agi_version", "22.5.2"),
            new("agi_callerid", "1001"),
            new("agi_calleridname", "Alice"),
            new("agi_callingpres", "0"),
            new("agi_callingani2", "0"),
            new("agi_callington", "0"),
            new("agi_callingtns", "0"),
            new("agi_dnid", "011442079460000"),
            new("agi_rdnis", "unknown"),
            new("agi_context", "phones"),
            new("agi_extension", "011442079460000"),
            new("agi_priority", "3"),
            new("agi_enhanced", "0.0"),
            new("agi_accountcode", "acme"),
            new("agi_threadid", "139872145356544"),
        };
        foreach (var replacement in overrides)
        {
            var i = variables.FindIndex(v => v.Key == replacement.Key);
            if (i < 0)
            {
                variables.Add(replacement);
            }
            else
            {
                variables[i] = replacement;
            }
        }

        var text = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Sends text as it is.</summary>
    public Task SendAsync(string text) =>
        this.stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Patience);

    /// <summary>The next command without its line feed, or null when the server closed.</summary>
    /// <exception cref="TimeoutException">Neither came within 30 s.</exception>
    public async Task<string?> ReadCommandAsync()
    {
        while (true)
        {
            var length = this.buffer.AsSpan(this.start, this.end - this.start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(this.buffer, this.start, length);
                this.start += length + 1;
                return line;
            }

            this.buffer.AsSpan(this.start, this.end - this.start).CopyTo(this.buffer);
            this.end -= this.start;
            this.start = 0;
            int received;
            try
            {
                received = await this
                    .stream.ReadAsync(this.buffer.AsMemory(this.end))
                    .AsTask()
                    .WaitAsync(Patience);
            }
            catch (IOException)
            {
                return null; // A reset is a close, too.
            }

            if (received == 0)
            {
                return null;
            }

            this.end += received;
        }
    }

    /// <summary>Answers every command with <c>200 result=…</c> until the server closes; gives the commands.</summary>
    /// <param name="answer">The whole reply to a command, without its line feed; <c>200 result=0</c> when null.</param>
    public async Task<IReadOnlyList<string>> ServeAsync(Func<string, string>? answer = null)
    {
        var commands = new List<string>();
        while (await this.ReadCommandAsync() is { } command)
        {
            commands.Add(command);
            await this.SendAsync((answer?.Invoke(command) ?? "200 result=0") + "\n");
        }

        return commands;
    }

    /// <summary>Says that the caller hung up.</summary>
    public Task HangUpAsync() => this.SendAsync("HANGUP\n");

    /// <summary>Closes with a reset, as a dying machine does.</summary>
    public void Reset()
    {
        this.socket.LingerState = new LingerOption(true, 0);
        this.socket.Dispose();
    }

    /// <summary>Closes.</summary>
    public ValueTask DisposeAsync() => this.stream.DisposeAsync();
}
