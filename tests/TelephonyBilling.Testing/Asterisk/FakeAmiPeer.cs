using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace TelephonyBilling.Testing.Asterisk;

/// <summary>One connection to the fake manager.</summary>
public sealed class FakeAmiPeer : IAsyncDisposable
{
    private const string Challenge = "840415273";

    private readonly FakeAmiServer server;
    private readonly Stream stream;
    private readonly SemaphoreSlim writing = new(1);
    private readonly Channel<FakeAmiAction> actions = Channel.CreateUnbounded<FakeAmiAction>();
    private Task reading = Task.CompletedTask;

    internal FakeAmiPeer(FakeAmiServer server, Stream stream)
    {
        this.server = server;
        this.stream = stream;
    }

    /// <summary>Whether the login was accepted.</summary>
    public bool IsLoggedIn { get; private set; }

    /// <summary>Ends when the client has closed.</summary>
    public Task Closed => this.reading;

    /// <summary>The next action that came, whatever it was; they are kept until they are taken.</summary>
    /// <exception cref="TimeoutException">None within 30 s.</exception>
    public Task<FakeAmiAction> NextActionAsync() =>
        this.actions.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits for an action of that name; others before it are dropped.</summary>
    public async Task<FakeAmiAction> NextActionAsync(string name)
    {
        while (true)
        {
            var action = await this.NextActionAsync();
            if (action.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return action;
            }
        }
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await this.writing.WaitAsync();
        try
        {
            await this.stream.WriteAsync(bytes);
        }
        finally
        {
            this.writing.Release();
        }
    }

    /// <summary>Sends text as it is, in UTF-8.</summary>
    public Task SendAsync(string text) => this.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends an event, made of <c>key: value</c> lines.</summary>
    public Task SendEventAsync(string name, params string[] lines) =>
        this.SendAsync(Block($"Event: {name}", lines));

    /// <summary>Answers an action, with more lines after the status.</summary>
    public Task RespondAsync(FakeAmiAction action, string status, params string[] lines)
    {
        ArgumentNullException.ThrowIfNull(action);
        return this.SendAsync(
            Block($"Response: {status}", [$"ActionID: {action.ActionId}", .. lines])
        );
    }

    /// <summary>Answers an action with a list: its start, one block for each item, its end.</summary>
    public Task RespondListAsync(FakeAmiAction action, string itemName, IEnumerable<string[]> items)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(items);
        var id = $"ActionID: {action.ActionId}";
        var text = new StringBuilder(
            Block("Response: Success", [id, "EventList: start", "Message: list follows"])
        );
        var count = 0;
        foreach (var item in items)
        {
            text.Append(Block($"Event: {itemName}", [id, .. item]));
            count++;
        }

        text.Append(
            Block(
                $"Event: {action.Name}Complete",
                [id, "EventList: Complete", $"ListItems: {count}"]
            )
        );
        return this.SendAsync(text.ToString());
    }

    /// <summary>Closes the connection and waits for nothing: also from inside <see cref="FakeAmiServer.OnAction"/>.</summary>
    public void Close() => this.stream.Dispose();

    /// <summary>Closes the connection and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await this.stream.DisposeAsync();
        await this.reading;
    }

    internal void Start() => this.reading = Task.Run(this.ReadAsync);

    private static string Block(string first, string[] lines) =>
        string.Join("\r\n", [first, .. lines]) + "\r\n\r\n";

    private async Task ReadAsync()
    {
        try
        {
            if (this.server.Greeting is { } greeting)
            {
                await this.SendAsync(greeting + "\r\n");
            }

            using var reader = new StreamReader(
                this.stream,
                Encoding.UTF8,
                false,
                4096,
                leaveOpen: true
            );
            var fields = new List<KeyValuePair<string, string>>();
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.Length > 0)
                {
                    var colon = line.IndexOf(':', StringComparison.Ordinal);
                    fields.Add(
                        KeyValuePair.Create(line[..colon], line[(colon + 1)..].TrimStart(' '))
                    );
                    continue;
                }

                var action = new FakeAmiAction([.. fields]);
                fields.Clear();
                this.actions.Writer.TryWrite(action);
                await this.AnswerAsync(action);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client closed.
        }
    }

    private async Task AnswerAsync(FakeAmiAction action)
    {
        switch (action.Name)
        {
            case "Challenge" when this.server.HasChallenge:
                await this.RespondAsync(action, "Success", $"Challenge: {Challenge}");
                return;
            case "Login":
                await this.LoginAsync(action);
                return;
            case "Ping":
                if (this.server.AnswersPing)
                {
                    await this.RespondAsync(action, "Success", "Ping: Pong");
                }

                return;
        }

        if (this.server.OnAction is { } handler && await handler(this, action))
        {
            return;
        }

        switch (action.Name)
        {
            case "CoreSettings":
                await this.RespondAsync(
                    action,
                    "Success",
                    "AMIversion: 8.0.2",
                    $"AsteriskVersion: {this.server.AsteriskVersion}",
                    "SystemName: "
                );
                return;
            default:
                await this.RespondAsync(action, "Error", "Message: Invalid/unknown command");
                return;
        }
    }

    private async Task LoginAsync(FakeAmiAction action)
    {
        var accepted =
            action["Username"] == this.server.User
            && (
                action["AuthType"] == "MD5"
                    ? action["Key"] == Md5(Challenge + this.server.Secret)
                    : action["Secret"] == this.server.Secret
            );
        if (!accepted)
        {
            await this.RespondAsync(action, "Error", "Message: Authentication failed");
            await this.stream.DisposeAsync();
            return;
        }

        this.IsLoggedIn = true;
        await this.RespondAsync(action, "Success", "Message: Authentication accepted");
        if (this.server.SendsFullyBooted)
        {
            await this.SendEventAsync(
                "FullyBooted",
                "Privilege: system,all",
                "Uptime: 42",
                "LastReload: 42",
                "Status: Fully Booted"
            );
        }

        this.server.LoggedIn(this);
    }

#pragma warning disable CA5351 // AMI's challenge is MD5.
    private static string Md5(string text) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
