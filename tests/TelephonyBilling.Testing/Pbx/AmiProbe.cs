using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>
/// A second pair of eyes on a PBX: a small AMI client, independent of the library under test, that sees all events and
/// may do everything. See AMI v2 specification, Asterisk documentation.
/// </summary>
public sealed class AmiProbe : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly StreamWriter writer;
    private readonly Lock gate = new();
    private readonly List<AmiFields> events = [];
    private readonly Dictionary<string, TaskCompletionSource<AmiFields>> waiting = [];
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Task reading;
    private int actions;

    private AmiProbe(TcpClient client)
    {
        this.client = client;
        NetworkStream stream = client.GetStream();
        writer = new StreamWriter(stream, new UTF8Encoding(false))
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        reading = ReadAsync(new StreamReader(stream, Encoding.UTF8));
    }

    /// <summary>All events so far, oldest first.</summary>
    public IReadOnlyList<AmiFields> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="InvalidOperationException">The login was refused.</exception>
    public static async Task<AmiProbe> ConnectAsync(
        int port,
        string user,
        string secret,
        string eventMask = "on"
    )
    {
        TcpClient connection = new() { NoDelay = true };
        try
        {
            await connection.ConnectAsync(IPAddress.Loopback, port);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        AmiProbe probe = new(connection);
        AmiFields answer = await probe.SendAsync(
            "Login",
            ("Username", user),
            ("Secret", secret),
            ("Events", eventMask)
        );
        return answer["Response"] == "Success"
            ? probe
            : throw new InvalidOperationException(
                $"AMI login as '{user}' was refused: {answer["Message"]}"
            );
    }

    /// <summary>Sends an action and gives back its response.</summary>
    /// <exception cref="TimeoutException">No response came.</exception>
    /// <exception cref="IOException">The connection is closed.</exception>
    public async Task<AmiFields> SendAsync(
        string action,
        params (string Name, string Value)[] fields
    )
    {
        string id = Interlocked.Increment(ref actions).ToString(CultureInfo.InvariantCulture);
        TaskCompletionSource<AmiFields> response = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        lock (gate)
            waiting[id] = response;
        StringBuilder text = new($"Action: {action}\r\nActionID: {id}\r\n");
        foreach ((string name, string value) in fields)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await writing.WaitAsync();
        try
        {
            await writer.WriteAsync(text.Append("\r\n"));
        }
        finally
        {
            writing.Release();
        }

        try
        {
            return await response.Task.WaitAsync(Eventually.Generous);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"the PBX did not answer the AMI action {action}", late);
        }
    }

    /// <summary>Sends an action that answers with a list, and gives back the list's events.</summary>
    public async Task<IReadOnlyList<AmiFields>> ListAsync(
        string action,
        string itemEvent,
        string completeEvent,
        params (string Name, string Value)[] fields
    )
    {
        AmiFields response = await SendAsync(action, fields);
        if (response["Response"] != "Success")
            return [];
        string id = response["ActionID"];
        await FindEventAsync(
            completeEvent,
            found => found["ActionID"] == id,
            $"{completeEvent} of {action}"
        );
        return [.. Events.Where(item => item.Name == itemEvent && item["ActionID"] == id)];
    }

    /// <summary>Runs a command of Asterisk's console.</summary>
    public async Task<string> CommandAsync(string command)
    {
        AmiFields response = await SendAsync("Command", ("Command", command));
        return string.Join('\n', response.All("Output"));
    }

    /// <summary>Waits for an event that has come already or will come.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public Task<AmiFields> FindEventAsync(
        string name,
        Func<AmiFields, bool> fits,
        string? what = null,
        TimeSpan? within = null
    ) =>
        Eventually.FindAsync(
            () => Events.FirstOrDefault(found => found.Name == name && fits(found)),
            what ?? $"AMI event {name}",
            within
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        client.Close();
        await reading;
        writing.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        try
        {
            await reader.ReadLineAsync(CancellationToken.None); // the greeting
            List<KeyValuePair<string, string>> fields = [];
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                if (line.Length > 0)
                {
                    int colon = line.IndexOf(':', StringComparison.Ordinal);
                    if (colon > 0)
                        fields.Add(new(line[..colon], line[(colon + 1)..].TrimStart(' ')));
                }
                else if (fields.Count > 0)
                {
                    Deliver(new AmiFields(fields));
                    fields = [];
                }
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The PBX ended or the probe was disposed; whoever waits is told below.
        }

        lock (gate)
        {
            foreach (TaskCompletionSource<AmiFields> response in waiting.Values)
                response.TrySetException(new IOException("the PBX closed the AMI connection"));
        }
    }

    private void Deliver(AmiFields fields)
    {
        TaskCompletionSource<AmiFields>? response = null;
        lock (gate)
        {
            if (fields["Response"].Length == 0)
                events.Add(fields);
            else
                waiting.Remove(fields["ActionID"], out response);
        }

        response?.TrySetResult(fields);
    }
}

/// <summary>The fields of one AMI message. A field that is not there reads as the empty text.</summary>
public sealed class AmiFields(IReadOnlyList<KeyValuePair<string, string>> fields)
{
    /// <summary>The event's name.</summary>
    public string Name => this["Event"];

    /// <summary>When it happened by the PBX's clock, <c>timestampevents = yes</c>.</summary>
    public decimal Timestamp =>
        decimal.TryParse(
            this["Timestamp"],
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal seconds
        )
            ? seconds
            : 0;

    /// <summary>The first field of that name.</summary>
    public string this[string field] =>
        fields
            .FirstOrDefault(pair =>
                string.Equals(pair.Key, field, StringComparison.OrdinalIgnoreCase)
            )
            .Value
        ?? "";

    /// <summary>All fields of that name.</summary>
    public IEnumerable<string> All(string field) =>
        fields
            .Where(pair => string.Equals(pair.Key, field, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Value);

    /// <inheritdoc />
    public override string ToString() =>
        string.Join(", ", fields.Select(pair => $"{pair.Key}: {pair.Value}"));
}
