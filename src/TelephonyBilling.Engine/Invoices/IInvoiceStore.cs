namespace TelephonyBilling.Engine.Invoices;

/// <summary>Keeps invoices. Their numbers follow each other without a gap within a year.</summary>
public interface IInvoiceStore
{
    /// <summary>
    /// Makes the invoice of a top-up and posts its credit, in one transaction; the mail with it waits there too.
    /// </summary>
    /// <param name="topUp">A top-up by invoice.</param>
    /// <param name="policy">How long it may take to be paid, and what is on it.</param>
    /// <param name="at">Now, UTC; its year, in the account's time zone, is that of the number.</param>
    /// <param name="by">Who approved it.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    Task<InvoiceIssue> IssueAsync(
        string topUp,
        InvoicePolicy policy,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>Takes note of an invoice's payment.</summary>
    /// <param name="number">The invoice.</param>
    /// <param name="payment">The payment's own number; may be empty.</param>
    /// <param name="at">When it came in, UTC.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The invoice as it is now; null: there is none of this number.</returns>
    Task<Invoice?> PayAsync(
        string number,
        string payment,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>Queues a mail for each open invoice that is past its day and was not reminded of.</summary>
    /// <returns>How many there were.</returns>
    Task<int> RemindAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>One invoice.</summary>
    Task<Invoice?> FindAsync(string number, CancellationToken cancellationToken);

    /// <summary>Invoices, newest first.</summary>
    /// <param name="account">Of this account; null: of all.</param>
    /// <param name="onlyOpen">Only those that are not paid.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<Invoice>> ListAsync(
        string? account,
        bool onlyOpen,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <summary>What became of an approval.</summary>
/// <param name="Outcome">See there.</param>
/// <param name="Invoice">The invoice that was made now, or before; null where none was.</param>
public sealed record InvoiceIssue(InvoiceOutcome Outcome, Invoice? Invoice);

/// <summary>What became of an approval.</summary>
public enum InvoiceOutcome
{
    /// <summary>The invoice is made, and its credit posted.</summary>
    Issued,

    /// <summary>It was made before; nothing changed.</summary>
    AlreadyIssued,

    /// <summary>There is no such top-up; nothing changed.</summary>
    UnknownTopUp,

    /// <summary>The top-up is not by invoice, or it had failed; nothing changed.</summary>
    NotByInvoice,
}
