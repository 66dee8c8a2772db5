using System.Diagnostics;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>Waiting for something that another process does. A wait that fails says for what it waited.</summary>
public static class Eventually
{
    /// <summary>How long anything may take on a loaded machine with two cores.</summary>
    public static TimeSpan Generous { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Looks every 20 ms until <paramref name="look"/> finds something.</summary>
    /// <param name="look">Gives back null while it is not there yet.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <param name="within">20 s unless told.</param>
    /// <param name="state">Adds what was there instead, when the wait fails.</param>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static async Task<T> FindAsync<T>(
        Func<Task<T?>> look,
        string what,
        TimeSpan? within = null,
        Func<string>? state = null
    )
        where T : class
    {
        TimeSpan limit = within ?? Generous;
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                throw new TimeoutException(
                    $"waited {limit.TotalSeconds:0.#} s for {what}"
                        + (state is null ? "" : "; instead: " + state())
                );
            }

            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="FindAsync{T}"/>
    public static Task<T> FindAsync<T>(
        Func<T?> look,
        string what,
        TimeSpan? within = null,
        Func<string>? state = null
    )
        where T : class => FindAsync(() => Task.FromResult(look()), what, within, state);

    /// <summary>Looks every 20 ms until <paramref name="look"/> says yes.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public static Task TrueAsync(
        Func<bool> look,
        string what,
        TimeSpan? within = null,
        Func<string>? state = null
    ) => FindAsync<object>(() => look() ? Marker : null, what, within, state);

    /// <inheritdoc cref="TrueAsync(Func{bool},string,TimeSpan?,Func{string}?)"/>
    public static Task TrueAsync(
        Func<Task<bool>> look,
        string what,
        TimeSpan? within = null,
        Func<string>? state = null
    ) => FindAsync<object>(async () => await look() ? Marker : null, what, within, state);

    private static readonly object Marker = new();
}
