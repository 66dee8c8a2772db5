using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>One question to the gate: the AGI environment as Asterisk sent it.</summary>
public sealed class GateQuestion(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Argument 1: <c>out</c> or <c>in</c>.</summary>
    public string Direction => this["agi_arg_1"];

    /// <summary>Argument 2: as dialled.</summary>
    public string Dialled => this["agi_arg_2"];

    /// <summary>Argument 3: <c>TB_ACCOUNT</c>.</summary>
    public string Account => this["agi_arg_3"];

    /// <summary>Argument 4: the channel of whoever transferred.</summary>
    public string Transferrer => this["agi_arg_4"];

    /// <summary>Argument 5: who forwarded.</summary>
    public string Forwarder => this["agi_arg_5"];

    /// <summary>Argument 6: the number shown.</summary>
    public string Shown => this["agi_arg_6"];

    /// <summary>A variable of the environment; empty if it is not there.</summary>
    public string this[string name] => environment.GetValueOrDefault(name, "");

    /// <inheritdoc />
    public override string ToString() =>
        string.Join(", ", environment.Select(pair => $"{pair.Key}={pair.Value}"));
}

/// <summary>A gate that answers what a test tells it to: for the dialplan alone, without the daemon.</summary>
public sealed class GateStub : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Task accepting;
    private readonly Lock gate = new();
    private readonly List<GateQuestion> questions = [];
    private int calls;

    /// <summary>Listens where <paramref name="pbx"/> expects the gate.</summary>
    public GateStub(AsteriskInstance pbx)
    {
        listener = new TcpListener(IPAddress.Loopback, pbx.GatePort);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What it answers; null: it says nothing and keeps the connection open.</summary>
    public Func<GateQuestion, IReadOnlyDictionary<string, string>?> Answer { get; set; } =
        _ => new Dictionary<string, string>(StringComparer.Ordinal) { ["TB_RESULT"] = "FREE" };

    /// <summary>All questions so far.</summary>
    public IReadOnlyList<GateQuestion> Questions
    {
        get
        {
            lock (gate)
                return [.. questions];
        }
    }

    /// <summary>An answer that lets a call through.</summary>
    public IReadOnlyDictionary<string, string> Allow(
        string number,
        decimal fundedSeconds,
        string display = ""
    ) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TB_RESULT"] = "ALLOW",
            ["TB_NUMBER"] = number,
            ["TB_CALL_ID"] = string.Create(
                CultureInfo.InvariantCulture,
                $"call-{Interlocked.Increment(ref calls)}"
            ),
            ["TB_FUNDED_SECONDS"] = fundedSeconds.ToString(CultureInfo.InvariantCulture),
            ["TB_DISPLAY"] = display,
        };

    /// <summary>An answer that refuses a call.</summary>
    public static IReadOnlyDictionary<string, string> Deny(string prompt, int cause) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TB_RESULT"] = "DENY",
            ["TB_PROMPT"] = prompt,
            ["TB_CAUSE"] = cause.ToString(CultureInfo.InvariantCulture),
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return; // disposed
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using StreamReader reader = new(client.GetStream());
            await using StreamWriter writer = new(client.GetStream())
            {
                NewLine = "\n",
                AutoFlush = true,
            };
            Dictionary<string, string> environment = new(StringComparer.Ordinal);
            while (
                await reader.ReadLineAsync(CancellationToken.None) is { Length: > 0 } line
                && line.Split(": ", 2) is [string name, string value]
            )
            {
                environment[name] = value;
            }

            GateQuestion question = new(environment);
            lock (gate)
                questions.Add(question);
            if (Answer(question) is not { } answer)
            {
                await reader.ReadLineAsync(CancellationToken.None); // until the PBX gives up
                return;
            }

            foreach ((string name, string value) in answer)
            {
                await writer.WriteLineAsync($"SET VARIABLE {name} \"{value}\"");
                await reader.ReadLineAsync(CancellationToken.None);
            }
        }
    }
}
