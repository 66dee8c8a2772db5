using Dapper;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Cards in SQLite.</summary>
internal sealed class SqliteCardStore(StoreGateway gateway) : ICardStore
{
    public Task<Card?> FindAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<CardRow>(
                        CardRow.Select + "WHERE a.id = @account",
                        new { account = account.ToLowerInvariant() }
                    )
                    ?.ToCard(),
            cancellationToken
        );
    }

    public Task<Card?> SaveAsync(
        string account,
        SavedCard card,
        NewConfirmation confirmation,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(confirmation);
        StoredArgument.Required(card.Method, "card");
        StoredArgument.Text(card.Brand, "brand");
        StoredArgument.Text(card.Last4, "last digits");
        StoredArgument.Text(card.Expires, "expiry");
        return gateway.ChangeAsync(
            session => CardSaving.Save(session, account.ToLowerInvariant(), card, confirmation),
            by,
            cancellationToken
        );
    }

    public Task<ConfirmationAnswer> ConfirmAsync(
        string account,
        long micros,
        int tries,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        return gateway.ChangeAsync(
            session => CardSaving.Confirm(session, account.ToLowerInvariant(), micros, tries),
            by,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<string>> AwaitedAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT a.id FROM card c JOIN account a ON a.key = c.account
            WHERE c.state = 'awaited' AND c.changed_at >= @since
            """;
        return gateway.ReadAsync<IReadOnlyList<string>>(
            connection =>
                connection.Query<string>(sql, new { since = Instant.ToStored(since) }).AsList(),
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
}
