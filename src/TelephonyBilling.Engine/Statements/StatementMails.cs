using System.Globalization;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Statements;

/// <summary>
/// Sends each account the statement of each month that is over in its time zone, once: the work of the job
/// <c>monthly-statement</c>. A month in which nothing moved gets no mail.
/// </summary>
public sealed partial class StatementMails(
    IAccountStore accounts,
    IStatementStore statements,
    IStatementMailStore mails,
    DaemonClock clock,
    ILogger<StatementMails> logger
)
{
    /// <summary>
    /// So long after its end a month is over for good: what was dated just before it is written by then, also by a node whose
    /// clock is a little behind.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    /// <summary>Of a daemon that was away for longer, no month before these many is told any more.</summary>
    private const int MonthsAtMost = 12;

    /// <summary>Queues what is due.</summary>
    /// <returns>A few words on what was done.</returns>
    /// <exception cref="InvalidOperationException">Some statements can't be made; all others were queued.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var last = await mails.LastMonthsAsync(cancellationToken);
        var told = await SideBySide.DoAsync(
            (await accounts.ListAsync(cancellationToken)).Select(found => found.Account),
            account => TellAsync(account, last.GetValueOrDefault(account.Id), cancellationToken),
            cancellationToken
        );
        var queued = told.Sum(account => account.Queued);
        var broken = told.Count(account => account.IsBroken);
        var done = string.Create(CultureInfo.InvariantCulture, $"{queued} statements queued");
        return broken == 0
            ? done
            : throw new InvalidOperationException(
                $"{done}, {broken} accounts' can't be made; the log says why. See: telephony-billing ledger verify"
            );
    }

    private async Task<(int Queued, bool IsBroken)> TellAsync(
        Account account,
        string? last,
        CancellationToken cancellationToken
    )
    {
        var queued = 0;
        try
        {
            var zone = AccountTimeZone.Of(account);
            foreach (var month in Missing(account, zone, last))
            {
                var isTold = await mails.TellAsync(
                    account.Id,
                    NameOf(month),
                    await NoticeAsync(account, month, cancellationToken),
                    clock.UtcNow,
                    cancellationToken
                );
                queued += isTold ? 1 : 0;
            }
            return (queued, false);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or StatementFaultException)
        {
            LogBroken(account.Id, e.Message);
            return (queued, true);
        }
    }

    /// <summary>The months that are over and of which nobody was told, oldest first.</summary>
    private IEnumerable<AccountMonth> Missing(Account account, AccountTimeZone zone, string? last)
    {
        var running = Count(zone.MonthOf(clock.UtcNow - Grace));
        var first = last is null ? Count(zone.MonthOf(account.CreatedAt)) : Count(last) + 1;
        for (var at = Math.Max(first, running - MonthsAtMost); at < running; at++)
        {
            yield return zone.Month(at / 12, (at % 12) + 1);
        }
    }

    private async Task<MonthlyStatementNotice?> NoticeAsync(
        Account account,
        AccountMonth month,
        CancellationToken cancellationToken
    )
    {
        MonthlyStatementNotice? notice = null;
        await statements.ReadAsync(
            account.Id,
            month.From,
            month.Until,
            span => notice = Notice(account, month, span),
            cancellationToken
        );
        return notice;
    }

    private static MonthlyStatementNotice? Notice(
        Account account,
        AccountMonth month,
        StatementSpan span
    )
    {
        var sums = new StatementSums(span.Opening);
        var calls = 0L;
        var connected = TimeSpan.Zero;
        foreach (var line in span.Lines)
        {
            sums.Add(line.Entry);
            if (line.Call is { Service: not Domain.Numbering.Service.Surcharge } call)
            {
                calls++;
                connected += call.Connected;
            }
        }
        if (sums.Fault is not null || sums.Balance != span.Closing)
        {
            throw new StatementFaultException(account.Id, NameOf(month));
        }
        return sums.ByKind.Count == 0
            ? null
            : new MonthlyStatementNotice(
                NameOf(month),
                span.Opening.Micros,
                sums.MicrosOf(Ledger.EntryKind.TopUp),
                -sums.MicrosOf(Ledger.EntryKind.Charge),
                -sums.MicrosOf(Ledger.EntryKind.Rental),
                -sums.MicrosOf(Ledger.EntryKind.Refund),
                sums.MicrosOf(Ledger.EntryKind.Adjustment),
                span.Closing.Micros,
                calls,
                (long)connected.TotalSeconds,
                month.From,
                month.Until
            );
    }

    private static string NameOf(AccountMonth month) =>
        string.Create(CultureInfo.InvariantCulture, $"{month.Year:D4}-{month.Month:D2}");

    private static int Count(AccountMonth month) => (month.Year * 12) + month.Month - 1;

    private static int Count(string name)
    {
        var first = DateTime.ParseExact(name, "yyyy-MM", CultureInfo.InvariantCulture);
        return (first.Year * 12) + first.Month - 1;
    }

    [LoggerMessage(
        571,
        LogLevel.Error,
        "statement can't be made, the next run tries again account={Account} error=\"{Error}\""
    )]
    private partial void LogBroken(string account, string error);

    private sealed class StatementFaultException(string account, string month)
        : Exception($"The statement of account '{account}' for {month} does not add up.");
}
