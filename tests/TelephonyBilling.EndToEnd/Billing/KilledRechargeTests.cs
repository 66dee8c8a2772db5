using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>
/// <c>kill -9</c> of the real daemon between charge and credit, at each step that can be told from outside, and then a start:
/// one charge, one credit. Hundreds of trials at the steps between are in <c>KilledTopUpTests</c>.
/// </summary>
public abstract class KilledRechargeTests(PbxFixture fixture) : CreditTests(fixture)
{
    private FaultProxy proxy = null!;
    private Func<string, PaymentFault> next = _ => PaymentFault.None;

    protected override Dictionary<string, object> Payments => Server.Section(proxy.Address);

    protected override void Prepare() => proxy = new FaultProxy(Server.Port, line => next(line));

    public override async Task DisposeAsync()
    {
        next = _ => PaymentFault.None;
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            await proxy.DisposeAsync();
        }
    }

    [Fact]
    public async Task KilledAtEachStep_OneChargeAndOneCreditEach()
    {
        await EnterCardAsync();
        await AddCreditAsync(1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        decimal spent = 0;
        (string Name, Func<Task> Die)[] steps =
        [
            ("before the request arrives", () => SilentAsync(PaymentFault.SilenceBefore)),
            ("before the answer arrives", () => SilentAsync(PaymentFault.SilenceAfterwards)),
            ("while it asks what became of it", DieTwiceAsync),
            ("with half an answer", HalfAnswerAsync),
        ];
        for (int step = 0; step < steps.Length; step++)
        {
            // A call takes the account below this; five more are enough to be above again.
            string threshold = FormattableString.Invariant($"{1 + 5 * step - spent - 0.01m}");
            await RechargeAsync(threshold, "5");
            await steps[step].Die();
            next = _ => PaymentFault.None;

            await Daemon.StartAsync();

            await CreditedAsync(step + 1, steps[step].Name);
            spent = (await SettledAsync(step + 1)).Sum(call => call.Charge);
            await ChargesShouldBeCreditedAsync(step + 1);
            await BalanceShouldBeAsync(1 + 5 * (step + 1) - spent);
            await ReceivedAsync("$5.00 of call credit was added", step + 1);
        }

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        (await Daemon.DoAsync("jobs", "run", "payment-reconciliation"))
            .Should()
            .Contain("0 top-ups");
        await ChargesShouldBeCreditedAsync(steps.Length);
    }

    /// <summary>The provider falls silent at the charge; the daemon is killed while it waits.</summary>
    private async Task SilentAsync(PaymentFault fault)
    {
        int silences = proxy.Silences;
        next = line => IsCharge(line) ? fault : PaymentFault.None;
        await CallAsync();
        await proxy.WhenSilentAsync(silences);
        await Daemon.KillAsync();
    }

    /// <summary>The answer to the charge is lost; the next life is killed while it looks for the payment.</summary>
    private async Task DieTwiceAsync()
    {
        await SilentAsync(PaymentFault.SilenceAfterwards);
        int silences = proxy.Silences;
        next = _ => PaymentFault.SilenceBefore;
        await Daemon.StartAsync();
        await proxy.WhenSilentAsync(silences);
        await Daemon.KillAsync();
    }

    /// <summary>The connection is cut in the middle of the answer, and the daemon is killed once it has written that down.</summary>
    private async Task HalfAnswerAsync()
    {
        next = line => IsCharge(line) ? PaymentFault.CutAnswer : PaymentFault.SilenceBefore;
        await CallAsync();
        await Eventually.TrueAsync(
            async () => (await TopUpsAsync()).Any(topUp => (string?)topUp["state"] == "unknown"),
            "an outcome that nobody knows",
            TimeSpan.FromSeconds(30),
            Daemon.Describe
        );
        await Daemon.KillAsync();
    }

    /// <summary>A short call that is settled, and of which the PBX keeps nothing, before anything dies.</summary>
    private async Task CallAsync()
    {
        await TalkAsync(Mexico, seconds: 0.5);
        await Eventually.TrueAsync(
            async () => (await Pbx.RecordsAsync()).Count == 0,
            "the call to be settled",
            null,
            Daemon.Describe
        );
    }

    private static bool IsCharge(string line) =>
        line.StartsWith("POST /v1/payment_intents", StringComparison.Ordinal);
}

public sealed class Asterisk22KilledRechargeTests(Asterisk22 fixture)
    : KilledRechargeTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16KilledRechargeTests(Asterisk16 fixture)
    : KilledRechargeTests(fixture),
        IClassFixture<Asterisk16>;
