using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Looks each second whether a mail is due, whoever queued it: this daemon, another one, or the command line.</summary>
public sealed class OutboxLoop(
    IOutboxStore outbox,
    OutboxSender sender,
    DaemonClock clock,
    ILogger<OutboxLoop> logger
)
{
    /// <summary>How often it looks. A look that finds nothing costs some microseconds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long it leaves a server or a database alone that is away.</summary>
    public static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(30);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wasAway = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var isAway = await LookAsync(wasAway, cancellationToken);
                wasAway = isAway ?? wasAway;
                await Task.Delay(
                    isAway == true ? WhileAway : Interval,
                    clock.TimeProvider,
                    cancellationToken
                );
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>Whether server or database is away; null: nothing was due, so nobody knows.</returns>
    private async Task<bool?> LookAsync(bool wasAway, CancellationToken cancellationToken)
    {
        string? why;
        try
        {
            if (!await outbox.IsDueAsync(clock.UtcNow, cancellationToken))
            {
                return null;
            }
            why = (await sender.SendDueAsync(cancellationToken)).Stopped;
        }
        catch (StoreUnavailableException e)
        {
            why = e.Message;
        }
        if (why is null && wasAway)
        {
            NoticeLog.GoesOn(logger);
        }
        else if (why is not null && !wasAway)
        {
            NoticeLog.Held(logger, why);
        }
        return why is not null;
    }
}
