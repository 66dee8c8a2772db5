using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Observability;

namespace TelephonyBilling.Daemon.Tests.Observability;

public sealed class SystemdNotifierTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-notify-");
    private readonly Socket systemd = new(
        AddressFamily.Unix,
        SocketType.Dgram,
        ProtocolType.Unspecified
    );
    private readonly string path;

    public SystemdNotifierTests()
    {
        path = Path.Combine(folder.FullName, "notify");
        systemd.Bind(new UnixDomainSocketEndPoint(path));
    }

    public void Dispose()
    {
        systemd.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ready_IsToldWithItsStatus()
    {
        Notifier(null).Ready("2 PBXes\nwatched");

        (await ReceiveAsync()).Should().Be("READY=1\nSTATUS=2 PBXes watched");
    }

    [Fact]
    public async Task Stopping_IsTold()
    {
        Notifier(null).Stopping();

        (await ReceiveAsync()).Should().StartWith("STOPPING=1\n");
    }

    [Fact]
    public async Task Run_WhileAlive_FeedsTheWatchdogAndTellsTheStatus()
    {
        var board = new HealthBoard(TimeProvider.System);
        board.Add("store", HealthScope.Ready, () => "disk full");
        using var stop = new CancellationTokenSource();
        var running = Notifier(TimeSpan.FromMilliseconds(20)).RunAsync(board, stop.Token);

        (await ReceiveAsync()).Should().Be("WATCHDOG=1");
        (await ReceiveAsync()).Should().Be("STATUS=store: disk full");
        (await ReceiveAsync()).Should().Be("WATCHDOG=1");
        await stop.CancelAsync();
        await FluentActions
            .Awaiting(() => running)
            .Should()
            .ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Run_LoopStandsStill_StarvesTheWatchdog()
    {
        var board = new HealthBoard(TimeProvider.System);
        board.Add("meters", HealthScope.Alive, () => "stuck");
        using var stop = new CancellationTokenSource();
        var running = Notifier(TimeSpan.FromMilliseconds(20)).RunAsync(board, stop.Token);

        (await ReceiveAsync()).Should().Be("STATUS=meters: stuck");
        await stop.CancelAsync();
        await FluentActions
            .Awaiting(() => running)
            .Should()
            .ThrowAsync<OperationCanceledException>();
        systemd.Available.Should().Be(0);
    }

    [Fact]
    public void NoSocket_DoesNothing()
    {
        var notifier = new SystemdNotifier(
            null,
            TimeSpan.FromSeconds(1),
            TimeProvider.System,
            NullLogger.Instance
        );
        notifier.Ready("x");

        notifier.IsActive.Should().BeFalse();
        notifier.Watchdog.Should().BeNull();
    }

    [Fact]
    public async Task AbstractName_IsReached()
    {
        var name = $"tb-notify-{Guid.NewGuid():N}";
        using var abstractly = new Socket(
            AddressFamily.Unix,
            SocketType.Dgram,
            ProtocolType.Unspecified
        );
        abstractly.Bind(new UnixDomainSocketEndPoint("\0" + name));

        new SystemdNotifier("@" + name, null, TimeProvider.System, NullLogger.Instance).Stopping();

        (await ReceiveAsync(abstractly)).Should().StartWith("STOPPING=1\n");
    }

    [Fact]
    public void SocketGone_IsNoReasonToFail()
    {
        var notifier = new SystemdNotifier(
            path + "-gone",
            null,
            TimeProvider.System,
            NullLogger.Instance
        );

        notifier.Invoking(n => n.Ready("x")).Should().NotThrow();
    }

    private SystemdNotifier Notifier(TimeSpan? watchdog) =>
        new(path, watchdog, TimeProvider.System, NullLogger.Instance);

    private Task<string> ReceiveAsync() => ReceiveAsync(systemd);

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1024];
        using var patience = new CancellationTokenSource(Patience);
        var length = await socket.ReceiveAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
