using Dapper;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Cards in SQLite.</summary>
internal sealed class SqliteCardStore(StoreGateway gateway) : ICardStore
{
    public Task<Card?> FindAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        const string sql = """
            SELECT a.id AS account, c.customer, c.method, c.brand, c.last4, c.expires, c.state,
                   a.needs_card_confirmation, c.confirmation_micros, c.confirmation_tries, c.confirmation_payment
            FROM card c JOIN account a ON a.key = c.account
            WHERE a.id = @account
            """;
        return gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<CardRow>(
                        sql,
                        new { account = account.ToLowerInvariant() }
                    )
                    ?.ToCard(),
            cancellationToken
        );
    }

    public Task<bool> SetAsync(
        Card card,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(card);
        const string sql = """
            INSERT INTO card
                (account, customer, method, brand, last4, expires, state,
                 confirmation_micros, confirmation_tries, confirmation_payment, changed_at)
            SELECT key, @Customer, @Method, @Brand, @Last4, @Expires, @State,
                   @ConfirmationMicros, @ConfirmationTries, @ConfirmationPayment, @At
            FROM account
            WHERE id = @Account
            ON CONFLICT (account) DO UPDATE SET
                customer = excluded.customer, method = excluded.method, brand = excluded.brand, last4 = excluded.last4,
                expires = excluded.expires, state = excluded.state, confirmation_micros = excluded.confirmation_micros,
                confirmation_tries = excluded.confirmation_tries, confirmation_payment = excluded.confirmation_payment,
                changed_at = excluded.changed_at
            """;
        var row = new
        {
            Account = card.Account.ToLowerInvariant(),
            Customer = StoredArgument.Required(card.Customer, "customer"),
            Method = StoredArgument.Text(card.Method, "card"),
            Brand = StoredArgument.Text(card.Brand, "brand"),
            Last4 = StoredArgument.Text(card.Last4, "last digits"),
            Expires = StoredArgument.Text(card.Expires, "expiry"),
            State = CardRow.Of(card.State),
            card.ConfirmationMicros,
            card.ConfirmationTries,
            ConfirmationPayment = StoredArgument.Text(card.ConfirmationPayment, "payment"),
            At = Instant.ToStored(at),
        };
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, row) == 1,
            by,
            cancellationToken
        );
    }

    /// <summary>A row of <c>card</c>.</summary>
    private sealed class CardRow
    {
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
}
