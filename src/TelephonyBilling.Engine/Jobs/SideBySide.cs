namespace TelephonyBilling.Engine.Jobs;

/// <summary>Work on very many things of which each waits for a write: side by side, so that their writes share a flush to the disk.</summary>
internal static class SideBySide
{
    private const int Many = 200;

    /// <summary>Works on each, 200 at once.</summary>
    /// <param name="things">What to work on.</param>
    /// <param name="work">Must not throw for what concerns one of them alone.</param>
    /// <param name="cancellationToken">Ends it between two lots.</param>
    /// <returns>What came of each, in their order.</returns>
    internal static async Task<IReadOnlyList<TResult>> DoAsync<T, TResult>(
        IEnumerable<T> things,
        Func<T, Task<TResult>> work,
        CancellationToken cancellationToken
    )
    {
        var results = new List<TResult>();
        foreach (var some in things.Chunk(Many))
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.AddRange(await Task.WhenAll(some.Select(work)));
        }
        return results;
    }
}
