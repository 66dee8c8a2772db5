using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>card</c>, as Dapper reads it.</summary>
internal sealed class CardRow
{
    /// <summary>All cards, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT a.id AS account, c.customer, c.method, c.brand, c.last4, c.expires, c.state,
               a.needs_card_confirmation, c.confirmation_micros, c.confirmation_tries, c.confirmation_payment
        FROM card c JOIN account a ON a.key = c.account

        """;

    public required string Account { get; init; }
    public required string Customer { get; init; }
    public required string Method { get; init; }
    public required string Brand { get; init; }
    public required string Last4 { get; init; }
    public required string Expires { get; init; }
    public required string State { get; init; }
    public bool NeedsCardConfirmation { get; init; }
    public long? ConfirmationMicros { get; init; }
    public int ConfirmationTries { get; init; }
    public required string ConfirmationPayment { get; init; }

    internal static string Of(CardState state) =>
        state switch
        {
            CardState.Awaited => "awaited",
            CardState.Saved => "saved",
            CardState.Confirming => "confirming",
            CardState.Confirmed => "confirmed",
            CardState.Blocked => "blocked",
            _ => throw new ArgumentOutOfRangeException(
                nameof(state),
                state,
                "There is no such state."
            ),
        };

    internal Card ToCard() =>
        new(
            Account,
            Customer,
            Method,
            Brand,
            Last4,
            Expires,
            State switch
            {
                "awaited" => CardState.Awaited,
                "saved" => CardState.Saved,
                "confirming" => CardState.Confirming,
                "confirmed" => CardState.Confirmed,
                "blocked" => CardState.Blocked,
                _ => throw StoredText.Unreadable(State),
            }
        )
        {
            NeedsConfirmation = NeedsCardConfirmation,
            ConfirmationMicros = ConfirmationMicros,
            ConfirmationTries = ConfirmationTries,
            ConfirmationPayment = ConfirmationPayment,
        };
}
