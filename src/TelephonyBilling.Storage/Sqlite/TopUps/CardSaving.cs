using Dapper;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Puts a card that was entered in its place, and hears its amount named, within a transaction that is open.</summary>
internal static class CardSaving
{
    /// <summary>A new card begins anew; where it has to be confirmed, its confirmation is written down.</summary>
    internal static Card? Save(
        WriterSession session,
        string account,
        SavedCard card,
        NewConfirmation confirmation
    )
    {
        const string replace = """
            UPDATE card
            SET method = @Method, brand = @Brand, last4 = @Last4, expires = @Expires, state = 'saved',
                confirmation_micros = NULL, confirmation_tries = 0, confirmation_payment = '', changed_at = @At
            WHERE account = (SELECT key FROM account WHERE id = @account) AND method <> @Method
            """;
        const string begin = """
            INSERT INTO card_confirmation (id, account, customer, method, amount_micros, state, requested_at)
            SELECT @Id, c.account, c.customer, c.method, @Micros, 'requested', @At
            FROM card c JOIN account a ON a.key = c.account
            WHERE a.id = @account AND a.needs_card_confirmation = 1 AND c.state = 'saved' AND c.method <> ''
            ON CONFLICT (account, method) DO NOTHING
            """;
        const string wait = """
            UPDATE card SET state = 'confirming', confirmation_micros = @Micros, confirmation_tries = 0
            WHERE account = (SELECT key FROM account WHERE id = @account)
            """;
        var at = Instant.ToStored(confirmation.At);
        session.Connection.Execute(
            replace,
            new
            {
                account,
                card.Method,
                card.Brand,
                card.Last4,
                card.Expires,
                At = at,
            }
        );
        var begun = session.Connection.Execute(
            begin,
            new
            {
                account,
                confirmation.Id,
                confirmation.Amount.Micros,
                At = at,
            }
        );
        if (begun > 0)
        {
            session.Connection.Execute(wait, new { account, confirmation.Amount.Micros });
        }
        return Find(session, account);
    }

    internal static ConfirmationAnswer Confirm(
        WriterSession session,
        string account,
        long micros,
        int tries
    )
    {
        const string charge = """
            SELECT k.state, k.error FROM card_confirmation k
            JOIN account a ON a.key = k.account JOIN card c ON c.account = a.key AND c.method = k.method
            WHERE a.id = @account
            """;
        const string set = """
            UPDATE card SET state = @state, confirmation_tries = confirmation_tries + @wrong
            WHERE account = (SELECT key FROM account WHERE id = @account)
            """;
        if (Find(session, account) is not { State: CardState.Confirming } card)
        {
            return new ConfirmationAnswer.NotAsked(Find(session, account)?.State);
        }
        var (state, error) = session.Connection.QuerySingle<(string State, string Error)>(
            charge,
            new { account }
        );
        if (state != "charged")
        {
            return new ConfirmationAnswer.NotCharged(error);
        }
        var isRight = micros == card.ConfirmationMicros;
        var left = tries - card.ConfirmationTries - 1;
        var next =
            isRight ? CardState.Confirmed
            : left <= 0 ? CardState.Blocked
            : CardState.Confirming;
        session.Connection.Execute(
            set,
            new
            {
                account,
                state = CardRow.Of(next),
                wrong = isRight ? 0 : 1,
            }
        );
        return next switch
        {
            CardState.Confirmed => new ConfirmationAnswer.Confirmed(),
            CardState.Blocked => new ConfirmationAnswer.Blocked(),
            _ => new ConfirmationAnswer.Wrong(left),
        };
    }

    private static Card? Find(WriterSession session, string account) =>
        session
            .Connection.QuerySingleOrDefault<CardRow>(
                CardRow.Select + "WHERE a.id = @account",
                new { account }
            )
            ?.ToCard();
}
