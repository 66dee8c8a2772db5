using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>mail list|show|retry|test|check-templates</c>.</summary>
internal static class MailVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("mail", "Mails to accounts: those that wait, were sent or were given up.")
        {
            List(environment),
            Show(environment),
            Retry(environment),
            MailTryingVerbs.Test(environment),
            MailTryingVerbs.CheckTemplates(environment),
        };

    private static Argument<long> IdArgument() =>
        new("ID") { Description = "The mail, as mail list names it." };

    private static Verb List(CliEnvironment environment)
    {
        var states = Enum.GetValues<MailState>();
        var state = CommonOptions.OneOf(
            "--state",
            "Only those that wait, were sent, or were given up.",
            [.. states.Select(Words.Of)]
        );
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List mails, the newest first.",
            "mail list --state dead",
            "mail list --account acme --json"
        )
        {
            state,
            CommonOptions.Account,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var mails = await store.Outbox.ListAsync(
                    new OutboxFilter
                    {
                        Account = session.Get(CommonOptions.Account),
                        State = session.Get(state) is { } word
                            ? states.First(known => Words.Of(known) == word)
                            : null,
                        Limit = session.Get(limit),
                    },
                    cancellationToken
                );
                var table = new TextTable(
                    ">ID",
                    "CREATED",
                    "ACCOUNT",
                    "KIND",
                    "STATE",
                    ">TRIES",
                    "SENT OR DUE",
                    "ERROR"
                );
                foreach (var mail in mails)
                {
                    table.Add(
                        Words.Count(mail.Id),
                        Words.Time(mail.CreatedAt),
                        mail.Account,
                        mail.Kind,
                        Words.Of(mail.State),
                        Words.Count(mail.Attempts),
                        Words.Time(mail.SentAt ?? DueAt(mail)),
                        mail.Error
                    );
                }
                session.Output.Print(
                    [.. mails.Select(MailShape.Of)],
                    ShapeContext.Readable.IReadOnlyListMailShape,
                    table,
                    "There are no such mails."
                );
            }
        );
    }

    private static Verb Show(CliEnvironment environment)
    {
        var id = IdArgument();
        return new Verb(
            "show",
            "Show a mail: what it tells, whom it reached, and what went wrong.",
            "mail show 17",
            "mail show 17 --json"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var mail = await FindAsync(store.Outbox, session.Get(id), cancellationToken);
                Print(session, mail);
            }
        );
    }

    private static Verb Retry(CliEnvironment environment)
    {
        var id = IdArgument();
        return new Verb(
            "retry",
            "Have a mail that was given up, or that waits, tried at once. Addresses that have it don't get it again.",
            "mail retry 17"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var mail = await FindAsync(store.Outbox, session.Get(id), cancellationToken);
                switch (await store.Outbox.RetryAsync(mail.Id, session.Now, cancellationToken))
                {
                    case RetryOutcome.AlreadySent:
                        throw new CliFailure(
                            $"Mail {mail.Id} was sent on {Words.Time(mail.SentAt)}; nothing was changed."
                        );
                    case RetryOutcome.BeingSent:
                        throw new CliFailure(
                            $"Mail {mail.Id} is being sent at this moment by {mail.Node}; nothing was changed."
                        );
                    case RetryOutcome.Unknown:
                        throw NoMail(mail.Id);
                    default:
                        Print(session, await FindAsync(store.Outbox, mail.Id, cancellationToken));
                        break;
                }
            }
        );
    }

    private static async Task<OutboxMail> FindAsync(
        IOutboxStore outbox,
        long id,
        CancellationToken cancellationToken
    ) => await outbox.FindAsync(id, cancellationToken) ?? throw NoMail(id);

    private static CliFailure NoMail(long id) =>
        new($"There is no mail {id}; see: telephony-billing mail list");

    private static DateTimeOffset? DueAt(OutboxMail mail) =>
        mail.State == MailState.Waiting ? mail.DueAt : null;

    private static void Print(CliSession session, OutboxMail mail)
    {
        var shape = MailShape.Of(mail);
        session.Output.Print(
            shape,
            ShapeContext.Readable.MailShape,
            output =>
            {
                TextTable.WriteBlock(
                    output,
                    ("mail", Words.Count(mail.Id)),
                    ("kind", mail.Kind),
                    ("account", mail.Account),
                    ("state", shape.State),
                    ("created", Words.Time(mail.CreatedAt)),
                    ("tries", Words.Count(mail.Attempts)),
                    ("due", Words.Time(DueAt(mail))),
                    ("sent", Words.Time(mail.SentAt)),
                    ("reached", string.Join(", ", mail.Delivered)),
                    ("error", mail.Error),
                    ("cause", mail.Cause)
                );
                TextTable.WriteBlock(
                    output,
                    [
                        .. shape
                            .Data.EnumerateObject()
                            .Select(field => ("  " + field.Name, (string?)field.Value.ToString())),
                    ]
                );
            }
        );
    }
}
