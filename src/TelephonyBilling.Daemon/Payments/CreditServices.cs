using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Payments;

/// <summary>What brings credit in, put together over a store: for the daemon, for jobs and for verbs alike.</summary>
public sealed class CreditServices : IDisposable
{
    /// <summary>Puts it together; nothing is asked of the provider yet.</summary>
    public CreditServices(
        DaemonOptions options,
        SqliteStore store,
        DaemonClock clock,
        ILoggerFactory loggers
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        Provider = ProviderOf(options.Payments, clock.TimeProvider);
        CardTopUps = new CardTopUps(
            store.TopUps,
            store.Cards,
            Provider,
            Policy,
            clock,
            loggers.CreateLogger<CardTopUps>()
        );
        Invoices = new InvoiceDesk(
            store.Invoices,
            store.TopUps,
            options.Invoicing.ToPolicy(),
            clock,
            loggers.CreateLogger<InvoiceDesk>()
        );
        Recharger = new Recharger(
            store.Recharges,
            store.TopUps,
            CardTopUps,
            Invoices,
            Policy,
            clock,
            loggers.CreateLogger<Recharger>()
        );
    }

    /// <summary>Who takes money from cards.</summary>
    public IPaymentProvider Provider { get; }

    /// <summary>What holds recharges back.</summary>
    public RechargePolicy Policy { get; } = new();

    /// <summary>Top-ups by card.</summary>
    public CardTopUps CardTopUps { get; }

    /// <summary>Credit by invoice.</summary>
    public InvoiceDesk Invoices { get; }

    /// <summary>Automatic recharge.</summary>
    public Recharger Recharger { get; }

    /// <inheritdoc/>
    public void Dispose() => (Provider as IDisposable)?.Dispose();

    private static IPaymentProvider ProviderOf(PaymentsOptions options, TimeProvider time) =>
        options.Provider switch
        {
            CardProvider.Stripe when options.Stripe.SecretKey.IsEmpty => new NoProvider(
                "Stripe's secret key can't be read here: run this as the user of the daemon, or as root.",
                isCertain: false
            ),
            CardProvider.Stripe => new StripeProvider(options.Stripe, time),
            _ => new NoProvider(
                "No payment provider is configured: see the section Payments of the configuration.",
                isCertain: true
            ),
        };
}
