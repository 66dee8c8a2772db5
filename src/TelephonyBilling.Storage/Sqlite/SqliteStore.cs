using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Auditing;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Invoices;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Engine.Retention;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Engine.Usage;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The books in an SQLite file: every store of the Engine, one writer, and readers beside it.</summary>
/// <remarks>
/// Safe for all threads, and for several processes on one file: the daemon and the command line write side by side. Each
/// write is durable before its task ends. Writes throw <see cref="TelephonyBilling.Engine.StoreUnavailableException"/>
/// where the database can't be used, <see cref="ArgumentException"/> for texts that are never right, and
/// <see cref="InvalidOperationException"/> for what would break the books: a defect of the caller.
/// </remarks>
public sealed class SqliteStore : IAsyncDisposable
{
    private readonly GroupCommitWriter? writer;
    private readonly SqliteDatabase file;
    private readonly ReaderPool readers;
    private readonly SqliteDirectory directory;

    private SqliteStore(
        SqliteDatabase database,
        SqliteStoreOptions options,
        GroupCommitWriter? writer,
        TimeProvider time
    )
    {
        this.writer = writer;
        file = database;
        readers = new ReaderPool(database);
        directory = new SqliteDirectory(database, time);
        var gateway = new StoreGateway(writer, readers, options.Author, time);
        Accounts = new SqliteAccountStore(gateway);
        Members = new SqliteMemberStore(gateway);
        Calls = new SqliteCallStore(gateway, time);
        Ledger = new SqliteLedgerStore(gateway);
        Rates = new SqliteRateStore(gateway);
        Plans = new SqlitePlanStore(gateway);
        ExchangeRates = new SqliteExchangeRateStore(gateway);
        Surcharges = new SqliteSurchargeStore(gateway);
        TopUps = new SqliteTopUpStore(gateway, time);
        Recharges = new SqliteRechargeStore(gateway);
        Cards = new SqliteCardStore(gateway);
        Outbox = new SqliteOutboxStore(gateway);
        Thresholds = new SqliteNoticeThresholdStore(gateway);
        Confirmations = new SqliteCardConfirmationStore(gateway);
        Refunds = new SqliteRefundStore(gateway);
        Webhooks = new SqliteWebhookStore(gateway);
        Audit = new SqliteAuditLog(gateway);
        Usage = new SqliteUsageStore(gateway);
        Statements = new SqliteStatementStore(gateway);
        StatementMails = new SqliteStatementMailStore(gateway);
        Prices = new SqlitePriceOutlook(gateway);
        Notices = new SqliteNoticeWriter(gateway);
        Jobs = new SqliteJobStore(gateway);
        Rentals = new SqliteRentalStore(gateway);
        Invoices = new SqliteInvoiceStore(gateway);
        Limits = new SqliteLimitStore(gateway, time);
        Events = new SqliteEventStore(gateway);
        Retention = new SqliteRetentionStore(gateway);
        Health = writer?.Health ?? new StoreHealth();
    }

    /// <summary>Accounts, numbers, extensions.</summary>
    public IAccountStore Accounts { get; }

    /// <summary>Members.</summary>
    public IMemberStore Members { get; }

    /// <summary>Calls and the money that they hold.</summary>
    public ICallStore Calls { get; }

    /// <summary>The ledger.</summary>
    public ILedgerStore Ledger { get; }

    /// <summary>Rate decks.</summary>
    public IRateStore Rates { get; }

    /// <summary>Plans, and rules over their decks.</summary>
    public IPlanStore Plans { get; }

    /// <summary>Rates of exchange.</summary>
    public IExchangeRateStore ExchangeRates { get; }

    /// <summary>What plans take for features of calls.</summary>
    public ISurchargeStore Surcharges { get; }

    /// <summary>Credit that is bought or given.</summary>
    public ITopUpStore TopUps { get; }

    /// <summary>Rules of automatic recharge.</summary>
    public IRechargeStore Recharges { get; }

    /// <summary>The cards of accounts, by the provider's names.</summary>
    public ICardStore Cards { get; }

    /// <summary>Mails that wait, and those that were sent.</summary>
    public IOutboxStore Outbox { get; }

    /// <summary>Balances below which people are told.</summary>
    public INoticeThresholdStore Thresholds { get; }

    /// <summary>What accounts used.</summary>
    public IUsageStore Usage { get; }

    /// <summary>Spans of the ledger.</summary>
    public IStatementStore Statements { get; }

    /// <summary>Months of which accounts were told.</summary>
    public IStatementMailStore StatementMails { get; }

    /// <summary>What calls cost at any instant.</summary>
    public IPriceOutlook Prices { get; }

    /// <summary>Mails that jobs queue.</summary>
    public INoticeWriter Notices { get; }

    /// <summary>The small charges that confirm cards.</summary>
    public ICardConfirmationStore Confirmations { get; }

    /// <summary>Money that goes back.</summary>
    public IRefundStore Refunds { get; }

    /// <summary>What payment providers told us.</summary>
    public IWebhookStore Webhooks { get; }

    /// <summary>Who changed what.</summary>
    public IAuditLog Audit { get; }

    /// <summary>Invoices for credit.</summary>
    public IInvoiceStore Invoices { get; }

    /// <summary>Rents of numbers.</summary>
    public IRentalStore Rentals { get; }

    /// <summary>Runs of timed jobs.</summary>
    public IJobStore Jobs { get; }

    /// <summary>Limits on use.</summary>
    public ILimitStore Limits { get; }

    /// <summary>Numbers in what is old.</summary>
    public IRetentionStore Retention { get; }

    /// <summary>Events.</summary>
    public IEventStore Events { get; }

    /// <summary>Who is who, for the gate.</summary>
    public IDirectory Directory => directory;

    /// <summary>Whether writes succeed.</summary>
    public StoreHealth Health { get; }

    /// <summary>Opens the books for reading and writing; makes the file or brings it up to date where need be.</summary>
    /// <exception cref="StoreOpenException">The file can't be used; the message says why and what to do.</exception>
    public static Task<SqliteStore> OpenAsync(
        SqliteStoreOptions options,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken = default
    ) => OpenAsync(options, Migration.All, time, logger, cancellationToken);

    /// <summary>Opens the books for reading; nothing is made or migrated, and a write throws.</summary>
    /// <exception cref="StoreOpenException">The file is missing, not ours, or not of this program's version.</exception>
    public static Task<SqliteStore> OpenReadOnlyAsync(
        SqliteStoreOptions options,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run(
            () =>
            {
                if (!File.Exists(options.Path))
                {
                    throw new StoreOpenException(
                        $"There is no database {options.Path}. Start the daemon or create an account first, or name the right file in Store:Path."
                    );
                }
                var database = new SqliteDatabase(options);
                using var connection = Opened(database, database.OpenReader);
                new Migrator(database, options, Migration.All, time, logger).Check(connection);
                return new SqliteStore(database, options, writer: null, time);
            },
            cancellationToken
        );

    /// <summary>Copies the books into a new file while they are in use, readable by its owner alone.</summary>
    /// <exception cref="StoreUnavailableException">The file can't be made, or the books can't be read.</exception>
    public Task CopyToAsync(string path, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    DatabaseCopy.Make(file, path);
                }
                catch (Exception e)
                    when (e is SqliteException or IOException or UnauthorizedAccessException)
                {
                    File.Delete(path);
                    throw new StoreUnavailableException(
                        $"The database {file.Path} can't be copied to {path}: {e.Message}",
                        e
                    );
                }
            },
            cancellationToken
        );

    /// <summary>For tests that hold the writer, or make it fail.</summary>
    internal GroupCommitWriter Writer =>
        writer ?? throw new InvalidOperationException("The database was opened for reading only.");

    /// <summary>For tests that count what reading costs.</summary>
    internal ReaderPool Readers => readers;

    internal static Task<SqliteStore> OpenAsync(
        SqliteStoreOptions options,
        IReadOnlyList<Migration> migrations,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            () =>
            {
                var database = new SqliteDatabase(options);
                var migrator = new Migrator(database, options, migrations, time, logger);
                database.CreateFile();
                var first = OpenSession(database, connection => migrator.Migrate(connection));
                var committer = new GroupCommitWriter(
                    options,
                    first,
                    () => OpenSession(database, migrator.Check),
                    new StoreHealth(),
                    time,
                    logger
                );
                return new SqliteStore(database, options, committer, time);
            },
            cancellationToken
        );

    /// <summary>Commits what waits, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }
        directory.Dispose();
        readers.Dispose();
    }

    private static WriterSession OpenSession(
        SqliteDatabase database,
        Action<SqliteConnection> prepare
    )
    {
        var connection = Opened(database, database.OpenWriter);
        try
        {
            prepare(connection);
            return new WriterSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Opened(SqliteDatabase database, Func<SqliteConnection> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException exception)
        {
            throw new StoreOpenException(
                $"The database {database.Path} can't be opened: {exception.Message}",
                exception
            );
        }
    }
}
