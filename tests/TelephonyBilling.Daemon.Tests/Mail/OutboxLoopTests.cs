using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Pbx;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>What the daemon does by itself: mails go out soon after they are queued, and accounts that fall are told.</summary>
public sealed class OutboxLoopTests : IAsyncLifetime
{
    private readonly CancellationTokenSource stopping = new();
    private MailRig rig = null!;
    private Task running = Task.CompletedTask;

    public async Task InitializeAsync() => rig = await MailRig.OpenAsync();

    public async Task DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task Mail_GoesOutASecondAfterItIsQueued()
    {
        await BeginAsync();
        await rig.QueueAsync();

        rig.Time.Advance(OutboxLoop.Interval);

        await TakenAsync(1);
    }

    [Fact]
    public async Task ServerThatIsAway_IsLeftAloneForAWhile_AndTheLogSaysItOnceAndWhenItIsBack()
    {
        await BeginAsync();
        rig.Mailer.Fail(MailFailure.ServerAway, "connection refused");
        await rig.QueueAsync(4);
        rig.Time.Advance(OutboxLoop.Interval);
        await rig.Time.WhenTimerDueAsync(OutboxLoop.WhileAway);
        rig.Time.Advance(OutboxLoop.WhileAway);
        await rig.Time.WhenTimerDueAsync(OutboxLoop.WhileAway);
        rig.Mailer.Tried.Should().HaveCount(2);

        rig.Mailer.Before = (_, _) => Task.CompletedTask;
        rig.Time.Advance(OutboxLoop.WhileAway);
        await TakenAsync(3); // all but the second that was tried
        await rig.Time.WhenTimerDueAsync(OutboxLoop.Interval);

        rig.Log.Lines.Where(line => line.Contains("mails ", StringComparison.Ordinal))
            .Should()
            .Equal(
                "Warning: mails wait reason=\"ann@example.com: connection refused\"",
                "Information: mails are sent again"
            );
    }

    [Fact]
    public async Task AccountThatFalls_IsTold_WithinASecond()
    {
        await rig.Store.Thresholds.SetAsync(AccountId, [Dollars("9.95")], "me", default);
        using var credit = new CreditServices(
            new TelephonyBilling.Daemon.Options.DaemonOptions(),
            rig.Store,
            rig.Clock,
            NullLoggerFactory.Instance
        );
        var loop = new RechargeLoop(
            credit.Recharger,
            new BalanceWatch(rig.Store.Thresholds, rig.Clock, rig.Log.For<BalanceWatch>()),
            rig.Clock,
            NullLogger<RechargeLoop>.Instance
        );
        running = loop.RunAsync(stopping.Token);
        await rig.Time.WhenTimerDueAsync(RechargeLoop.Interval);

        await rig.Store.Calls.AuthoriseAsync(NewCall(1), default);
        rig.Time.Advance(RechargeLoop.Interval);

        var mail = await Eventually.FindAsync(
            async () => (await rig.MailsAsync()).SingleOrDefault(),
            "the mail"
        );
        mail.Kind.Should().Be("low-balance");
        await Eventually.TrueAsync(() => !rig.Log.Lines.IsEmpty, "the line");
        rig.Log.Lines.Should()
            .ContainSingle()
            .Which.Should()
            .MatchRegex(
                "^Information: balance low account=acme available=9\\.\\d+ USD below=9\\.95 USD$"
            );
    }

    [Fact]
    public async Task Sweep_TellsEachAccountThatFellUnnoticed_Once()
    {
        await rig.Store.Thresholds.SetAsync(AccountId, [Dollars("20")], "me", default);
        await rig.Store.Recharges.TakeFallenAsync(default);
        var balances = new BalanceWatch(
            rig.Store.Thresholds,
            rig.Clock,
            rig.Log.For<BalanceWatch>()
        );

        (await balances.SweepAsync(default)).Should().Be(1);
        (await balances.SweepAsync(default)).Should().Be(0);

        (await rig.MailAsync()).Kind.Should().Be("low-balance");
    }

    /// <summary>Starts the loop; it has looked, found nothing, and waits for its next look.</summary>
    private async Task BeginAsync()
    {
        var loop = new OutboxLoop(
            rig.Store.Outbox,
            rig.Sender(),
            rig.Clock,
            rig.Log.For<OutboxLoop>()
        );
        running = loop.RunAsync(stopping.Token);
        await rig.Time.WhenTimerDueAsync(OutboxLoop.Interval);
    }

    private Task TakenAsync(int count) =>
        Eventually.TrueAsync(() => rig.Mailer.Taken.Count == count, $"{count} mails");
}
