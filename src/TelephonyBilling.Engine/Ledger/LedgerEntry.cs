using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Ledger;

/// <summary>Money that moved. Entries are only ever added.</summary>
/// <param name="Id">Rises with each entry of the ledger.</param>
/// <param name="Account">Whose balance moved.</param>
/// <param name="Kind">What moved it.</param>
/// <param name="Amount">Above zero: credit; below: debit.</param>
/// <param name="BalanceAfter">The account's balance with this entry.</param>
/// <param name="Cause">
/// The fact that caused it, unique in the ledger, such as <c>settlement/pbx1/1732.5</c>: applying it twice is impossible.
/// </param>
/// <param name="Note">For people: a reference, a reason; may be empty.</param>
/// <param name="Actor">Who did it: <c>daemon</c>, or the operating-system user of the command line.</param>
/// <param name="At">When it was posted, UTC.</param>
public sealed record LedgerEntry(
    long Id,
    string Account,
    EntryKind Kind,
    Money Amount,
    Money BalanceAfter,
    string Cause,
    string Note,
    string Actor,
    DateTimeOffset At
);

/// <summary>An entry that is to be posted; see <see cref="LedgerEntry"/> for the fields.</summary>
public sealed record NewEntry(
    string Account,
    EntryKind Kind,
    Money Amount,
    string Cause,
    string Note,
    string Actor,
    DateTimeOffset At
);

/// <summary>What moved the money.</summary>
public enum EntryKind
{
    /// <summary>Credit was bought or given.</summary>
    TopUp,

    /// <summary>A call was settled.</summary>
    Charge,

    /// <summary>A number's monthly rent.</summary>
    Rental,

    /// <summary>A correction by the operator, in either direction.</summary>
    Adjustment,

    /// <summary>A top-up was given back.</summary>
    Refund,
}
