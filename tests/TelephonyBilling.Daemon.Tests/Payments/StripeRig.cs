using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>Our adapter, a server that takes payments as Stripe does, and faults between them.</summary>
internal sealed class StripeRig : IAsyncDisposable
{
    internal static readonly Currency Usd = Currency.Parse("USD");

    private readonly Queue<PaymentFault> faults = new();

    private StripeRig(StripeServer server, FakeTimeProvider time)
    {
        (Server, Time) = (server, time);
        Proxy = new FaultProxy(server.Port, _ => NextFault());
        Provider = new StripeProvider(Options(Proxy.Address), time);
        (Customer, Method) = server.NewCustomer();
    }

    internal FakeTimeProvider Time { get; }

    internal StripeServer Server { get; }

    internal FaultProxy Proxy { get; }

    internal StripeProvider Provider { get; }

    /// <summary>A customer with a card that pays.</summary>
    internal string Customer { get; }

    internal string Method { get; }

    public async ValueTask DisposeAsync()
    {
        Provider.Dispose();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }

    internal static async Task<StripeRig> StartAsync()
    {
        var time = new FakeTimeProvider();
        return new StripeRig(await StripeServer.StartAsync(time), time);
    }

    internal static StripeOptions Options(Uri address, string key = StripeServer.SecretKey) =>
        new()
        {
            SecretKey = new Secret(key),
            WebhookSecret = new Secret(StripeServer.WebhookSecret),
            BaseAddress = address,
            ReturnUrl = "https://example.com/thanks",
        };

    /// <summary>What happens to the next requests; those after them go through.</summary>
    internal void Fault(params PaymentFault[] next)
    {
        foreach (var fault in next)
        {
            faults.Enqueue(fault);
        }
    }

    internal PaymentRequest Request(
        string amount = "25",
        string key = "tu-1",
        string currency = "USD"
    ) =>
        new(
            key,
            Customer,
            Method,
            Money.Parse(amount, Currency.Parse(currency)),
            "Call credit for acme"
        );

    internal PaymentInquiry Inquiry(string key = "tu-1", string reference = "") =>
        new(key, Customer, reference, Time.GetUtcNow());

    private PaymentFault NextFault()
    {
        lock (faults)
        {
            return faults.TryDequeue(out var fault) ? fault : PaymentFault.None;
        }
    }
}
