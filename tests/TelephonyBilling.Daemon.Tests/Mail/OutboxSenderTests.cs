using Dapper;
using Microsoft.Data.Sqlite;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>Who gets a mail, how often it is tried, and that of several nodes one sends it.</summary>
public sealed class OutboxSenderTests : IAsyncLifetime
{
    private MailRig rig = null!;

    public async Task InitializeAsync() => rig = await MailRig.OpenAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Money_GoesToTheBillingAddressToo_AndToOwnersAndAdmins_EachOnce()
    {
        await rig.WriteToAsync("ann@example.com", "billing@example.com");
        await rig.AddMemberAsync("Olga", MemberRole.Owner, "olga@example.com");
        await rig.AddMemberAsync("Abe", MemberRole.Admin, "ANN@example.com");
        await rig.AddMemberAsync("Max", MemberRole.Manager, "max@example.com");
        await rig.AddMemberAsync("Mia", MemberRole.Member, "mia@example.com");
        await rig.AddMemberAsync("Ole", MemberRole.Owner, "");
        await rig.QueueAsync();

        (await rig.SendAsync()).Should().Be(new OutboxRound(1, 0, 0, null));

        rig.Mailer.Taken.Select(mail => mail.To)
            .Should()
            .Equal("ann@example.com", "billing@example.com", "olga@example.com");
        var mail = rig.Mailer.Taken.First();
        mail.Content.Subject.Should().Be("$1.00 of call credit was added");
        rig.Mailer.Taken.Select(each => each.MessageId)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle();
        var kept = await rig.MailAsync();
        kept.State.Should().Be(MailState.Sent);
        kept.SentAt.Should().Be(Noon);
        kept.Delivered.Should().HaveCount(3);
        rig.Log.Lines.Should()
            .Equal(
                "Information: mail sent mail=1 kind=top-up-done account=acme addresses=3 attempt=1"
            );
    }

    [Fact]
    public void WhatIsNoMatterOfMoney_DoesNotGoToTheBillingAddress() =>
        MailAddressees
            .Of(
                Account() with
                {
                    Email = "ann@example.com",
                    BillingEmail = "billing@example.com",
                },
                [],
                LimitReachedNotice.Kind
            )
            .Should()
            .Equal("ann@example.com");

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("ann+tb@mail.example.com", true)]
    [InlineData("ann@exämple.com", true)]
    [InlineData("ann", false)]
    [InlineData("@example.com", false)]
    [InlineData("ann@", false)]
    [InlineData("ann@a@b", false)]
    [InlineData("ann@example.com\r\nBcc: bob@example.com", false)]
    [InlineData("ann@example.com,bob@example.com", false)]
    [InlineData("Ann <ann@example.com>", false)]
    [InlineData("ann @example.com", false)]
    public void Address_HasOneAt_AndNothingThatEndsIt(string text, bool isAddress) =>
        MailAddressees.IsAddress(text).Should().Be(isAddress);

    [Fact]
    public async Task Nobody_ToWriteTo_IsGivenUpWithThatReason_AndSentOnceThereIsSomebody()
    {
        await rig.WriteToAsync("");
        await rig.QueueAsync();

        (await rig.SendAsync()).Dead.Should().Be(1);

        var dead = await rig.MailAsync();
        dead.State.Should().Be(MailState.Dead);
        dead.Error.Should().StartWith("There is nobody to write to: account 'acme'");
        rig.Log.Lines.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("Error: mail given up mail=1");

        await rig.WriteToAsync("ann@example.com");
        await rig.Store.Outbox.RetryAsync(dead.Id, rig.Clock.UtcNow, default);
        (await rig.SendAsync()).Sent.Should().Be(1);
    }

    [Fact]
    public async Task Refused_IsTriedAgainEverLater_AndGivenUpAfterTheLastTry()
    {
        rig.Mailer.Fail(MailFailure.MailRefused, "451 try later");
        await rig.QueueAsync();
        var tries = new List<TimeSpan>();
        for (var minute = 0; minute < 60 * 24 * 4; minute++)
        {
            var before = rig.Mailer.Tried.Count;
            await rig.SendAsync();
            if (rig.Mailer.Tried.Count > before)
            {
                tries.Add(rig.Clock.UtcNow - Noon);
            }
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        tries
            .Select(at => at.TotalMinutes)
            .Should()
            .Equal(0, 1, 6, 36, 156, 876, 1596, 2316, 3036, 3756);
        var dead = await rig.MailAsync();
        dead.State.Should().Be(MailState.Dead);
        dead.Attempts.Should().Be(10);
        dead.Error.Should().Be("ann@example.com: 451 try later");
        rig.Log.Lines.Count(line =>
                line.Contains("mail not sent, tried again later", StringComparison.Ordinal)
            )
            .Should()
            .Be(9);
        rig.Log.Lines.Last().Should().StartWith("Error: mail given up");
    }

    [Fact]
    public async Task OneAddressThatHasToWait_CostsTheOthersNothing_AndTheyGetNoSecondMail()
    {
        await rig.WriteToAsync("ann@example.com", "billing@example.com");
        rig.Mailer.FailFor("ann@example.com", MailFailure.MailRefused);
        await rig.QueueAsync();

        await rig.SendAsync();
        rig.Mailer.Before = (_, _) => Task.CompletedTask;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.SendAsync();

        rig.Mailer.Taken.Select(mail => mail.To)
            .Should()
            .Equal("billing@example.com", "ann@example.com");
        (await rig.MailAsync()).State.Should().Be(MailState.Sent);
    }

    [Fact]
    public async Task AnAddressThatIsRefusedForGood_IsNotTriedAgain_AndTheLogSaysSo()
    {
        await rig.WriteToAsync("gone@example.com", "billing@example.com");
        rig.Mailer.FailFor("gone@example.com", MailFailure.AddressRefused);
        await rig.QueueAsync();

        await rig.SendAsync();

        var mail = await rig.MailAsync();
        mail.State.Should().Be(MailState.Sent);
        mail.Error.Should().Be("gone@example.com: no");
        mail.Delivered.Should().Equal("billing@example.com");
        rig.Log.Lines.Should()
            .Contain(line =>
                line.StartsWith("Warning: mail sent, but not to all", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task OnlyAddressesThatAreNone_AreGivenUpAtOnce()
    {
        await rig.WriteToAsync("nonsense", "gone@example.com");
        rig.Mailer.Fail(MailFailure.AddressRefused, "550 no such mailbox");
        await rig.QueueAsync();

        await rig.SendAsync();

        var dead = await rig.MailAsync();
        dead.State.Should().Be(MailState.Dead);
        dead.Error.Should()
            .Be("'nonsense' is not a mail address. gone@example.com: 550 no such mailbox");
        rig.Mailer.Tried.Should().Equal("gone@example.com");
    }

    [Fact]
    public async Task ServerThatIsAway_IsAskedForOneMail_AndTheOthersKeepTheirTries()
    {
        rig.Mailer.Fail(MailFailure.ServerAway, "connection refused");
        await rig.QueueAsync(5);

        var round = await rig.SendAsync();

        round.Should().Be(new OutboxRound(0, 1, 0, "ann@example.com: connection refused"));
        (await rig.MailsAsync()).Select(mail => mail.Attempts).Should().Equal(1, 0, 0, 0, 0);
        rig.Mailer.Before = (_, _) => Task.CompletedTask;
        (await rig.SendAsync()).Sent.Should().Be(4);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await rig.SendAsync()).Sent.Should().Be(1);
    }

    [Fact]
    public async Task WithoutAServer_MailsWaitAndLoseNoTry()
    {
        rig.Mailer.Unavailable = "No mail server is configured.";
        await rig.QueueAsync();

        (await rig.SendAsync()).Stopped.Should().Be("No mail server is configured.");

        (await rig.MailAsync()).Attempts.Should().Be(0);
        rig.Log.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task ServerThatFallsSilent_IsLeftAfterHalfTheLease()
    {
        rig.Mailer.Before = (_, cancelled) => Task.Delay(Timeout.Infinite, cancelled);
        await rig.QueueAsync(2);

        var sending = rig.SendAsync();
        await rig.Time.WhenTimerDueAsync(rig.Policy.Lease / 2);
        rig.Time.Advance(rig.Policy.Lease / 2);
        var round = await sending;

        round.Postponed.Should().Be(1);
        round.Stopped.Should().Be("ann@example.com: the mail server took too long.");
    }

    [Fact]
    public async Task TwoNodes_SendEachMailOnce()
    {
        await rig.QueueAsync(40);
        rig.Mailer.Before = async (_, _) => await Task.Yield();
        var policy = rig.Policy with { Parallel = 3 };

        var rounds = await Task.WhenAll(
            Enumerable
                .Range(1, 2)
                .Select(node => rig.Sender($"node{node}", policy: policy).SendDueAsync(default))
        );

        rounds.Sum(round => round.Sent).Should().Be(40);
        rig.Mailer.Taken.Select(mail => mail.MessageId).Should().OnlyHaveUniqueItems();
        rig.Mailer.Taken.Should().HaveCount(40);
    }

    [Fact]
    public async Task NodeThatDies_AfterTheServerTookTheMail_CostsOneCopyUnderTheSameName()
    {
        await rig.QueueAsync();
        var dying = rig.Sender("dying", new DyingOutbox(rig.Store.Outbox));
        var death = () => dying.SendDueAsync(default);
        await death.Should().ThrowAsync<StoreUnavailableException>();
        rig.Mailer.Taken.Should().ContainSingle();

        (await rig.SendAsync()).Sent.Should().Be(0, "the dead one has it");
        rig.Time.Advance(rig.Policy.Lease);
        (await rig.SendAsync()).Sent.Should().Be(1);
        rig.Time.Advance(TimeSpan.FromDays(1));
        (await rig.SendAsync()).Sent.Should().Be(0);

        rig.Mailer.Taken.Should().HaveCount(2);
        rig.Mailer.Taken.Select(mail => mail.MessageId)
            .Distinct(StringComparer.Ordinal)
            .Should()
            .ContainSingle();
    }

    [Fact]
    public async Task MailThatKillsWhoeverSendsIt_IsGivenUpToo()
    {
        await rig.QueueAsync();
        for (var i = 0; i < rig.Policy.MaxAttempts; i++)
        {
            (
                await rig.Store.Outbox.ClaimAsync(
                    "dying",
                    rig.Clock.UtcNow,
                    rig.Policy.Lease,
                    default
                )
            )
                .Should()
                .NotBeNull();
            rig.Time.Advance(rig.Policy.Lease);
        }

        (await rig.SendAsync()).Dead.Should().Be(1);

        rig.Mailer.Tried.Should().BeEmpty();
        (await rig.MailAsync()).Error.Should().Contain("never ended");
    }

    [Fact]
    public async Task Stop_WhileAMailIsSent_LeavesItDueForTheNext()
    {
        using var stopping = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        rig.Mailer.Before = (_, cancelled) =>
        {
            begun.SetResult();
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        await rig.QueueAsync();
        var sending = rig.Sender().SendDueAsync(stopping.Token);
        await begun.Task;

        await stopping.CancelAsync();

        var stopped = () => sending;
        await stopped.Should().ThrowAsync<OperationCanceledException>();
        rig.Mailer.Before = (_, _) => Task.CompletedTask;
        (await rig.SendAsync()).Sent.Should().Be(1);
    }

    [Fact]
    public async Task MailOfAKindThatNobodyKnows_IsGivenUp()
    {
        await rig.QueueAsync();
        await using (
            var shell = new SqliteConnection($"Data Source={rig.DatabasePath};Pooling=False")
        )
        {
            await shell.ExecuteAsync("UPDATE outbox SET kind = 'birthday'");
        }

        (await rig.SendAsync()).Dead.Should().Be(1);

        (await rig.MailAsync()).Error.Should().Contain("'birthday'");
    }

    [Fact]
    public async Task WhatHangsOnAMail_GoesWithIt_AndAFileThatCantBeReadMakesItWait()
    {
        await rig.QueueAsync();
        var source = new OneFile();
        var sender = rig.Sender(attachments: source);

        (await sender.SendDueAsync(default)).Postponed.Should().Be(1);
        source.IsThere = true;
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await sender.SendDueAsync(default)).Sent.Should().Be(1);

        rig.Mailer.Taken.Single().Attachments.Single().Name.Should().Be("invoice.pdf");
        rig.Log.Lines.Should()
            .Contain(line =>
                line.StartsWith("Error: mail can't be made", StringComparison.Ordinal)
            );
    }

    /// <summary>A node that dies before it can write anything down.</summary>
    private sealed class DyingOutbox(IOutboxStore outbox) : IOutboxStore
    {
        public Task<OutboxMail?> ClaimAsync(
            string node,
            DateTimeOffset at,
            TimeSpan lease,
            CancellationToken cancellationToken
        ) => outbox.ClaimAsync(node, at, lease, cancellationToken);

        public Task<bool> EndAsync(
            OutboxMail claimed,
            MailResult result,
            CancellationToken cancellationToken
        ) => throw new StoreUnavailableException("dead", new IOException());

        public Task<bool> IsDueAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
            outbox.IsDueAsync(at, cancellationToken);

        public Task<long> WaitingAsync(CancellationToken cancellationToken) =>
            outbox.WaitingAsync(cancellationToken);

        public Task<OutboxMail?> FindAsync(long id, CancellationToken cancellationToken) =>
            outbox.FindAsync(id, cancellationToken);

        public Task<IReadOnlyList<OutboxMail>> ListAsync(
            OutboxFilter filter,
            CancellationToken cancellationToken
        ) => outbox.ListAsync(filter, cancellationToken);

        public Task<RetryOutcome> RetryAsync(
            long id,
            DateTimeOffset at,
            CancellationToken cancellationToken
        ) => outbox.RetryAsync(id, at, cancellationToken);
    }

    private sealed class OneFile : IAttachmentSource
    {
        public bool IsThere { get; set; }

        public Task<IReadOnlyList<MailAttachment>> FindAsync(
            OutboxMail mail,
            CancellationToken cancellationToken
        ) =>
            IsThere
                ? Task.FromResult<IReadOnlyList<MailAttachment>>([
                    new MailAttachment("invoice.pdf", "application/pdf", new byte[] { 1 }),
                ])
                : throw new FileNotFoundException("There is no file.");
    }
}
