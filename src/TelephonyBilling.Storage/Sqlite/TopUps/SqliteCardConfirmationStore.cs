using Dapper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Confirmations of cards in SQLite.</summary>
internal sealed class SqliteCardConfirmationStore(StoreGateway gateway) : ICardConfirmationStore
{
    private const string Select = """
        SELECT k.id, a.id AS account, a.currency, k.customer, k.method, k.amount_micros, k.state, k.requested_at,
               k.reference, k.error, k.attempts, k.returns, c.brand, c.last4,
               (c.account IS NULL OR c.method <> k.method OR c.state <> 'confirming' OR k.requested_at < @begunBefore) AS is_over
        FROM card_confirmation k JOIN account a ON a.key = k.account LEFT JOIN card c ON c.account = k.account

        """;

    /// <summary>Of the card that the account has, if it still waits for its holder.</summary>
    private const string ItsCard = """
        WHERE state = 'confirming'
          AND (account, method) = (SELECT account, method FROM card_confirmation WHERE id = @id)
        """;

    public Task<CardConfirmation?> FindAsync(string account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<Row>(
                        Select + "WHERE a.id = @account AND k.method = c.method",
                        new { account = account.ToLowerInvariant(), begunBefore = long.MinValue }
                    )
                    ?.ToConfirmation(),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<CardConfirmation>> DueAsync(
        DateTimeOffset at,
        DateTimeOffset begunBefore,
        CancellationToken cancellationToken
    ) =>
        gateway.ReadAsync<IReadOnlyList<CardConfirmation>>(
            connection =>
                [
                    .. connection
                        .Query<Row>(
                            Select
                                + """
                                WHERE k.state IN ('requested', 'charged') AND coalesce(k.retry_at, 0) <= @at
                                  AND (k.state = 'requested' OR is_over)
                                ORDER BY k.requested_at LIMIT 1000
                                """,
                            new
                            {
                                at = Instant.ToStored(at),
                                begunBefore = Instant.ToStored(begunBefore),
                            }
                        )
                        .Select(row => row.ToConfirmation()),
                ],
            cancellationToken
        );

    public Task<CardConfirmation> MoveAsync(
        string id,
        ConfirmationStep step,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(id);
        return gateway.ChangeAsync(
            session =>
            {
                Move(session, id, step, at);
                return ById(session, id).ToConfirmation();
            },
            cancellationToken
        );
    }

    private static void Move(
        WriterSession session,
        string id,
        ConfirmationStep step,
        DateTimeOffset at
    )
    {
        switch (step)
        {
            case ConfirmationStep.Asking asking:
                Update(
                    session,
                    id,
                    "attempts = attempts + 1, retry_at = @RetryAt",
                    "requested",
                    retryAt: asking.RetryAt
                );
                break;
            case ConfirmationStep.Charged charged:
                if (
                    Update(
                        session,
                        id,
                        "state = 'charged', error = '', retry_at = NULL, reference = @Text",
                        "requested",
                        StoredArgument.Required(charged.Reference, "reference")
                    )
                )
                {
                    AskHolder(session, id, charged, at);
                }
                break;
            case ConfirmationStep.Failed failed:
                if (
                    Update(
                        session,
                        id,
                        "state = 'failed', error = @Text, retry_at = NULL",
                        "requested",
                        StoredArgument.OneLine(failed.Error)
                    )
                )
                {
                    session.Connection.Execute(
                        $"UPDATE card SET state = 'saved' {ItsCard}",
                        new { id }
                    );
                }
                break;
            case ConfirmationStep.Delayed delayed:
                Update(
                    session,
                    id,
                    "error = @Text, retry_at = @RetryAt",
                    "",
                    StoredArgument.OneLine(delayed.Error),
                    delayed.RetryAt
                );
                break;
            case ConfirmationStep.Returning returning:
                Update(
                    session,
                    id,
                    "returns = returns + 1, retry_at = @RetryAt",
                    "charged",
                    retryAt: returning.RetryAt
                );
                break;
            case ConfirmationStep.Returned:
                if (
                    Update(
                        session,
                        id,
                        "state = 'returned', error = '', retry_at = NULL",
                        "charged"
                    )
                )
                {
                    session.Connection.Execute(
                        $"UPDATE card SET state = 'saved' {ItsCard}",
                        new { id }
                    );
                }
                break;
            default:
                throw new InvalidOperationException($"There is no step {step}.");
        }
    }

    /// <summary>The card is charged: it shows the payment, and a mail goes out.</summary>
    private static void AskHolder(
        WriterSession session,
        string id,
        ConfirmationStep.Charged charged,
        DateTimeOffset at
    )
    {
        session.Connection.Execute(
            $"UPDATE card SET confirmation_payment = @Reference {ItsCard}",
            new { id, charged.Reference }
        );
        var row = ById(session, id);
        Notices.Queue(
            session,
            row.Account,
            $"card-confirmation/{id}",
            new CardConfirmationNotice(
                row.Brand ?? "",
                row.Last4 ?? "",
                charged.Tries,
                charged.Until
            ),
            at
        );
    }

    /// <summary>Changes one that stands where the step begins; empty: anywhere.</summary>
    private static bool Update(
        WriterSession session,
        string id,
        string assignments,
        string from,
        string text = "",
        DateTimeOffset? retryAt = null
    ) =>
        session.Connection.Execute(
            $"UPDATE card_confirmation SET {assignments} WHERE id = @id AND (@from = '' OR state = @from)",
            new
            {
                id,
                from,
                Text = text,
                RetryAt = retryAt is { } retry ? Instant.ToStored(retry) : (long?)null,
            }
        ) == 1;

    private static Row ById(WriterSession session, string id) =>
        session.Connection.QuerySingle<Row>(
            Select + "WHERE k.id = @id",
            new { id, begunBefore = long.MinValue }
        );

    /// <summary>A row of <c>card_confirmation</c> with its account and its card.</summary>
    private sealed class Row
    {
        public required string Id { get; init; }
        public required string Account { get; init; }
        public required string Currency { get; init; }
        public required string Customer { get; init; }
        public required string Method { get; init; }
        public long AmountMicros { get; init; }
        public required string State { get; init; }
        public long RequestedAt { get; init; }
        public required string Reference { get; init; }
        public required string Error { get; init; }
        public int Attempts { get; init; }
        public int Returns { get; init; }
        public string? Brand { get; init; }
        public string? Last4 { get; init; }
        public bool IsOver { get; init; }

        internal CardConfirmation ToConfirmation() =>
            new(
                Id,
                Account,
                Customer,
                Method,
                new Money(AmountMicros, Domain.Monetary.Currency.Parse(Currency)),
                State switch
                {
                    "requested" => ConfirmationState.Requested,
                    "charged" => ConfirmationState.Charged,
                    "returned" => ConfirmationState.Returned,
                    "failed" => ConfirmationState.Failed,
                    _ => throw StoredText.Unreadable(State),
                },
                Instant.FromStored(RequestedAt),
                IsOver
            )
            {
                Reference = Reference,
                Error = Error,
                Attempts = Attempts,
                Returns = Returns,
            };
    }
}
