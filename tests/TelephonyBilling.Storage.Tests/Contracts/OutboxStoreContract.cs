using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IOutboxStore"/> promises.</summary>
public abstract class OutboxStoreContract : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private Books Books { get; set; } = null!;

    private ITopUpStore TopUps { get; set; } = null!;

    private IOutboxStore Outbox { get; set; } = null!;

    public async Task InitializeAsync()
    {
        (Books, TopUps, Outbox) = await OpenAsync();
        await Books.OpenAccountAsync("0");
    }

    public abstract Task DisposeAsync();

    /// <summary>Opens empty stores.</summary>
    protected abstract Task<(Books Books, ITopUpStore TopUps, IOutboxStore Outbox)> OpenAsync();

    [Fact]
    public async Task Claim_ByManyAtOnce_GivesEachMailToOne()
    {
        for (var i = 0; i < 5; i++)
        {
            await QueueAsync(i);
        }

        var claims = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(node => ClaimAsync(Noon, $"node{node}"))
        );

        claims.Count(mail => mail is null).Should().Be(7);
        claims.OfType<OutboxMail>().Select(mail => mail.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Claim_TellsAllThatIsKnownOfTheMail()
    {
        await QueueAsync(1);

        var mail = (await ClaimAsync(Noon))!;

        mail.Should()
            .BeEquivalentTo(
                new
                {
                    Cause = "top-up-done/tu-1",
                    Account = AccountId,
                    Kind = "top-up-done",
                    CreatedAt = Noon,
                    State = MailState.Waiting,
                    Attempts = 1,
                    DueAt = Noon,
                    SentAt = (DateTimeOffset?)null,
                    Error = "",
                    Delivered = Array.Empty<string>(),
                    LeasedUntil = Noon + Lease,
                    Node = "node1",
                }
            );
        mail.Data.Should().Contain("\"amountMicros\":25000000");
        (await Outbox.FindAsync(mail.Id, default)).Should().BeEquivalentTo(mail);
        (await Outbox.FindAsync(mail.Id + 1, default)).Should().BeNull();
    }

    [Fact]
    public async Task Claim_TakesTheOneThatIsDueFirst_AndNoneBeforeItsTime()
    {
        await QueueAsync(1, Noon.AddMinutes(2));
        await QueueAsync(2, Noon.AddMinutes(1));

        (await ClaimAsync(Noon)).Should().BeNull();
        (await Outbox.IsDueAsync(Noon, default)).Should().BeFalse();
        (await Outbox.IsDueAsync(Noon.AddMinutes(1), default)).Should().BeTrue();
        (await ClaimAsync(Noon.AddMinutes(3)))!.Cause.Should().Be("top-up-done/tu-2");
        (await ClaimAsync(Noon.AddMinutes(3)))!.Cause.Should().Be("top-up-done/tu-1");
        (await ClaimAsync(Noon.AddMinutes(3))).Should().BeNull();
        (await Outbox.IsDueAsync(Noon.AddMinutes(3), default)).Should().BeFalse("both are taken");
        (await Outbox.WaitingAsync(default)).Should().Be(2);
    }

    [Fact]
    public async Task Claim_AfterTheLeaseOfOneWhoDied_IsAnotherTry()
    {
        await QueueAsync(1);
        await ClaimAsync(Noon, "dead");

        (await ClaimAsync(Noon + Lease - TimeSpan.FromTicks(1))).Should().BeNull();
        var again = (await ClaimAsync(Noon + Lease, "alive"))!;

        again.Attempts.Should().Be(2);
        again.Node.Should().Be("alive");
    }

    [Fact]
    public async Task End_Sent_IsKeptForGood()
    {
        await QueueAsync(1);
        var mail = (await ClaimAsync(Noon))!;

        (await Outbox.EndAsync(mail, Sent(Noon.AddSeconds(2)), default)).Should().BeTrue();

        var kept = (await Outbox.FindAsync(mail.Id, default))!;
        kept.State.Should().Be(MailState.Sent);
        kept.SentAt.Should().Be(Noon.AddSeconds(2));
        kept.Delivered.Should().Equal("ann@example.com", "bob@example.com");
        kept.LeasedUntil.Should().BeNull();
        (await ClaimAsync(Noon.AddDays(1))).Should().BeNull();
        (await Outbox.EndAsync(mail, Later(Noon), default)).Should().BeFalse();
        (await Outbox.RetryAsync(mail.Id, Noon, default)).Should().Be(RetryOutcome.AlreadySent);
        (await Outbox.FindAsync(mail.Id, default))!.State.Should().Be(MailState.Sent);
        (await Outbox.WaitingAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task End_Later_WaitsAndRemembersWhoHasIt()
    {
        await QueueAsync(1);
        var mail = (await ClaimAsync(Noon))!;

        await Outbox.EndAsync(
            mail,
            Later(Noon.AddMinutes(1)) with
            {
                Delivered = ["ann@example.com"],
                Error = "no\r\nroom",
            },
            default
        );

        (await ClaimAsync(Noon.AddSeconds(59))).Should().BeNull();
        var again = (await ClaimAsync(Noon.AddMinutes(1)))!;
        again.Attempts.Should().Be(2);
        again.Delivered.Should().Equal("ann@example.com");
        again.Error.Should().Be("no  room");
    }

    [Fact]
    public async Task End_ByOneWhoLostTheMail_ChangesNothing_ButWhatWasSentWasSent()
    {
        await QueueAsync(1);
        var slow = (await ClaimAsync(Noon, "slow"))!;
        var quick = (await ClaimAsync(Noon + Lease, "quick"))!;

        (await Outbox.EndAsync(slow, Later(Noon.AddDays(1)), default)).Should().BeFalse();
        (await Outbox.EndAsync(slow, Dead(Noon), default)).Should().BeFalse();
        (await ClaimAsync(Noon + Lease)).Should().BeNull("the quick one has it");
        (await Outbox.EndAsync(slow, Sent(Noon + Lease), default)).Should().BeTrue();
        (await Outbox.EndAsync(quick, Later(Noon.AddDays(1)), default)).Should().BeFalse();

        (await Outbox.FindAsync(slow.Id, default))!.State.Should().Be(MailState.Sent);
    }

    [Fact]
    public async Task Dead_IsTriedAgainOnlyWhenSomebodyWants()
    {
        await QueueAsync(1);
        var mail = (await ClaimAsync(Noon))!;
        await Outbox.EndAsync(
            mail,
            Dead(Noon) with
            {
                Delivered = ["ann@example.com"],
                Error = "nobody took it",
            },
            default
        );
        (await ClaimAsync(Noon.AddYears(1))).Should().BeNull();

        (await Outbox.RetryAsync(mail.Id, Noon.AddHours(1), default))
            .Should()
            .Be(RetryOutcome.Done);

        var again = (await ClaimAsync(Noon.AddHours(1)))!;
        again.Attempts.Should().Be(1, "it has all its tries before it");
        again.Delivered.Should().Equal("ann@example.com");
        (await Outbox.RetryAsync(mail.Id + 1, Noon, default)).Should().Be(RetryOutcome.Unknown);
    }

    [Fact]
    public async Task Retry_OfOneThatWaits_IsDueAtOnce_ButNotOfOneThatIsBeingSent()
    {
        await QueueAsync(1);
        var mail = (await ClaimAsync(Noon))!;
        (await Outbox.RetryAsync(mail.Id, Noon, default)).Should().Be(RetryOutcome.BeingSent);
        await Outbox.EndAsync(mail, Later(Noon.AddHours(12)), default);

        (await Outbox.RetryAsync(mail.Id, Noon, default)).Should().Be(RetryOutcome.Done);

        (await ClaimAsync(Noon)).Should().NotBeNull();
    }

    [Fact]
    public async Task List_ByStateAndAccount_NewestFirst()
    {
        for (var i = 0; i < 4; i++)
        {
            await QueueAsync(i);
        }
        await Outbox.EndAsync((await ClaimAsync(Noon))!, Sent(Noon), default);
        await Outbox.EndAsync((await ClaimAsync(Noon))!, Dead(Noon), default);

        (await CausesAsync(new OutboxFilter())).Should().Equal("tu-3", "tu-2", "tu-1", "tu-0");
        (await CausesAsync(new OutboxFilter { Limit = 2 })).Should().Equal("tu-3", "tu-2");
        (await CausesAsync(new OutboxFilter { State = MailState.Sent })).Should().Equal("tu-0");
        (await CausesAsync(new OutboxFilter { State = MailState.Dead })).Should().Equal("tu-1");
        (await CausesAsync(new OutboxFilter { State = MailState.Waiting }))
            .Should()
            .Equal("tu-3", "tu-2");
        (await CausesAsync(new OutboxFilter { Account = "ACME" })).Should().HaveCount(4);
        (await CausesAsync(new OutboxFilter { Account = "other" })).Should().BeEmpty();

        async Task<IEnumerable<string>> CausesAsync(OutboxFilter filter) =>
            (await Outbox.ListAsync(filter, default)).Select(mail => mail.Cause.Split('/')[1]);
    }

    private static MailResult Sent(DateTimeOffset at) =>
        new(MailState.Sent, at, "", ["ann@example.com", "bob@example.com"]);

    private static MailResult Later(DateTimeOffset at) => new(MailState.Waiting, at, "busy", []);

    private static MailResult Dead(DateTimeOffset at) => new(MailState.Dead, at, "refused", []);

    private Task<OutboxMail?> ClaimAsync(DateTimeOffset at, string node = "node1") =>
        Outbox.ClaimAsync(node, at, Lease, default);

    /// <summary>Adds credit, of which a mail tells.</summary>
    private async Task QueueAsync(int number, DateTimeOffset? at = null)
    {
        var topUp = new NewTopUp(
            $"tu-{number}",
            AccountId,
            TopUpSource.Manual,
            Dollars("25"),
            $"wire/{number}",
            "me",
            at ?? Noon
        );
        (await TopUps.AddAsync(topUp, default)).Outcome.Should().Be(TopUpOutcome.Requested);
    }
}
