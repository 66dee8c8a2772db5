namespace TelephonyBilling.Engine.Retention;

/// <summary>Masks telephone numbers in what is old. What was masked stays so, and nothing else of it changes.</summary>
/// <remarks>Each call is one transaction of at most as many records as asked for, so that no settlement waits for long.</remarks>
public interface IRetentionStore
{
    /// <summary>
    /// Masks the parties, the dialled text and the channel of calls that were authorised or refused before an instant, and of
    /// the events beside them. The account's own number, extension and member stay: sums are made by them.
    /// </summary>
    /// <param name="before">The instant.</param>
    /// <param name="most">How many records of each kind at most, 1 or more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What was masked; less than asked for: nothing older is left.</returns>
    Task<MaskedRecords> MaskCallsAsync(
        DateTimeOffset before,
        int most,
        CancellationToken cancellationToken
    );

    /// <summary>Masks the numbers in mails that were written before an instant and are sent or given up.</summary>
    /// <inheritdoc cref="MaskCallsAsync"/>
    Task<MaskedRecords> MaskMailsAsync(
        DateTimeOffset before,
        int most,
        CancellationToken cancellationToken
    );
}

/// <summary>What one transaction masked.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Events">Events.</param>
/// <param name="Mails">Mails.</param>
public readonly record struct MaskedRecords(int Calls, int Events, int Mails)
{
    /// <summary>All of them.</summary>
    public int Total => Calls + Events + Mails;

    /// <summary>Both together.</summary>
    public static MaskedRecords operator +(MaskedRecords left, MaskedRecords right) =>
        new(left.Calls + right.Calls, left.Events + right.Events, left.Mails + right.Mails);
}
