using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>The way from a fallen balance to credit, on the shipped store, with a provider that does what the test says.</summary>
public sealed class RechargerTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-recharge-");
    private readonly FakeTimeProvider time = new(Noon);
    private readonly ScriptedProvider provider = new();
    private SqliteStore store = null!;
    private Recharger recharger = null!;
    private CardTopUps cards = null!;
    private DaemonClock clock = null!;

    public async Task InitializeAsync()
    {
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "tb.db")),
            time,
            NullLogger.Instance
        );
        clock = new DaemonClock(time);
        var policy = new RechargePolicy();
        cards = new CardTopUps(
            store.TopUps,
            store.Cards,
            provider,
            policy,
            clock,
            NullLogger<CardTopUps>.Instance
        );
        recharger = new Recharger(
            store.Recharges,
            store.TopUps,
            cards,
            Desk(new InvoicePolicy { CreditAtOnce = true }, policy),
            policy,
            clock,
            NullLogger<Recharger>.Instance
        );
        var books = new Books(
            store.Accounts,
            store.Members,
            store.Calls,
            store.Ledger,
            store.Limits,
            store.Events
        );
        await books.OpenAccountAsync("5.10");
        await store.Cards.SetAsync(
            new Card(AccountId, "cus_1", "pm_1", "visa", "4242", "2029-04", CardState.Saved),
            "me",
            Noon,
            default
        );
        await store.Recharges.SetAsync(
            new RechargeRule(
                AccountId,
                Enabled: true,
                Dollars("5"),
                Dollars("25"),
                TopUpSource.Card,
                null,
                null
            ),
            "me",
            default
        );
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task FiveCallsThatCrossTogether_ChargeOnce()
    {
        await Task.WhenAll(
            Enumerable.Range(1, 5).Select(i => store.Calls.AuthoriseAsync(NewCall(i), default))
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ => recharger.RechargeAsync(AccountId, exhausted: false, default))
        );

        provider.Charges.Should().ContainSingle();
        (await BalanceAsync()).Should().Be(Dollars("30.10"));
    }

    [Fact]
    public async Task OutcomeThatIsNotKnown_IsAskedForAgainUnderTheSameKey_AndCreditedOnce()
    {
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        provider.Answers.Enqueue(() => throw new PaymentUnknownException("timed out"));
        provider.Answers.Enqueue(() => throw new PaymentUnknownException("cut"));

        var topUp = (await recharger.RechargeAsync(AccountId, exhausted: false, default)).TopUp!;
        topUp.State.Should().Be(TopUpState.Unknown);
        (await BalanceAsync()).Should().Be(Dollars("5.10"));
        (await recharger.ReconcileAsync(default)).Should().Be(0, "its time has not come");

        time.Advance(TimeSpan.FromSeconds(2));
        (await recharger.ReconcileAsync(default)).Should().Be(0, "it is cut again");
        time.Advance(TimeSpan.FromSeconds(4));
        (await recharger.ReconcileAsync(default)).Should().Be(1);
        time.Advance(TimeSpan.FromHours(2));
        (await recharger.ReconcileAsync(default)).Should().Be(0);

        provider.Charges.Should().OnlyContain(charge => charge.Key == topUp.Id);
        provider.Charges.Should().HaveCount(3);
        (await BalanceAsync()).Should().Be(Dollars("30.10"));
    }

    [Fact]
    public async Task DeclinedCard_IsLeftAlone_AndNotChargedAgainByTheSweep()
    {
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        provider.Answers.Enqueue(() =>
            new PaymentOutcome.Failed("pi_1", "card_declined", "The card was declined.")
        );

        (await recharger.RechargeAsync(AccountId, exhausted: false, default))
            .TopUp!.State.Should()
            .Be(TopUpState.Failed);
        (await recharger.SweepAsync(default)).Should().Be(0);
        time.Advance(TimeSpan.FromHours(1));
        (await recharger.SweepAsync(default)).Should().Be(1);

        (await BalanceAsync()).Should().Be(Dollars("30.10"));
    }

    [Fact]
    public async Task RechargeByInvoice_WhereThePolicyGivesCreditAtOnce_IsInvoicedAndCredited()
    {
        await PayByInvoiceAsync();
        await store.Calls.AuthoriseAsync(NewCall(1), default);

        (await recharger.RechargeAsync(AccountId, exhausted: false, default))
            .TopUp!.State.Should()
            .Be(TopUpState.Succeeded);

        provider.Charges.Should().BeEmpty();
        (await BalanceAsync()).Should().Be(Dollars("30.10"));
        (await store.Invoices.ListAsync(AccountId, onlyOpen: true, 10, default))
            .Should()
            .ContainSingle()
            .Which.Total.Should()
            .Be(Dollars("25"));
    }

    [Fact]
    public async Task RechargeByInvoice_KilledBeforeItsInvoice_IsInvoicedByTheNextRound_Once()
    {
        await PayByInvoiceAsync();
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        // The claim is written down; whoever made it dies.
        (await store.Recharges.ClaimAsync(AccountId, false, new RechargePolicy(), Noon, default))
            .Should()
            .BeOfType<RechargeClaim.Claimed>();
        (await BalanceAsync()).Should().Be(Dollars("5.10"));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => recharger.ReconcileAsync(default)));

        (await BalanceAsync()).Should().Be(Dollars("30.10"));
        (await store.Invoices.ListAsync(AccountId, onlyOpen: true, 10, default))
            .Should()
            .ContainSingle();
        provider.Charges.Should().BeEmpty("no card pays for an invoice");
    }

    [Fact]
    public async Task RechargeByInvoice_ThatIsRefused_IsAskedForAgainLater_AndNotForEver()
    {
        await PayByInvoiceAsync();
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        var policy = new RechargePolicy();
        var asking = Desk(new InvoicePolicy(), policy);
        for (var refusals = 1; refusals <= policy.MaxDeclines; refusals++)
        {
            var claim = await store.Recharges.ClaimAsync(
                AccountId,
                false,
                policy,
                clock.UtcNow,
                default
            );
            var topUp = claim.Should().BeOfType<RechargeClaim.Claimed>().Subject.TopUp;
            (await asking.RefuseAsync(Actor.Operator("me"), topUp.Id, "Unpaid.", default))!
                .State.Should()
                .Be(TopUpState.Failed);
            (await store.Recharges.ClaimAsync(AccountId, false, policy, clock.UtcNow, default))
                .Should()
                .BeOfType<RechargeClaim.NotDue>();
            time.Advance(TimeSpan.FromHours(24));
        }

        (await store.Recharges.ClaimAsync(AccountId, false, policy, clock.UtcNow, default))
            .Should()
            .Be(new RechargeClaim.NotDue(RechargeHindrance.Stopped));
        (await BalanceAsync()).Should().Be(Dollars("5.10"));
    }

    [Fact]
    public async Task Loop_NoticesAnAccountThatFell_WithinASecond()
    {
        using var stopping = new CancellationTokenSource();
        var balances = new BalanceWatch(store.Thresholds, clock, NullLogger<BalanceWatch>.Instance);
        var loop = new RechargeLoop(recharger, balances, clock, NullLogger<RechargeLoop>.Instance);
        var running = loop.RunAsync(stopping.Token);

        // It has looked, found nothing, and waits for its next look.
        await time.WhenTimerDueAsync(RechargeLoop.Interval);
        await store.Calls.AuthoriseAsync(NewCall(1), default);
        time.Advance(RechargeLoop.Interval);
        await provider.Charged.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stopping.CancelAsync();
        await running;

        (await BalanceAsync()).Should().Be(Dollars("30.10"));
        provider.Charges.Should().ContainSingle();
    }

    private InvoiceDesk Desk(InvoicePolicy invoicing, RechargePolicy policy) =>
        new(
            store.Invoices,
            store.TopUps,
            invoicing,
            policy,
            clock,
            NullLogger<InvoiceDesk>.Instance
        );

    private async Task PayByInvoiceAsync() =>
        await store.Recharges.SetAsync(
            (await store.Recharges.FindAsync(AccountId, default))! with
            {
                Source = TopUpSource.Invoice,
            },
            "me",
            default
        );

    private async Task<Money> BalanceAsync() =>
        (await store.Accounts.FindAsync(AccountId, default))!.Value.Balance.Balance;

    /// <summary>Takes every payment, unless the test has put other answers in its way.</summary>
    private sealed class ScriptedProvider : IPaymentProvider
    {
        private readonly Lock door = new();

        public string Name => "scripted";

        public Money StepOf(Currency currency) => Money.Parse("0.01", currency);

        public TaskCompletionSource Charged { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<PaymentRequest> Charges { get; } = [];

        public Queue<Func<PaymentOutcome>> Answers { get; } = [];

        public Task<PaymentOutcome> ChargeAsync(
            PaymentRequest request,
            CancellationToken cancellationToken
        )
        {
            lock (door)
            {
                Charges.Add(request);
                Charged.TrySetResult();
                return Answers.TryDequeue(out var answer)
                    ? Task.FromResult(answer())
                    : Task.FromResult<PaymentOutcome>(
                        new PaymentOutcome.Succeeded($"pi_{request.Key}")
                    );
            }
        }

        public Task<PaymentOutcome?> FindAsync(
            PaymentInquiry inquiry,
            CancellationToken cancellationToken
        ) => Task.FromResult<PaymentOutcome?>(null);

        public Task<PaymentOutcome> RefundAsync(
            RefundRequest request,
            CancellationToken cancellationToken
        ) => throw NotHere();

        public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
            string payment,
            CancellationToken cancellationToken
        ) => throw NotHere();

        public Task<ProviderDispute?> FindDisputeAsync(
            string dispute,
            CancellationToken cancellationToken
        ) => throw NotHere();

        public Task<CardSetup> SetUpCardAsync(
            CardHolder holder,
            CancellationToken cancellationToken
        ) => throw NotHere();

        public Task<SavedCard?> FindCardAsync(
            string customer,
            CancellationToken cancellationToken
        ) => throw NotHere();

        public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
            throw NotHere();

        private static NotSupportedException NotHere() => new("No test here asks for that.");
    }
}
