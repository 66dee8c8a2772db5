using System.Globalization;
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
    /// <summary>Stripe repeats a message for three days.</summary>
    private static readonly TimeSpan MessageLifetime = TimeSpan.FromDays(30);

    private readonly DaemonClock clock;

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
        Policy = new RechargePolicy
        {
            VelocityCount = options.Payments.Brake.Recharges,
            VelocityWindow = TimeSpan.FromMinutes(options.Payments.Brake.Minutes),
        };
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
            options.Invoicing.ToPolicy() with
            {
                Limits = options.Payments.Limits,
            },
            Policy,
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
        Refunds = new Refunds(
            store.Refunds,
            store.TopUps,
            CardTopUps,
            Provider,
            new RefundPolicy { SuspendOnDispute = options.Payments.SuspendOnDispute },
            clock,
            loggers.CreateLogger<Refunds>()
        );
        var confirmation = ConfirmationOf(options.Payments.Confirmation);
        Confirming = new CardConfirming(
            store.Confirmations,
            Provider,
            confirmation,
            clock,
            loggers.CreateLogger<CardConfirming>()
        );
        Cards = new CardDesk(
            store.Accounts,
            store.Cards,
            Confirming,
            Provider,
            confirmation,
            clock,
            loggers.CreateLogger<CardDesk>()
        );
        Purchases = new PurchaseDesk(
            store.Accounts,
            store.Cards,
            store.TopUps,
            CardTopUps,
            options.Payments.Limits,
            clock
        );
        News = new PaymentNewsDesk(store.TopUps, CardTopUps, Cards, Confirming, Refunds, Provider);
        Webhooks = store.Webhooks;
        this.clock = clock;
    }

    /// <summary>Who takes money from cards.</summary>
    public IPaymentProvider Provider { get; }

    /// <summary>What holds recharges back.</summary>
    public RechargePolicy Policy { get; }

    /// <summary>Top-ups by card.</summary>
    public CardTopUps CardTopUps { get; }

    /// <summary>Credit by invoice.</summary>
    public InvoiceDesk Invoices { get; }

    /// <summary>Credit that people buy by card.</summary>
    public PurchaseDesk Purchases { get; }

    /// <summary>Automatic recharge.</summary>
    public Recharger Recharger { get; }

    /// <summary>Money that goes back.</summary>
    public Refunds Refunds { get; }

    /// <summary>Cards.</summary>
    public CardDesk Cards { get; }

    /// <summary>The small charges that confirm cards.</summary>
    public CardConfirming Confirming { get; }

    /// <summary>What the provider tells.</summary>
    public PaymentNewsDesk News { get; }

    /// <summary>Which of it was worked.</summary>
    public IWebhookStore Webhooks { get; }

    /// <summary>Looks again at everything at the provider that is not decided, and forgets old messages of it.</summary>
    /// <returns>A few words on what was done.</returns>
    public async Task<string> ReconcileAsync(CancellationToken cancellationToken)
    {
        var topUps = await Recharger.ReconcileAsync(cancellationToken);
        var refunds = await Refunds.ReconcileAsync(cancellationToken);
        var cards = await Cards.ReconcileAsync(cancellationToken);
        await Webhooks.ForgetAsync(clock.UtcNow - MessageLifetime, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{topUps} top-ups and {refunds} refunds decided, {cards} cards found"
        );
    }

    /// <summary>Recharges every account at or below its threshold.</summary>
    /// <returns>A few words on what was done.</returns>
    public async Task<string> SweepAsync(CancellationToken cancellationToken)
    {
        var begun = await Recharger.SweepAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{begun} recharges begun");
    }

    /// <inheritdoc/>
    public void Dispose() => (Provider as IDisposable)?.Dispose();

    private static ConfirmationPolicy ConfirmationOf(ConfirmationOptions options) =>
        new()
        {
            LeastSteps = options.Least,
            MostSteps = options.Most,
            Tries = options.Tries,
            Patience = TimeSpan.FromDays(options.Days),
        };

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
