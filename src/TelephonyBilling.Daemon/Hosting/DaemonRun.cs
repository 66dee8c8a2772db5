using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Observability;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>The verb <c>run</c>: the daemon from its start to its stop.</summary>
public static class DaemonRun
{
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(5);

    /// <summary>Runs until cancelled, or until SIGTERM or SIGINT.</summary>
    /// <returns>0: stopped as asked; 1: could not start, as the log says.</returns>
    public static async Task<int> RunAsync(
        DaemonOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        using var loggers = LogSetup.Create(options.Logging);
        var logger = loggers.CreateLogger("TelephonyBilling.Daemon");
        try
        {
            await RunAsync(options, loggers, logger, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e)
            when (e is StoreOpenException or IOException or System.Net.Sockets.SocketException)
        {
            HostLog.CannotStart(logger, e.Message);
            return 1;
        }
    }

    private static async Task RunAsync(
        DaemonOptions options,
        ILoggerFactory loggers,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var time = TimeProvider.System;
        HostLog.Starting(logger, ProductVersion.Text, options.Store.Path, options.Pbx.Count);
        // Before the first instrument is made, so that nothing is counted in vain.
        using var collector = new PrometheusCollector(loggers.CreateLogger<PrometheusCollector>());
        await using var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(options.Store.Path),
            time,
            loggers.CreateLogger<SqliteStore>(),
            cancellationToken
        );
        using var host = await DaemonHost.BuildAsync(
            options,
            store,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton(loggers)),
            cancellationToken
        );
        var board = new HealthBoard(time);
        var notifier = SystemdNotifier.FromEnvironment(time, logger);
        await host.StartAsync(cancellationToken);
        AddProbes(board, host.Services, store);
        await using var metrics = await MetricsServer.StartAsync(
            options.Metrics,
            collector,
            board,
            loggers,
            cancellationToken
        );
        HostLog.Started(
            logger,
            options.FastAgi.Listen.ToString(),
            metrics?.Address.ToString() ?? "off"
        );
        notifier.Ready("Started.");
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(host.Services, notifier, board, time, watching.Token);
        await host.WaitForShutdownAsync(cancellationToken);
        notifier.Stopping();
        await watching.CancelAsync();
        await watch.ContinueWith(static _ => { }, TaskScheduler.Default);
        HostLog.Stopped(logger);
    }

    /// <summary>Watches our own health, once the PBXes had a moment to be connected and compared: a start is no trouble.</summary>
    private static async Task WatchAsync(
        IServiceProvider services,
        SystemdNotifier notifier,
        HealthBoard board,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var switches = services.GetRequiredService<SwitchDirectory>();
        var began = time.GetTimestamp();
        // The watchdog must be fed meanwhile, also where the PBX is away and somebody set it short.
        var patience =
            notifier.Watchdog is { } watchdog && watchdog / 2 < PatienceAtStart
                ? watchdog / 2
                : PatienceAtStart;
        while (!switches.All.All(pbx => pbx.IsWatched) && time.GetElapsedTime(began) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
        await notifier.RunAsync(board, cancellationToken);
    }

    private static void AddProbes(HealthBoard board, IServiceProvider services, SqliteStore store)
    {
        var loop = services.GetRequiredService<MeterLoop>();
        board.Add(
            "meter",
            HealthScope.Alive,
            async cancellationToken =>
            {
                await loop.AskAsync(book => book.Calls.Count, cancellationToken);
                return null;
            }
        );
        board.Add("store", HealthScope.Ready, () => store.Health.Current?.Error);
        foreach (var pbx in services.GetRequiredService<SwitchDirectory>().All)
        {
            board.Add(
                $"pbx:{pbx.Name}",
                HealthScope.ReadyIfAny,
                () =>
                    pbx.IsWatched
                        ? null
                        : "its events don't arrive: not connected, or not compared yet"
            );
        }
    }
}
