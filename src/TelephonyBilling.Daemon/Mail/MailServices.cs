using TelephonyBilling.Daemon.Invoices;
using TelephonyBilling.Daemon.Jobs;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>What sends mails, put together over a store: for the daemon, for jobs and for verbs alike.</summary>
public sealed class MailServices : IDisposable
{
    private readonly NoticeMetrics metrics = new();

    /// <summary>Puts it together; no mail server is asked for anything yet.</summary>
    public MailServices(
        DaemonOptions options,
        SqliteStore store,
        DaemonClock clock,
        ILoggerFactory loggers
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        Mailer = new SmtpMailer(options.Mail, clock.TimeProvider);
        Library = new TemplateLibrary(options.Mail.Templates);
        Balances = new BalanceWatch(store.Thresholds, clock, loggers.CreateLogger<BalanceWatch>());
        Statements = new StatementMails(
            store.Accounts,
            store.Statements,
            store.StatementMails,
            clock,
            loggers.CreateLogger<StatementMails>()
        );
        RateChanges = new RateChangeMails(store.Prices, store.Accounts, store.Notices, clock);
        Composer = new MailComposer(
            store.Accounts,
            store.Members,
            new NoticeRenderer(
                Library,
                options.Mail.Signature,
                loggers.CreateLogger<NoticeRenderer>()
            ),
            Attachments(options, store)
        );
        Sender = new OutboxSender(
            store.Outbox,
            Composer,
            Mailer,
            new OutboxPolicy { MaxAttempts = options.Mail.MaxAttempts },
            JobScheduling.Node(),
            clock,
            metrics,
            loggers.CreateLogger<OutboxSender>()
        );
        Loop = new OutboxLoop(store.Outbox, Sender, clock, loggers.CreateLogger<OutboxLoop>());
    }

    /// <summary>The mail server.</summary>
    public IMailer Mailer { get; }

    /// <summary>Tells people that accounts are low.</summary>
    public BalanceWatch Balances { get; }

    /// <summary>Queues the statements of months that are over.</summary>
    public StatementMails Statements { get; }

    /// <summary>Tells of prices that will rise.</summary>
    public RateChangeMails RateChanges { get; }

    /// <summary>Words mails.</summary>
    public MailComposer Composer { get; }

    /// <summary>Sends what waits.</summary>
    public OutboxSender Sender { get; }

    /// <summary>Sends what comes to wait.</summary>
    public OutboxLoop Loop { get; }

    /// <summary>The templates.</summary>
    internal TemplateLibrary Library { get; }

    private static AttachmentsByKind Attachments(DaemonOptions options, SqliteStore store)
    {
        var invoices = new InvoiceAttachments(store.Invoices, new InvoicePdf(options.Invoicing));
        return new AttachmentsByKind(
            new Dictionary<string, IAttachmentSource>(StringComparer.Ordinal)
            {
                [InvoiceNotice.Kind.Name] = invoices,
                [InvoiceOverdueNotice.Kind.Name] = invoices,
                [MonthlyStatementNotice.Kind.Name] = new StatementAttachment(
                    store.Accounts,
                    store.Statements
                ),
            }
        );
    }

    /// <inheritdoc/>
    public void Dispose() => metrics.Dispose();
}
