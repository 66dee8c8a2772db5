namespace TelephonyBilling.Engine.Notices;

/// <summary>A kind of mail.</summary>
/// <param name="Name">What it is called in the outbox, and what its templates are called: lower case with dashes.</param>
/// <param name="Summary">What it tells, as a sentence for operators.</param>
/// <param name="ConcernsMoney">Whether it goes to the account's billing address too.</param>
public sealed record NoticeKind(string Name, string Summary, bool ConcernsMoney);

/// <summary>
/// What a mail tells: what its templates are filled with. It is kept as JSON from the transaction that causes the mail until
/// it is sent, and years longer, so a property may be added but its name and meaning stay. Amounts are in millionths of the
/// account's currency unless a currency stands beside them, and their names end in <c>Micros</c>.
/// </summary>
public interface INotice
{
    /// <summary>Which mail.</summary>
    static abstract NoticeKind Kind { get; }
}
