using Dapper;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Opens a call and places its first reservation. The write lock is held, so what is read here stays so.</summary>
internal sealed class CallOpening
{
    private readonly NewCall call;

    internal CallOpening(NewCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentOutOfRangeException.ThrowIfLessThan(
            call.WantedSeconds,
            call.Price.Increments.InitialSeconds,
            nameof(call)
        );
        StoredArgument.Required(call.Id.Value, "call's id");
        StoredArgument.Required(call.Pbx, "switch's name");
        StoredArgument.Required(call.Owner, "owner channel");
        StoredParties.Check(call.Parties);
        this.call = call;
    }

    internal Authorisation Run(WriterSession session)
    {
        if (FindExisting(session) is { } existing)
        {
            return new Authorisation.Granted(existing, IsNew: false);
        }
        if (FindAccount(session) is not { } account)
        {
            return new Authorisation.UnknownAccount();
        }
        if (account.Status != AccountStatus.Active)
        {
            return new Authorisation.AccountSuspended();
        }
        if (CallLimitCheck.Reached(session, account.Key, call) is { } limit)
        {
            return new Authorisation.LimitReached(limit);
        }
        var allowance = Allowance(session, account.Key, account.Available.Currency);
        if (allowance.Full is { } full)
        {
            return new Authorisation.UsageLimitReached(full);
        }
        var price = call.Price;
        var wanted = allowance.Within(call.WantedSeconds);
        // Compares currencies as well: a price in another one than the account's throws here.
        var funded = price.AffordableSeconds(account.Available, wanted);
        if (funded < wanted && !price.IsZero)
        {
            BalanceWatching.Exhausted(session, account.Key);
        }
        if (
            funded == 0
            || account.Available < call.MinAvailable
            || (call.NeedsCredit && account.Available.Micros <= 0)
        )
        {
            var least = price.Charge(price.Increments.InitialSeconds);
            return new Authorisation.InsufficientCredit(
                account.Available,
                least < call.MinAvailable ? call.MinAvailable : least
            );
        }
        if (allowance.Room is { } room)
        {
            funded = price.AffordableSeconds(allowance.Within(account.Available), wanted);
            if (funded == 0)
            {
                return new Authorisation.UsageLimitReached(room.Limit);
            }
        }
        Insert(session, account.Key, funded, price.Charge(funded));
        return new Authorisation.Granted(
            new OpenCall(
                call.Id,
                call.Pbx,
                call.Owner,
                call.OwnerIsTrunk,
                call.Parties,
                price,
                funded,
                call.At.ToUniversalTime(),
                Leg: null,
                AnsweredAt: null
            )
            {
                Daemon = call.Daemon,
                Parent = call.Parent,
            },
            IsNew: true
        );
    }

    private OpenCall? FindExisting(WriterSession session)
    {
        // Each repeats what the index holds of its kind of call, word by word, or SQLite would not see that it may be used.
        const string tried = """
            SELECT key FROM call INDEXED BY call_open_owner
            WHERE pbx = ?1 AND owner = ?2 AND owner_is_trunk = 0 AND dialled = ?3 AND parent IS NULL
              AND state = 'authorised'
            """;
        const string feature = """
            SELECT key FROM call INDEXED BY call_open_owner
            WHERE pbx = ?1 AND owner = ?2 AND owner_is_trunk = 0 AND dialled = ?3 AND parent IS NOT NULL
              AND (state = 'authorised' OR (state = 'connected' AND (owner_is_trunk = 1 OR parent IS NOT NULL)))
            """;
        const string leg = """
            SELECT key FROM call INDEXED BY call_open_owner
            WHERE pbx = ?1 AND owner = ?2 AND owner_is_trunk = 1
              AND (state = 'authorised' OR (state = 'connected' AND (owner_is_trunk = 1 OR parent IS NOT NULL)))
            ORDER BY key LIMIT 1
            """;
        var statement = call.OwnerIsTrunk
            ? session.Prepare(leg)
            : session.Prepare(call.Parent is null ? tried : feature).Bind(3, call.Parties.Dialled);
        if (!statement.Bind(1, call.Pbx).Bind(2, call.Owner).Step())
        {
            return null;
        }
        var key = statement.Int64(0);
        statement.Reset();
        return session
            .Connection.QuerySingle<CallRow>(CallRow.Select + "WHERE c.key = @key", new { key })
            .ToOpenCall();
    }

    private CallAllowance Allowance(WriterSession session, long account, Currency currency)
    {
        if (call.LimitedBy.Count == 0)
        {
            return CallAllowance.Unlimited;
        }
        var count = new UsageCount(session.Prepare, account, currency, call.At)
        {
            IsInbound = call.OwnerIsTrunk,
            Destination = call.Parties.Destination,
        };
        return call.LimitedBy.Aggregate(
            CallAllowance.Unlimited,
            (allowance, subject) =>
                allowance.Under(subject, count.Of(subject), call.Price.Increments)
        );
    }

    private (long Key, AccountStatus Status, Money Available)? FindAccount(WriterSession session)
    {
        const string sql =
            "SELECT key, status, balance_micros - held_micros, currency FROM account WHERE id = ?1";
        var statement = session.Prepare(sql).Bind(1, call.Parties.Account);
        if (!statement.Step())
        {
            return null;
        }
        var account = (
            statement.Int64(0),
            StoredText.ToAccountStatus(statement.Text(1)),
            new Money(statement.Int64(2), Currency.Parse(statement.Text(3)))
        );
        statement.Reset();
        return account;
    }

    private void Insert(WriterSession session, long account, long funded, Money held)
    {
        // A trigger moves the account's held money along, and a constraint refuses what the balance does not cover: the
        // row that is written is the arbiter, not what was read.
        const string sql = """
            INSERT INTO call
                (id, pbx, owner, owner_is_trunk, account, service, from_party, to_party, dialled, destination,
                 number, extension, member, department,
                 connection_fee_micros, per_minute_micros, initial_seconds, subsequent_seconds,
                 state, authorised_at, funded_seconds, held_micros,
                 price_currency, exchange_trillionths, plan, deck, prefix, origin, daemon, limited, parent)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                    'authorised', ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)
            """;
        var price = call.Price;
        session
            .Prepare(sql)
            .Bind(1, call.Id.Value)
            .Bind(2, call.Pbx)
            .Bind(3, call.Owner)
            .Bind(4, call.OwnerIsTrunk)
            .Bind(5, account)
            .Bind(6, call.Parties)
            .Bind(15, price.ConnectionFee.Micros)
            .Bind(16, price.PerMinute.Micros)
            .Bind(17, price.Increments.InitialSeconds)
            .Bind(18, price.Increments.SubsequentSeconds)
            .Bind(19, Instant.ToStored(call.At))
            .Bind(20, funded)
            .Bind(21, held.Micros)
            .Bind(22, StoredPrice.CurrencyOf(price))
            .Bind(23, price.Conversion?.Trillionths)
            .Bind(24, call.Source.Plan)
            .Bind(25, call.Source.Deck)
            .Bind(26, call.Source.Prefix)
            .Bind(27, call.Source.Origin)
            .Bind(28, call.Daemon)
            .Bind(29, call.LimitedBy.Count > 0)
            .Bind(30, call.Parent?.Value)
            .Run();
    }
}
