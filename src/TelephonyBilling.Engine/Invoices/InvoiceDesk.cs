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
    DaemonClock clock,
    ILogger<InvoiceDesk> logger
)
{
    /// <summary>Asks for credit by invoice.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="account">Who gets it.</param>
    /// <param name="amount">Above zero, in the account's currency.</param>
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
}
