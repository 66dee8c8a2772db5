using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>call</c> with its account's id and currency, as Dapper reads it.</summary>
internal sealed class CallRow
{
    /// <summary>All calls, to be followed by a condition.</summary>
    internal const string Select =
        Columns + "FROM call c LEFT JOIN account a ON a.key = c.account ";

    /// <summary>Open calls, to be followed by <c>WHERE c.ended_at IS NULL</c>: by their own index, since the planner prefers larger ones.</summary>
    internal const string SelectOpen =
        Columns
        + "FROM call c INDEXED BY call_open_account LEFT JOIN account a ON a.key = c.account ";

    private const string Columns = """
        SELECT c.id, c.pbx, c.owner, c.owner_is_trunk, a.id AS account, a.currency, c.service, c.from_party, c.to_party,
               c.dialled, c.destination, c.number, c.extension, c.member, c.department,
               c.connection_fee_micros, c.per_minute_micros, c.initial_seconds, c.subsequent_seconds,
               c.state, c.authorised_at, c.funded_seconds, c.held_micros, c.leg, c.answered_at, c.ended_at,
               c.connected_ticks, c.billed_seconds, c.charge_micros, c.end_reason, c.cause, c.estimated, c.clock_stepped,
               c.price_currency, c.exchange_trillionths, c.plan, c.deck, c.prefix, c.origin, c.daemon, c.parent

        """;

    public required string Id { get; init; }
    public required string Pbx { get; init; }
    public required string Owner { get; init; }
    public bool OwnerIsTrunk { get; init; }
    public string? Account { get; init; }
    public string? Currency { get; init; }
    public required string Service { get; init; }
    public required string FromParty { get; init; }
    public required string ToParty { get; init; }
    public required string Dialled { get; init; }
    public required string Destination { get; init; }
    public string? Number { get; init; }
    public string? Extension { get; init; }
    public string? Member { get; init; }
    public string? Department { get; init; }
    public long? ConnectionFeeMicros { get; init; }
    public long? PerMinuteMicros { get; init; }
    public int? InitialSeconds { get; init; }
    public int? SubsequentSeconds { get; init; }
    public required string State { get; init; }
    public long AuthorisedAt { get; init; }
    public long FundedSeconds { get; init; }
    public long HeldMicros { get; init; }
    public string? Leg { get; init; }
    public long? AnsweredAt { get; init; }
    public long? EndedAt { get; init; }
    public long ConnectedTicks { get; init; }
    public long BilledSeconds { get; init; }
    public long? ChargeMicros { get; init; }
    public string? EndReason { get; init; }
    public int Cause { get; init; }
    public bool Estimated { get; init; }
    public bool ClockStepped { get; init; }
    public string? PriceCurrency { get; init; }
    public long? ExchangeTrillionths { get; init; }
    public string? Plan { get; init; }
    public string? Deck { get; init; }
    public string? Prefix { get; init; }
    public string? Origin { get; init; }
    public required string Daemon { get; init; }
    public string? Parent { get; init; }

    private CallId? ParentId => Parent is null ? null : CallId.Parse(Parent);

    private Currency Unit => Currency is null ? default : Domain.Monetary.Currency.Parse(Currency);

    internal OpenCall ToOpenCall() =>
        new(
            CallId.Parse(Id),
            Pbx,
            Owner,
            OwnerIsTrunk,
            Parties(),
            Price() ?? throw new InvalidOperationException($"The open call {Id} has no price."),
            FundedSeconds,
            Instant.FromStored(AuthorisedAt),
            Leg,
            Instant.FromStored(AnsweredAt)
        )
        {
            Daemon = Daemon,
            Parent = ParentId,
        };

    internal CallRecord ToRecord() =>
        new(
            CallId.Parse(Id),
            Pbx,
            Parties(),
            StoredText.ToCallState(State),
            Price(),
            Instant.FromStored(AuthorisedAt),
            Leg,
            Instant.FromStored(AnsweredAt),
            Instant.FromStored(EndedAt),
            TimeSpan.FromTicks(ConnectedTicks),
            BilledSeconds,
            FundedSeconds,
            new Money(HeldMicros, Unit),
            ChargeMicros is { } charge ? new Money(charge, Unit) : null,
            Unit,
            EndReason,
            Cause,
            Estimated,
            ClockStepped
        )
        {
            Source = new RateSource(Plan, Deck, Prefix, Origin),
            Parent = ParentId,
            Daemon = Daemon,
        };

    private CallParties Parties() =>
        new(
            Account ?? "",
            ServiceNames.Parse(Service),
            FromParty,
            ToParty,
            Dialled,
            Destination,
            Number,
            Extension,
            Member,
            Department
        );

    private CallPrice? Price() =>
        PerMinuteMicros is { } perMinute
            ? StoredPrice.Of(
                ConnectionFeeMicros.GetValueOrDefault(),
                perMinute,
                new BillingIncrements(
                    InitialSeconds.GetValueOrDefault(),
                    SubsequentSeconds.GetValueOrDefault()
                ),
                Unit,
                PriceCurrency,
                ExchangeTrillionths
            )
            : null;
}
