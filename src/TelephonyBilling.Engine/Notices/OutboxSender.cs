using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Notices;

/// <summary>
/// Sends what waits in the outbox. A mail is taken for a while, sent, and marked; so of several nodes one sends it, and one that
/// dies leaves it to the others. If it dies after the server took the mail and before that was written down, the mail goes out
/// once more, under the same Message-ID: at most one copy too many for each death, and never one too few.
/// </summary>
public sealed class OutboxSender(
    IOutboxStore outbox,
    MailComposer composer,
    IMailer mailer,
    OutboxPolicy policy,
    string node,
    DaemonClock clock,
    NoticeMetrics metrics,
    ILogger<OutboxSender> logger
)
{
    /// <summary>Sends all that is due, until nothing is or the mail server is away.</summary>
    public async Task<OutboxRound> SendDueAsync(CancellationToken cancellationToken)
    {
        metrics.Waiting = await outbox.WaitingAsync(cancellationToken);
        if (mailer.Unavailable is { } why)
        {
            return new OutboxRound(0, 0, 0, why);
        }
        var tally = new Tally();
        await Task.WhenAll(
            Enumerable.Range(0, policy.Parallel).Select(_ => WorkAsync(tally, cancellationToken))
        );
        metrics.Waiting = await outbox.WaitingAsync(cancellationToken);
        return tally.ToRound();
    }

    private async Task WorkAsync(Tally tally, CancellationToken cancellationToken)
    {
        while (
            tally.ServerAway is null
            && await outbox.ClaimAsync(node, clock.UtcNow, policy.Lease, cancellationToken)
                is { } mail
        )
        {
            tally.Count(await TryAsync(mail, tally, cancellationToken));
        }
    }

    private async Task<MailState> TryAsync(
        OutboxMail mail,
        Tally tally,
        CancellationToken cancellationToken
    )
    {
        if (mail.Attempts > policy.MaxAttempts)
        {
            const string why = "The last try was begun and never ended: the program died in it.";
            return await GiveUpAsync(mail, why, mail.Delivered);
        }
        var delivery = new MailDelivery(mailer, mail);
        try
        {
            var composed = await composer.ComposeAsync(mail, cancellationToken);
            using var patience = new CancellationTokenSource(policy.Lease / 2, clock.TimeProvider);
            var began = clock.Now;
            await delivery.RunAsync(composed, patience.Token, cancellationToken);
            metrics.Tried(clock.Now - began);
        }
        catch (NoticeUnrenderableException e)
        {
            return await GiveUpAsync(mail, e.Message, mail.Delivered);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is due again at once, for whoever comes next: another node, or this one after its start.
            var result = new MailResult(
                MailState.Waiting,
                clock.UtcNow,
                "The program stopped while the mail was sent.",
                delivery.Delivered
            );
            await outbox.EndAsync(mail, result, CancellationToken.None);
            throw;
        }
        catch (Exception e) when (e is not StoreUnavailableException)
        {
            // A defect, or a file that can't be read: this mail has to wait, the others go on.
            NoticeLog.SendingBroke(logger, mail.Id, mail.Kind, e);
            return await PostponeAsync(mail, e.Message, delivery.Delivered);
        }
        if (delivery.IsServerAway)
        {
            tally.StopAs(delivery.Error);
        }
        return await EndAsync(mail, delivery);
    }

    private Task<MailState> EndAsync(OutboxMail mail, MailDelivery delivery)
    {
        if (delivery.HasToGoOn)
        {
            return PostponeAsync(mail, delivery.Error, delivery.Delivered);
        }
        return delivery.Delivered.Count == 0
            ? GiveUpAsync(mail, delivery.Error, [])
            : SentAsync(mail, delivery);
    }

    private async Task<MailState> SentAsync(OutboxMail mail, MailDelivery delivery)
    {
        await RecordAsync(
            mail,
            new MailResult(MailState.Sent, clock.UtcNow, delivery.Error, delivery.Delivered)
        );
        NoticeLog.Sent(
            logger,
            mail.Id,
            mail.Kind,
            mail.Account ?? "",
            delivery.Delivered.Count,
            mail.Attempts
        );
        if (delivery.Error.Length > 0)
        {
            NoticeLog.AddressRefused(logger, mail.Id, mail.Account ?? "", delivery.Error);
        }
        metrics.Sent(mail.Kind);
        return MailState.Sent;
    }

    private async Task<MailState> PostponeAsync(
        OutboxMail mail,
        string error,
        IReadOnlyList<string> delivered
    )
    {
        if (mail.Attempts >= policy.MaxAttempts)
        {
            return await GiveUpAsync(mail, error, delivered);
        }
        var wait = policy.WaitAfter(mail.Attempts);
        await RecordAsync(
            mail,
            new MailResult(MailState.Waiting, clock.UtcNow + wait, error, delivered)
        );
        NoticeLog.Postponed(
            logger,
            mail.Id,
            mail.Kind,
            mail.Account ?? "",
            mail.Attempts,
            wait,
            error
        );
        metrics.Failed(mail.Kind);
        return MailState.Waiting;
    }

    private async Task<MailState> GiveUpAsync(
        OutboxMail mail,
        string error,
        IReadOnlyList<string> delivered
    )
    {
        await RecordAsync(mail, new MailResult(MailState.Dead, clock.UtcNow, error, delivered));
        NoticeLog.GivenUp(logger, mail.Id, mail.Kind, mail.Account ?? "", mail.Attempts, error);
        metrics.Died(mail.Kind);
        return MailState.Dead;
    }

    /// <summary>Not to be cancelled: what the server has must not be sent again because we stop.</summary>
    private async Task RecordAsync(OutboxMail mail, MailResult result)
    {
        if (!await outbox.EndAsync(mail, result, CancellationToken.None))
        {
            NoticeLog.TakenOver(logger, mail.Id, mail.Kind);
        }
    }

    /// <summary>What the workers of one round did.</summary>
    private sealed class Tally
    {
        private int sent;
        private int postponed;
        private int dead;

        internal string? ServerAway { get; private set; }

        internal void StopAs(string why) => ServerAway = why;

        internal void Count(MailState state)
        {
            ref var count = ref sent;
            switch (state)
            {
                case MailState.Waiting:
                    count = ref postponed;
                    break;
                case MailState.Dead:
                    count = ref dead;
                    break;
                default:
                    break;
            }
            Interlocked.Increment(ref count);
        }

        internal OutboxRound ToRound() => new(sent, postponed, dead, ServerAway);
    }
}

/// <summary>What one look at the outbox did.</summary>
/// <param name="Sent">Mails that went out.</param>
/// <param name="Postponed">Mails that are tried again.</param>
/// <param name="Dead">Mails that were given up.</param>
/// <param name="Stopped">Why it ended though mails may be due: the server is away, or there is none. Null: nothing is due.</param>
public sealed record OutboxRound(int Sent, int Postponed, int Dead, string? Stopped);
