using Dapper;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Plans and rules in SQLite.</summary>
internal sealed class SqlitePlanStore(StoreGateway gateway) : IPlanStore
{
    public Task<bool> CreateAsync(string plan, CancellationToken cancellationToken)
    {
        StoredArgument.Name(plan, "plan");
        const string sql = "INSERT INTO plan (name) VALUES (@plan) ON CONFLICT (name) DO NOTHING";
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, new { plan }) == 1,
            cancellationToken
        );
    }

    public Task<PlanChange> SetDecksAsync(
        string plan,
        Service? service,
        IReadOnlyList<string> decks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(decks);
        if (decks.Distinct(StringComparer.Ordinal).Count() != decks.Count)
        {
            throw new ArgumentException(
                $"A deck is named twice: {string.Join(", ", decks)}.",
                nameof(decks)
            );
        }
        return gateway.ChangeAsync(
            session => SetDecks(session, plan, service?.ToName() ?? "", decks),
            cancellationToken
        );
    }

    public Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT p.name AS plan, d.service, k.name AS deck
            FROM plan p LEFT JOIN plan_deck d ON d.plan = p.key LEFT JOIN rate_deck k ON k.key = d.deck
            ORDER BY p.name, d.service, d.position
            """;
        return gateway.ReadAsync<IReadOnlyList<Plan>>(
            connection =>
                [
                    .. connection
                        .Query<(string Plan, string? Service, string? Deck)>(sql)
                        .GroupBy(row => row.Plan, StringComparer.Ordinal)
                        .Select(rows => new Plan(
                            rows.Key,
                            [
                                .. rows.Where(row => row.Deck is not null)
                                    .Select(row => new PlanDeck(
                                        row.Service is { Length: > 0 } name
                                            ? ServiceNames.Parse(name)
                                            : null,
                                        row.Deck!
                                    )),
                            ]
                        )),
                ],
            cancellationToken
        );
    }

    public Task<RuleAddition> AddRuleAsync(
        RuleOwner owner,
        RateRule rule,
        CancellationToken cancellationToken
    )
    {
        var row = RuleRow.Of(owner, rule);
        return gateway.ChangeAsync(session => AddRule(session, row), cancellationToken);
    }

    public Task<bool> RemoveRuleAsync(long id, CancellationToken cancellationToken)
    {
        const string sql = "DELETE FROM rate_rule WHERE key = @id";
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, new { id }) == 1,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<OwnedRule>> RulesAsync(
        RuleOwner? owner,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            RuleRow.Select
            + "WHERE (@plan IS NULL OR p.name = @plan) AND (@account IS NULL OR a.id = @account) ORDER BY r.key";
        var filter = new
        {
            plan = owner is { IsPlan: true } ofPlan ? ofPlan.Name : null,
            account = owner is { IsPlan: false } ofAccount
                ? ofAccount.Name.ToLowerInvariant()
                : null,
        };
        return gateway.ReadAsync<IReadOnlyList<OwnedRule>>(
            connection => [.. connection.Query<RuleRow>(sql, filter).Select(row => row.ToRule())],
            cancellationToken
        );
    }

    private static PlanChange SetDecks(
        WriterSession session,
        string plan,
        string service,
        IReadOnlyList<string> decks
    )
    {
        const string findPlan = "SELECT key FROM plan WHERE name = @plan";
        const string findDeck = "SELECT key FROM rate_deck WHERE name = @deck";
        const string clear = "DELETE FROM plan_deck WHERE plan = @key AND service = @service";
        const string add = """
            INSERT INTO plan_deck (plan, service, position, deck) VALUES (@key, @service, @position, @deck)
            """;
        var connection = session.Connection;
        if (connection.ExecuteScalar<long?>(findPlan, new { plan }) is not { } key)
        {
            return PlanChange.UnknownPlan;
        }
        var keys = decks
            .Select(deck => connection.ExecuteScalar<long?>(findDeck, new { deck }))
            .ToList();
        if (keys.Contains(null))
        {
            return PlanChange.UnknownDeck;
        }
        connection.Execute(clear, new { key, service });
        for (var i = 0; i < keys.Count; i++)
        {
            connection.Execute(
                add,
                new
                {
                    key,
                    service,
                    position = i + 1,
                    deck = keys[i],
                }
            );
        }
        return PlanChange.Done;
    }

    private static RuleAddition AddRule(WriterSession session, RuleRow row)
    {
        const string owner = """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM plan WHERE name = @Plan)
                        OR EXISTS (SELECT 1 FROM account WHERE id = @Account)
            """;
        const string same =
            "SELECT r.key FROM rate_rule r LEFT JOIN plan p ON p.key = r.plan LEFT JOIN account a ON a.key = r.account "
            + "WHERE p.name IS @Plan AND a.id IS @Account AND r.service = @Service AND r.prefix = @Prefix AND r.country = @Country";
        const string insert = """
            INSERT INTO rate_rule
                (plan, account, service, prefix, country, effect, currency, connection_fee_micros, per_minute_micros,
                 initial_seconds, subsequent_seconds, percent, reason, destination, note)
            VALUES
                ((SELECT key FROM plan WHERE name = @Plan), (SELECT key FROM account WHERE id = @Account),
                 @Service, @Prefix, @Country, @Effect, @Currency, @ConnectionFeeMicros, @PerMinuteMicros,
                 @InitialSeconds, @SubsequentSeconds, @Percent, @Reason, @Destination, @Note)
            RETURNING key
            """;
        var connection = session.Connection;
        if (connection.ExecuteScalar<long?>(owner, row) is null)
        {
            return new RuleAddition(RuleOutcome.UnknownOwner, 0);
        }
        return connection.ExecuteScalar<long?>(same, row) is { } inTheWay
            ? new RuleAddition(RuleOutcome.Duplicate, inTheWay)
            : new RuleAddition(RuleOutcome.Added, connection.ExecuteScalar<long>(insert, row));
    }
}
