using Microsoft.Extensions.Logging;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Engine.Invoices;

/// <summary>Credit that is paid later: asked for, approved at once or by the operator, and reminded of.</summary>
public sealed partial class InvoiceDesk(
    IInvoiceStore invoices,
    ITopUpStore topUps,
    InvoicePolicy policy,
    RechargePolicy recharging,
    DaemonClock clock,
    ILogger<InvoiceDesk> logger
)
{
    /// <summary>How much may be asked for at once.</summary>
    public PurchaseLimits Limits => policy.Limits;

    /// <summary>Asks for credit by invoice.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="account">Who gets it.</param>
    /// <param name="amount">Within <see cref="Limits"/>, in the account's currency.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<TopUpRequest> RequestAsync(
        Actor actor,
        string account,
        Money amount,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.BuyCredit, account);
        if (!policy.Limits.Allow(amount))
        {
            return new TopUpRequest(TopUpOutcome.NotForSale, null);
        }
        var id = TopUpIds.New(clock.UtcNow);
        var asked = await topUps.RequestAsync(
            new NewTopUp(
                id,
                account,
                TopUpSource.Invoice,
                amount,
                $"request/{id}",
                actor.Name,
                clock.UtcNow
            ),
            cancellationToken
        );
        return asked.TopUp is { } topUp
            ? asked with
            {
                TopUp = await ConsiderAsync(topUp, cancellationToken),
            }
            : asked;
    }

    /// <summary>Issues the invoice of a top-up that was asked for, where the policy gives credit at once.</summary>
    /// <returns>The top-up as it stands now.</returns>
    public async Task<TopUp> ConsiderAsync(TopUp topUp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topUp);
        if (!policy.CreditAtOnce || topUp.Source != TopUpSource.Invoice || !topUp.IsOpen)
        {
            return topUp;
        }
        await IssueAsync(topUp.Id, "policy", cancellationToken);
        return await topUps.FindAsync(topUp.Id, cancellationToken) ?? topUp;
    }

    /// <summary>Issues the invoices of all that waits, where the policy gives credit at once.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        if (!policy.CreditAtOnce)
        {
            return 0;
        }
        var waiting = await WaitingAsync(null, cancellationToken);
        foreach (var topUp in waiting)
        {
            await ConsiderAsync(topUp, cancellationToken);
        }
        return waiting.Count;
    }

    /// <summary>What was asked for by invoice and waits for the operator, newest first, at most 1000.</summary>
    /// <param name="account">Of this account; null: of all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<IReadOnlyList<TopUp>> WaitingAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        topUps.ListAsync(
            new TopUpFilter
            {
                Account = account,
                Source = TopUpSource.Invoice,
                State = TopUpState.Requested,
                Limit = 1000,
            },
            cancellationToken
        );

    /// <summary>
    /// The operator does not agree: no credit is given, and a mail says so. An account that is recharged by itself asks again
    /// later, and after some refusals in a row no more, as after declined payments.
    /// </summary>
    /// <param name="actor">Who refuses.</param>
    /// <param name="topUp">What was asked for.</param>
    /// <param name="reason">A sentence for the account; may be empty.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    /// <returns>The top-up as it stands now: one that was approved before stays so. Null: there is none of this name by invoice.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<TopUp?> RefuseAsync(
        Actor actor,
        string topUp,
        string reason,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.GiveCredit, "");
        if (
            await topUps.FindAsync(topUp, cancellationToken)
            is not { Source: TopUpSource.Invoice } asked
        )
        {
            return null;
        }
        if (!asked.IsOpen)
        {
            return asked;
        }
        var refused = await topUps.FailAsync(
            topUp,
            new TopUpFailure("refused", reason, ""),
            recharging,
            clock.UtcNow,
            cancellationToken
        );
        if (refused.State == TopUpState.Failed)
        {
            LogRefused(refused.Id, refused.Account, refused.Amount, actor.Name);
        }
        return refused;
    }

    /// <summary>The operator agrees: the credit is posted, and the invoice goes out by mail.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public Task<InvoiceIssue> ApproveAsync(
        Actor actor,
        string topUp,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.GiveCredit, "");
        return IssueAsync(topUp, actor.Name, cancellationToken);
    }

    /// <summary>Takes note of an invoice's payment.</summary>
    /// <returns>The invoice as it is now; null: there is none of this number.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public Task<Invoice?> PayAsync(
        Actor actor,
        string number,
        string payment,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        Permissions.Demand(actor, Deed.GiveCredit, "");
        return invoices.PayAsync(number, payment, clock.UtcNow, actor.Name, cancellationToken);
    }

    /// <summary>Reminds of invoices that were not paid in time: the work of the job <c>invoice-due</c>.</summary>
    public async Task<string> RemindAsync(CancellationToken cancellationToken)
    {
        var reminded = await invoices.RemindAsync(clock.UtcNow, cancellationToken);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{reminded} reminders queued"
        );
    }

    private async Task<InvoiceIssue> IssueAsync(
        string topUp,
        string by,
        CancellationToken cancellationToken
    )
    {
        var issue = await invoices.IssueAsync(topUp, policy, clock.UtcNow, by, cancellationToken);
        if (issue is { Outcome: InvoiceOutcome.Issued, Invoice: { } invoice })
        {
            LogIssued(invoice.Number, invoice.Account, invoice.Total, by);
        }
        return issue;
    }

    [LoggerMessage(
        581,
        LogLevel.Information,
        "invoice issued number={Number} account={Account} total={Total} by={By}"
    )]
    private partial void LogIssued(string number, string account, Money total, string by);

    [LoggerMessage(
        582,
        LogLevel.Information,
        "credit by invoice refused top-up={TopUp} account={Account} amount={Amount} by={By}"
    )]
    private partial void LogRefused(string topUp, string account, Money amount, string by);
}
