using System.Globalization;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Retention;

/// <summary>How long numbers stay readable.</summary>
public sealed record RetentionPolicy
{
    /// <summary>In records of calls and events, from when the call was asked for; null: for ever. Default two years.</summary>
    public TimeSpan? Calls { get; init; } = TimeSpan.FromDays(730);

    /// <summary>In mails, from when they were written; null: for ever. Default one year.</summary>
    public TimeSpan? Mails { get; init; } = TimeSpan.FromDays(365);
}

/// <summary>Masks the numbers in what is older than the policy lets them be read: the work of the job <c>retention</c>.</summary>
public sealed class RetentionKeeper(
    IRetentionStore store,
    RetentionPolicy policy,
    DaemonClock clock
)
{
    /// <summary>A few milliseconds of the writer.</summary>
    private const int AtOnce = 500;

    /// <summary>Masks all that is due.</summary>
    /// <returns>A few words on what was done.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var masked =
            await RunAsync(policy.Calls, store.MaskCallsAsync, cancellationToken)
            + await RunAsync(policy.Mails, store.MaskMailsAsync, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"numbers masked in {masked.Calls} calls, {masked.Events} events, {masked.Mails} mails"
        );
    }

    private async Task<MaskedRecords> RunAsync(
        TimeSpan? kept,
        Func<DateTimeOffset, int, CancellationToken, Task<MaskedRecords>> mask,
        CancellationToken cancellationToken
    )
    {
        if (kept is not { } age)
        {
            return default;
        }
        var before = clock.UtcNow - age;
        MaskedRecords all = default;
        MaskedRecords some;
        do
        {
            some = await mask(before, AtOnce, cancellationToken);
            all += some;
        } while (some.Total > 0);
        return all;
    }
}
