using System.Globalization;
using System.Net.Sockets;
using System.Text;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Hosting;

/// <summary>The program as systemd runs it: what it tells over a real socket from its start to its end.</summary>
public sealed class SystemdServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-service-");
    private readonly Socket systemd = new(
        AddressFamily.Unix,
        SocketType.Dgram,
        ProtocolType.Unspecified
    );

    public SystemdServiceTests() => systemd.Bind(new UnixDomainSocketEndPoint(InFolder("notify")));

    public void Dispose()
    {
        systemd.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_PbxAway_IsReadyFeedsTheWatchdogSaysWhatIsWrongAndStopsWhenTold()
    {
        await using var daemon = await StartAsync();

        (await ReceiveAsync(daemon)).Should().StartWith("READY=1\nSTATUS=");
        (await ReceiveAsync(daemon)).Should().Be("WATCHDOG=1");
        (await ReceiveAsync(daemon)).Should().StartWith("STATUS=pbx:pbx1: ");
        (await ReceiveAsync(daemon)).Should().Be("WATCHDOG=1");
        await daemon.SignalAsync("TERM");
        while (await ReceiveAsync(daemon) is var told && !told.StartsWith("STOPPING=1\n"))
        {
            told.Should().Be("WATCHDOG=1", "nothing else changes");
        }
        (await daemon.WaitForExitAsync(Patience)).Should().Be(0, daemon.Output);
    }

    [Fact]
    public async Task Run_BadConfiguration_IsNeverReadyAndFails()
    {
        await using var daemon = await StartAsync(""" "Kwota": 1, """);

        (await daemon.WaitForExitAsync(Patience)).Should().Be(1);

        daemon.Output.Should().Contain("Kwota");
        systemd.Available.Should().Be(0);
    }

    private Task<ChildProcess> StartAsync(string more = "")
    {
        var configuration = InFolder("tb.json");
        File.WriteAllText(
            configuration,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {
                  {{more}}
                  "Store": { "Path": "tb.db" },
                  "Pbx": [ { "Name": "pbx1", "AmiPort": {{Loopback.FreePort()}}, "AmiSecret": "s3cret" } ],
                  "FastAgi": { "Listen": "127.0.0.1:{{Loopback.FreePort()}}" },
                  "Metrics": { "Listen": "127.0.0.1:{{Loopback.FreePort()}}" }
                }
                """
            )
        );
        return ChildProcess.StartAsync(
            "telephony-billing",
            BillingDaemon.Program,
            ["run", "--config", configuration],
            environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["NOTIFY_SOCKET"] = InFolder("notify"),
                ["WATCHDOG_USEC"] = Watchdog.TotalMicroseconds.ToString(
                    CultureInfo.InvariantCulture
                ),
            }
        );
    }

    private async Task<string> ReceiveAsync(ChildProcess daemon)
    {
        var buffer = new byte[1024];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var length = await systemd.ReceiveAsync(buffer, patience.Token);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException(
                $"The daemon told nothing; it wrote:\n{daemon.Tail()}",
                late
            );
        }
    }

    private string InFolder(string name) => Path.Combine(folder.FullName, name);
}
