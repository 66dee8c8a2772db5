namespace TelephonyBilling.Storage.Sqlite;

/// <summary>One write that waits for its commit.</summary>
internal abstract class WorkItem
{
    /// <summary>Does the write within the open transaction. It may be called again after that transaction was undone.</summary>
    internal abstract void Execute(WriterSession session);

    /// <summary>Tells the caller that it is durable.</summary>
    internal abstract void Complete();

    /// <summary>Tells the caller that it did not happen.</summary>
    internal abstract void Fail(Exception exception);
}

/// <summary>One write and its result.</summary>
internal sealed class WorkItem<T>(Func<WriterSession, T> work) : WorkItem
{
    // The callers go on elsewhere: none of their work may run on the writer's thread.
    private readonly TaskCompletionSource<T> completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private T result = default!;

    internal Task<T> Completion => completion.Task;

    internal override void Execute(WriterSession session) => result = work(session);

    internal override void Complete() => completion.TrySetResult(result);

    internal override void Fail(Exception exception) => completion.TrySetException(exception);
}
