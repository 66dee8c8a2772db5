using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TelephonyBilling.Benchmarks.Children;
using TelephonyBilling.Benchmarks.Reporting;

namespace TelephonyBilling.Benchmarks.Gating;

/// <summary>
/// Asterisks that ask the gate: <c>PORT CONNECTIONS SECONDS ACCOUNTS</c> keeps so many sessions open at once, one after
/// the other, each call on a channel of its own. Answers <c>SESSIONS P50 P99 SECONDS</c>, times in µs from the connect
/// to the server's close.
/// </summary>
public sealed class GateLoad : IChild
{
    private static readonly byte[] Success = "200 result=1\n"u8.ToArray();

    private int lastChannel;

    /// <inheritdoc/>
    public string Role => "gate-load";

    /// <inheritdoc/>
    public async Task RunAsync(TextReader commands, TextWriter answers)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(answers);
        while (await commands.ReadLineAsync() is { } command)
        {
            var numbers = command
                .Split(' ')
                .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
                .ToArray();
            var server = new IPEndPoint(IPAddress.Loopback, numbers[0]);
            var began = Stopwatch.GetTimestamp();
            var workers = Enumerable
                .Range(0, numbers[1])
                .Select(_ =>
                    Task.Run(() =>
                        WorkAsync(server, began, TimeSpan.FromSeconds(numbers[2]), numbers[3])
                    )
                );
            var times = new Percentiles((await Task.WhenAll(workers)).SelectMany(own => own));
            await answers.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{times.Count} {times.Median:F0} {times.At(99):F0} {Stopwatch.GetElapsedTime(began).TotalSeconds:F6}"
                )
            );
        }
    }

    private async Task<List<double>> WorkAsync(
        IPEndPoint server,
        long began,
        TimeSpan duration,
        int accounts
    )
    {
        var environment = new AgiEnvironment();
        var buffer = new byte[4096];
        var times = new List<double>();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var channel = Interlocked.Increment(ref lastChannel);
            var started = Stopwatch.GetTimestamp();
            await AskAsync(server, environment.Of(channel, channel % accounts), buffer);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }
        return times;
    }

    private static async Task AskAsync(
        IPEndPoint server,
        ReadOnlyMemory<byte> environment,
        byte[] buffer
    )
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        await socket.SendAsync(environment);
        var (allowed, last) = (false, 0);
        for (int received; (received = await socket.ReceiveAsync(buffer.AsMemory())) > 0; )
        {
            // A command is one short packet here: it comes whole.
            last = received;
            allowed |= buffer.AsSpan(0, received).IndexOf("ALLOW"u8) >= 0;
            for (
                var commands = buffer.AsSpan(0, received).Count((byte)'\n');
                commands > 0;
                commands--
            )
            {
                await socket.SendAsync(Success);
            }
        }
        if (!allowed)
        {
            throw new InvalidOperationException(
                $"A call was not allowed, so there is nothing to measure; the last answer was: {Encoding.UTF8.GetString(buffer, 0, last)}"
            );
        }
    }
}
