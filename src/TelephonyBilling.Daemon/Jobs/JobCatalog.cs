using System.Globalization;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Engine.Retention;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Jobs;

/// <summary>Every job of this program: what the daemon schedules and what <c>jobs run</c> runs.</summary>
public static class JobCatalog
{
    /// <summary>Names and default schedules, for the configuration.</summary>
    public static IReadOnlyDictionary<string, string> DefaultSchedules { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LedgerVerification] = "0 15 3 * * ?",
            [DatabaseBackup] = "0 45 3 * * ?",
            [PaymentReconciliation] = "0 */5 * * * ?",
            [NumberRental] = "0 5 * * * ?",
            [LowBalanceSweep] = "30 */10 * * * ?",
            [Outbox] = "15 * * * * ?",
            [InvoiceDue] = "0 20 8 * * ?",
            [MonthlyStatement] = "0 10 * * * ?",
            [RateChangeNotice] = "0 40 * * * ?",
            [RechargeSweep] = "0 */10 * * * ?",
            [Retention] = "0 30 4 * * ?",
        };

    private const string LedgerVerification = "ledger-verification";
    private const string DatabaseBackup = "database-backup";
    private const string PaymentReconciliation = "payment-reconciliation";
    private const string NumberRental = "number-rental";
    private const string LowBalanceSweep = "low-balance-sweep";
    private const string Outbox = "outbox";
    private const string InvoiceDue = "invoice-due";
    private const string MonthlyStatement = "monthly-statement";
    private const string RateChangeNotice = "rate-change-notice";
    private const string RechargeSweep = "recharge-sweep";
    private const string Retention = "retention";

    /// <summary>The jobs over a store.</summary>
    /// <param name="options">Their schedules.</param>
    /// <param name="store">The store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="credit">Gives what brings credit in, when a job first needs it.</param>
    /// <param name="mail">Gives what sends mails, likewise.</param>
    public static IReadOnlyList<Job> Build(
        DaemonOptions options,
        SqliteStore store,
        TimeProvider time,
        ILoggerFactory loggers,
        Func<CreditServices> credit,
        Func<MailServices> mail
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        var clock = new DaemonClock(time);
        var rent = new RentCollector(store.Rentals, clock, loggers.CreateLogger<RentCollector>());
        var retention = new RetentionKeeper(store.Retention, options.Retention, clock);
        var backup = new DatabaseBackup(options.Store.Path, options.Jobs, store, time);
        return
        [
            new Job(
                LedgerVerification,
                "Checks the whole ledger from its first entry.",
                options.Jobs.ScheduleOf(LedgerVerification),
                cancellationToken => VerifyAsync(store, cancellationToken)
            ),
            new Job(
                DatabaseBackup,
                "Copies the database beside itself and removes old copies.",
                options.Jobs.ScheduleOf(DatabaseBackup),
                backup.RunAsync
            ),
            new Job(
                PaymentReconciliation,
                "Asks the payment provider what became of payments, refunds and cards that are not decided.",
                options.Jobs.ScheduleOf(PaymentReconciliation),
                cancellationToken => credit().ReconcileAsync(cancellationToken)
            ),
            new Job(
                InvoiceDue,
                "Reminds of invoices that were not paid in time.",
                options.Jobs.ScheduleOf(InvoiceDue),
                cancellationToken => credit().Invoices.RemindAsync(cancellationToken)
            ),
            new Job(
                NumberRental,
                "Charges the monthly rent of numbers, and suspends those whose account can't pay.",
                options.Jobs.ScheduleOf(NumberRental),
                rent.RunAsync
            ),
            new Job(
                LowBalanceSweep,
                "Tells accounts that are low, if nobody noticed when they fell.",
                options.Jobs.ScheduleOf(LowBalanceSweep),
                cancellationToken => SweepBalancesAsync(mail(), cancellationToken)
            ),
            new Job(
                Outbox,
                "Sends the mails that are due.",
                options.Jobs.ScheduleOf(Outbox),
                cancellationToken => SendMailsAsync(mail(), cancellationToken)
            ),
            new Job(
                MonthlyStatement,
                "Sends accounts the statement of each month that is over in their time zone.",
                options.Jobs.ScheduleOf(MonthlyStatement),
                cancellationToken => mail().Statements.RunAsync(cancellationToken)
            ),
            new Job(
                RateChangeNotice,
                "Tells accounts of calls that will cost more, or will cost something that were free.",
                options.Jobs.ScheduleOf(RateChangeNotice),
                cancellationToken => mail().RateChanges.RunAsync(cancellationToken)
            ),
            new Job(
                RechargeSweep,
                "Recharges accounts at or below their threshold that nobody noticed when they fell.",
                options.Jobs.ScheduleOf(RechargeSweep),
                cancellationToken => credit().SweepAsync(cancellationToken)
            ),
            new Job(
                Retention,
                "Masks the numbers in calls, events and mails that are old enough.",
                options.Jobs.ScheduleOf(Retention),
                retention.RunAsync
            ),
        ];
    }

    private static async Task<string> SweepBalancesAsync(
        MailServices mail,
        CancellationToken cancellationToken
    )
    {
        var told = await mail.Balances.SweepAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{told} accounts told");
    }

    private static async Task<string> SendMailsAsync(
        MailServices mail,
        CancellationToken cancellationToken
    )
    {
        var round = await mail.Sender.SendDueAsync(cancellationToken);
        var done = string.Create(
            CultureInfo.InvariantCulture,
            $"{round.Sent} mails sent, {round.Postponed} tried again later, {round.Dead} given up"
        );
        return round.Stopped is { } why ? $"{done}; {why}" : done;
    }

    private static async Task<string> VerifyAsync(
        SqliteStore store,
        CancellationToken cancellationToken
    )
    {
        var report = await store.Ledger.VerifyAsync(cancellationToken);
        return report.Faults.Count == 0
            ? $"{report.Accounts} accounts, {report.Entries} entries, no fault"
            : throw new InvalidOperationException(
                $"The ledger has {report.Faults.Count} faults; the first: {report.Faults[0]} See: telephony-billing ledger verify"
            );
    }
}
