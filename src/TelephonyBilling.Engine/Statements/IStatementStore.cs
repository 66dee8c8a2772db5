using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Engine.Statements;

/// <summary>Reads spans of an account's ledger.</summary>
public interface IStatementStore
{
    /// <summary>Reads the entries of a span of time, oldest first, one after another.</summary>
    /// <remarks>
    /// <para>
    /// Entries stay in the order in which they were posted, since each balance follows from the one before. An instant cuts
    /// that order in two behind the last entry that is dated before it; so that a clock that was wrong for a while can't move
    /// a cut for ever, entries are looked at no further than to the first that was posted by hand (all but charges) and is
    /// dated at that instant or later.
    /// </para>
    /// <para>
    /// An instant cuts at one place, whichever span is asked for: what one span closes with the next one opens with, and
    /// every entry belongs to one span.
    /// </para>
    /// </remarks>
    /// <param name="account">The account's id.</param>
    /// <param name="from">Where the span begins.</param>
    /// <param name="until">Where the next one begins.</param>
    /// <param name="read">
    /// Gets the span; it may go through its entries several times, until it returns. Not called where there is no such account.
    /// </param>
    /// <param name="cancellationToken">Ends it between two entries.</param>
    /// <returns>False where there is no such account.</returns>
    Task<bool> ReadAsync(
        string account,
        DateTimeOffset from,
        DateTimeOffset until,
        Action<StatementSpan> read,
        CancellationToken cancellationToken
    );
}

/// <summary>A part of an account's ledger.</summary>
/// <param name="Opening">The balance before the first entry.</param>
/// <param name="Closing">The balance after the last entry.</param>
/// <param name="Lines">The entries, oldest first.</param>
public sealed record StatementSpan(Money Opening, Money Closing, IEnumerable<StatementLine> Lines);

/// <summary>An entry of a statement.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Call">What was charged; null: no call was.</param>
public sealed record StatementLine(LedgerEntry Entry, ChargedCall? Call);

/// <summary>A call, as a statement names it.</summary>
/// <param name="Service">What was charged.</param>
/// <param name="From">Who called.</param>
/// <param name="To">Who was called.</param>
/// <param name="Destination">The rate's destination.</param>
/// <param name="Connected">How long.</param>
public sealed record ChargedCall(
    Service Service,
    string From,
    string To,
    string Destination,
    TimeSpan Connected
);
