using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TelephonyBilling.Benchmarks.Children;

namespace TelephonyBilling.Benchmarks.Ami;

/// <summary>
/// A manager that lets everybody in and then sends events: <c>burst COUNT</c> as fast as the socket takes them,
/// <c>pace RATE COUNT</c> at so many a second, each stamped with the monotonic clock of the machine. Answers
/// <c>port N</c> at its start, <c>connected</c> for each connection, <c>sent</c> for each command.
/// </summary>
public sealed class AmiSender : IChild
{
    private const string Greeting = "Asterisk Call Manager/9.0.0\r\n";
    private const int CyclesInABuffer = 4;

    private readonly AmiTraffic traffic = new();

    /// <inheritdoc/>
    public string Role => "ami-sender";

    /// <inheritdoc/>
    public async Task RunAsync(TextReader commands, TextWriter answers)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(answers);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await answers.WriteLineAsync($"port {((IPEndPoint)listener.LocalEndpoint).Port}");
        while (await commands.ReadLineAsync() is { } command)
        {
            var words = command.Split(' ');
            if (words[0] != "accept")
            {
                throw new InvalidOperationException($"Expected 'accept', got '{command}'.");
            }
            using var client = await listener.AcceptTcpClientAsync();
            client.NoDelay = true;
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Greeting));
            var serving = ServeActionsAsync(stream);
            await answers.WriteLineAsync("connected");
            await ObeyAsync(await commands.ReadLineAsync() ?? "", stream);
            await answers.WriteLineAsync("sent");
            await serving;
        }
    }

    private async Task ObeyAsync(string command, NetworkStream stream)
    {
        switch (command.Split(' '))
        {
            case ["burst", var count]:
                await BurstAsync(stream, int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case ["pace", var rate, var count]:
                await PaceAsync(
                    stream,
                    int.Parse(rate, CultureInfo.InvariantCulture),
                    int.Parse(count, CultureInfo.InvariantCulture)
                );
                break;
            default:
                throw new InvalidOperationException($"'{command}' is no command of this child.");
        }
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"Event: {AmiTraffic.EndEvent}\r\nPrivilege: system,all\r\nShutdown: Cleanly\r\nRestart: False\r\n\r\n"
            )
        );
    }

    private async Task BurstAsync(NetworkStream stream, int count)
    {
        var buffer = Enumerable.Repeat(traffic.Bytes, CyclesInABuffer).SelectMany(b => b).ToArray();
        for (var left = count / AmiTraffic.CycleLength; left > 0; left -= CyclesInABuffer)
        {
            var length = Math.Min(left, CyclesInABuffer) * traffic.Bytes.Length;
            await stream.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    // A tick sends what is due by then, some four events at this rate; a PBX sends in such little heaps, too.
    private async Task PaceAsync(NetworkStream stream, int rate, int count)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var began = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < count; await tick.WaitForNextTickAsync())
        {
            var due = Math.Min(count, Stopwatch.GetElapsedTime(began).TotalSeconds * rate);
            for (; sent < due; sent++)
            {
                var now = (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;
                await stream.WriteAsync(traffic.Stamped(sent % AmiTraffic.CycleLength, now));
            }
        }
    }

    private static async Task ServeActionsAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var action = "";
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("Action: ", StringComparison.Ordinal))
                {
                    action = line[8..];
                }
                else if (line.StartsWith("ActionID: ", StringComparison.Ordinal))
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(Reply(action, line)));
                }
            }
        }
        catch (IOException)
        {
            // The reader has all that it wanted, and left.
        }
    }

    private static string Reply(string action, string actionId)
    {
        var reply = $"Response: Success\r\n{actionId}\r\n";
        return action switch
        {
            "Challenge" => reply + "Challenge: 123456789\r\n\r\n",
            "Login" => reply
                + "Message: Authentication accepted\r\n\r\n"
                + "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1\r\nLastReload: 1\r\nStatus: Fully Booted\r\n\r\n",
            "CoreSettings" => reply + "AsteriskVersion: 22.0.0\r\nSystemName: bench\r\n\r\n",
            _ => reply + "\r\n",
        };
    }
}
