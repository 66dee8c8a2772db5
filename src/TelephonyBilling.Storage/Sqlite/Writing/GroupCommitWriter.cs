using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>
/// The one writer: takes every write that waits, commits them together, and only then answers their callers.
/// </summary>
/// <remarks>
/// <para>
/// A commit costs a flush to the disk, whatever is in it. So the more writes wait, the more share a flush; and a write that
/// comes alone is committed at once: the writer never waits for company.
/// </para>
/// <para>
/// A write that throws fails alone: its batch is undone, and each of its writes is made again in a transaction of its own.
/// When the database itself fails, every write of the batch fails with <see cref="StoreUnavailableException"/> and the
/// writer goes on with the next batch.
/// </para>
/// </remarks>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    /// <summary>Telling this many callers takes longer than handing them to another thread.</summary>
    private const int WorthHandingOver = 32;

    private readonly Channel<WorkItem> queue;
    private readonly List<WorkItem> batch = [];
    private readonly SqliteStoreOptions options;
    private readonly Func<WriterSession> open;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly WriterMetrics metrics;
    private readonly TaskCompletionSource ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private WriterSession? session;
    private bool logIsLong;

    internal GroupCommitWriter(
        SqliteStoreOptions options,
        WriterSession session,
        Func<WriterSession> open,
        StoreHealth health,
        TimeProvider time,
        ILogger logger
    )
    {
        this.options = options;
        this.session = session;
        this.open = open;
        this.time = time;
        this.logger = logger;
        Health = health;
        queue = Channel.CreateBounded<WorkItem>(
            new BoundedChannelOptions(options.QueueCapacity)
            {
                FullMode = BoundedChannelFullMode.Wait,
                SingleReader = true,
                // The writer's thread blocks on the queue; woken directly, it starts a thread switch sooner.
                AllowSynchronousContinuations = true,
            }
        );
        metrics = new WriterMetrics(() => queue.Reader.Count);
        new Thread(Loop) { IsBackground = true, Name = "store writer" }.Start();
    }

    internal StoreHealth Health { get; }

    /// <summary>Makes a write durable.</summary>
    /// <param name="work">
    /// Runs on the writer's thread within a transaction, perhaps twice; its effect is in the database and nowhere else.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    /// <exception cref="StoreUnavailableException">Nothing was written.</exception>
    internal Task<T> WriteAsync<T>(Func<WriterSession, T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        var item = new WorkItem<T>(work);
        return queue.Writer.TryWrite(item)
            ? item.Completion.WaitAsync(cancellationToken)
            : WriteWhenThereIsRoomAsync(item, cancellationToken);
    }

    /// <summary>Commits what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await ended.Task;
    }

    private async Task<T> WriteWhenThereIsRoomAsync<T>(
        WorkItem<T> item,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await queue.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore), "The store is closed.");
        }
        return await item.Completion.WaitAsync(cancellationToken);
    }

    private void Loop()
    {
        try
        {
            while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                RunBatch();
            }
        }
        finally
        {
            session?.Dispose();
            metrics.Dispose();
            ended.TrySetResult();
        }
    }

    private void RunBatch()
    {
        batch.Clear();
        var began = time.GetTimestamp();
        try
        {
            var writer = Begin();
            while (batch.Count < options.MaxBatch && queue.Reader.TryRead(out var item))
            {
                batch.Add(item);
                item.Execute(writer);
                if (time.GetElapsedTime(began) > options.MaxBatchTime)
                {
                    break;
                }
            }
            writer.Commit();
            Succeeded(batch, began);
        }
        catch (Exception exception)
        {
            if (Unavailable(exception) is { } unavailable)
            {
                TakeWaiting();
                Failed(batch, unavailable);
                return;
            }
            // One of them is to blame, but none of them happened: each gets its own transaction.
            LogBatchUndone(exception, batch.Count);
            Undo();
            foreach (var item in batch)
            {
                RunAlone(item);
            }
        }
    }

    private void RunAlone(WorkItem item)
    {
        var began = time.GetTimestamp();
        try
        {
            var writer = Begin();
            item.Execute(writer);
            writer.Commit();
            Succeeded([item], began);
        }
        catch (Exception exception)
        {
            var unavailable = Unavailable(exception);
            Undo();
            Failed([item], unavailable ?? Blame(exception));
        }
    }

    private WriterSession Begin()
    {
        // An open file that was deleted takes writes without complaint, and loses them.
        if (!File.Exists(options.Path))
        {
            throw SqliteFailures.Gone(options.Path);
        }
        session ??= open();
        session.Begin();
        return session;
    }

    /// <summary>Those that wait behind a database that fails would only wait for the same failure.</summary>
    private void TakeWaiting()
    {
        while (batch.Count < options.QueueCapacity && queue.Reader.TryRead(out var item))
        {
            batch.Add(item);
        }
    }

    private void Succeeded(List<WorkItem> items, long began)
    {
        metrics.Committed(items.Count, time.GetElapsedTime(began));
        if (Health.Recover() is { } trouble)
        {
            LogRecovered(options.Path, trouble.Since);
        }
        WatchLog();
        if (items.Count < WorthHandingOver)
        {
            Complete(items);
        }
        else
        {
            // The next batch begins while the callers of this one are told.
            ThreadPool.UnsafeQueueUserWorkItem(Complete, items.ToArray(), preferLocal: false);
        }
    }

    /// <summary>The log is cut back when it begins anew, which it can't while somebody reads an old state of the books.</summary>
    private void WatchLog()
    {
        var length = new FileInfo(options.Path + "-wal") is { Exists: true } log ? log.Length : 0;
        // Twice the limit: a log that just passed it is cut back at its next turn.
        var isLong = length > 2 * options.LogSizeLimit;
        if (isLong && !logIsLong)
        {
            LogTooLong(options.Path + "-wal", length);
        }
        logIsLong = isLong;
    }

    private static void Complete(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
        {
            item.Complete();
        }
    }

    private void Failed(List<WorkItem> items, Exception exception)
    {
        metrics.Failed(items.Count);
        if (
            exception is StoreUnavailableException
            && Health.Report(exception.Message, time.GetUtcNow())
        )
        {
            LogUnavailable(exception.Message);
        }
        foreach (var item in items)
        {
            item.Fail(exception);
        }
    }

    /// <summary>The exception for callers if the database itself failed; what was begun is undone then. Otherwise null.</summary>
    private StoreUnavailableException? Unavailable(Exception exception)
    {
        switch (exception)
        {
            case StoreUnavailableException unavailable:
                Abandon();
                return unavailable;
            case StoreOpenException notOurs:
                Abandon();
                return new StoreUnavailableException(notOurs.Message, notOurs);
            case SqliteException sqlite when SqliteFailures.IsUnavailable(sqlite):
                if (SqliteFailures.ConnectionIsSound(sqlite))
                {
                    Undo();
                }
                else
                {
                    Abandon();
                }
                return SqliteFailures.Unavailable(options.Path, sqlite);
            default:
                return null;
        }
    }

    private static Exception Blame(Exception exception) =>
        exception is SqliteException sqlite ? SqliteFailures.Refused(sqlite) : exception;

    private void Undo()
    {
        try
        {
            session?.Rollback();
        }
        catch (SqliteException exception)
        {
            // Closing the connection undoes the transaction as well.
            LogRollbackFailed(exception);
            Abandon();
        }
    }

    private void Abandon()
    {
        session?.Dispose();
        session = null;
    }

    [LoggerMessage(601, LogLevel.Error, "database unavailable error=\"{Error}\"")]
    private partial void LogUnavailable(string error);

    [LoggerMessage(602, LogLevel.Warning, "database available again path={Path} since={Since:O}")]
    private partial void LogRecovered(string path, DateTimeOffset since);

    [LoggerMessage(
        603,
        LogLevel.Error,
        "write failed, repeating the {Count} writes of its batch one by one"
    )]
    private partial void LogBatchUndone(Exception exception, int count);

    [LoggerMessage(
        605,
        LogLevel.Warning,
        "database log grows, since a process reads the same old state all the time path={Path} bytes={Bytes}"
    )]
    private partial void LogTooLong(string path, long bytes);

    [LoggerMessage(604, LogLevel.Warning, "rollback failed, opening the database anew")]
    private partial void LogRollbackFailed(Exception exception);
}
