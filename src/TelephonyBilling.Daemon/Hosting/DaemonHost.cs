using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Asterisk.FastAgi;
using TelephonyBilling.Daemon.Jobs;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Daemon.Switches;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Engine.Metering;
using TelephonyBilling.Engine.Recovery;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Hosting;

/// <summary>Puts the daemon together: the one place where every part is named.</summary>
public static class DaemonHost
{
    /// <summary>Builds the host of <c>run</c> on an open store.</summary>
    public static async Task<IHost> BuildAsync(
        DaemonOptions options,
        SqliteStore store,
        Action<IHostApplicationBuilder> configure,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(configure);
        var addresses = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal);
        foreach (var pbx in options.Pbx)
        {
            addresses[pbx.Name] = await SwitchFactory.ResolveAsync(pbx, cancellationToken);
        }
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder);
        AddEngine(builder.Services, options, store);
        AddMail(builder.Services, options, store);
        AddCredit(builder.Services, options, store);
        AddSwitches(builder.Services, options);
        AddGate(builder.Services, options, addresses);
        builder.Services.AddJobs(
            options.Jobs.Schedules,
            provider =>
                JobCatalog.Build(
                    options,
                    store,
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILoggerFactory>(),
                    provider.GetRequiredService<CreditServices>,
                    provider.GetRequiredService<MailServices>
                ),
            store
        );
        return builder.Build();
    }

    private static void AddEngine(
        IServiceCollection services,
        DaemonOptions options,
        SqliteStore store
    )
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DaemonClock>();
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<IDirectory>(store.Directory);
        services.AddSingleton<ICallStore>(store.Calls);
        services.AddSingleton<IAccountStore>(store.Accounts);
        services.AddSingleton(options.Metering.ToMeterOptions());
        services.AddSingleton(
            options.Metering.ToGateOptions() with
            {
                Daemon = options.Store.Daemon,
            }
        );
        services.AddSingleton(new GateRules(options.Numbering));
        services.AddSingleton<SwitchDirectory>();
        services.AddSingleton<MeterEffects>();
        services.AddSingleton<MeterLoop>();
        services.AddSingleton<IMeterDesk>(provider => provider.GetRequiredService<MeterLoop>());
        services.AddSingleton<Comparison>();
        services.AddSingleton<ForgottenCalls>();
        services.AddSingleton<ISwitchObserver, SwitchObserver>();
        services.AddSingleton<Redial>();
        services.AddSingleton<Gate>();
        services.AddSingleton<SurchargeGate>();
        services.AddSingleton<BalanceInquiry>();
        services.AddHostedService<MeterService>();
    }

    private static void AddMail(
        IServiceCollection services,
        DaemonOptions options,
        SqliteStore store
    )
    {
        services.AddSingleton(provider => new MailServices(
            options,
            store,
            provider.GetRequiredService<DaemonClock>(),
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.AddHostedService(provider => new OutboxService(
            provider.GetRequiredService<MailServices>().Loop
        ));
    }

    private static void AddCredit(
        IServiceCollection services,
        DaemonOptions options,
        SqliteStore store
    )
    {
        services.AddSingleton(provider => new CreditServices(
            options,
            store,
            provider.GetRequiredService<DaemonClock>(),
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.AddSingleton(provider => new RechargeLoop(
            provider.GetRequiredService<CreditServices>().Recharger,
            provider.GetRequiredService<MailServices>().Balances,
            provider.GetRequiredService<DaemonClock>(),
            provider.GetRequiredService<ILogger<RechargeLoop>>()
        ));
        services.AddHostedService<RechargeService>();
        services.AddSingleton(options.Payments);
        services.AddSingleton(provider => new StripeWebhook(
            options.Payments,
            provider.GetRequiredService<CreditServices>().News,
            store.Webhooks,
            provider.GetRequiredService<DaemonClock>(),
            provider.GetRequiredService<ILogger<StripeWebhook>>()
        ));
        services.AddHostedService<WebhookService>();
    }

    private static void AddSwitches(IServiceCollection services, DaemonOptions options) =>
        services.AddHostedService(provider =>
        {
            var switches = provider.GetRequiredService<SwitchDirectory>();
            foreach (var pbx in options.Pbx)
            {
                switches.Add(
                    SwitchFactory.Create(
                        pbx,
                        provider.GetRequiredService<ISwitchObserver>(),
                        provider.GetRequiredService<DaemonClock>(),
                        provider.GetRequiredService<ILogger<AsteriskSwitch>>()
                    )
                );
            }
            return new SwitchService(switches);
        });

    private static void AddGate(
        IServiceCollection services,
        DaemonOptions options,
        Dictionary<string, IReadOnlyList<IPAddress>> addresses
    )
    {
        services.AddSingleton(provider => new PbxOfPeer(
            provider.GetRequiredService<SwitchDirectory>(),
            addresses
        ));
        services.AddSingleton(provider => new AuthorizeRoute(
            provider.GetRequiredService<Gate>(),
            provider.GetRequiredService<IMeterDesk>(),
            provider.GetRequiredService<PbxOfPeer>(),
            new PriceAnnouncer(
                provider.GetRequiredService<IAccountStore>(),
                options.Metering.AnnouncePrice,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PriceAnnouncer>>()
            ),
            options.Metering.ShowOnDisplay,
            provider.GetRequiredService<ILogger<AuthorizeRoute>>()
        ));
        services.AddSingleton<SurchargeRoute>();
        services.AddSingleton<BalanceRoute>();
        var defaults = new FastAgiServerOptions();
        var configured = options.FastAgi.AllowedPeers;
        services.AddSingleton(
            new FastAgiServerOptions
            {
                EndPoint = options.FastAgi.Listen,
                MaxSessions = options.FastAgi.MaxSessions,
                AllowedPeers =
                    configured.Count > 0
                        ? configured
                        :
                        [
                            .. defaults.AllowedPeers,
                            .. addresses.Values.SelectMany(found => found).Select(Alone),
                        ],
                Limits = AgiLimits.Default with
                {
                    EnvironmentTimeout = TimeSpan.FromSeconds(options.FastAgi.HeaderTimeoutSeconds),
                    ReplyTimeout = TimeSpan.FromSeconds(options.FastAgi.CommandTimeoutSeconds),
                },
            }
        );
        services.AddHostedService<GateService>();
    }

    private static IPNetwork Alone(IPAddress address) =>
        new(address, address.GetAddressBytes().Length * 8);
}
