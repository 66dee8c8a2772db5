using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Tests.Model;

/// <summary>Calls and reservations in memory; see <see cref="ModelBooks"/>.</summary>
public sealed class ModelCallStore : ICallStore
{
    private readonly ModelBooks books;
    private readonly TimeProvider time;

    internal ModelCallStore(ModelBooks books, TimeProvider time)
    {
        this.books = books;
        this.time = time;
    }

    /// <inheritdoc/>
    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken) =>
        books.Run(() => Authorise(call));

    /// <inheritdoc/>
    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    ) => books.Run(() => Fund(books.Call(call), wantedSeconds));

    /// <inheritdoc/>
    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
        {
            var booked = books.Call(call);
            if (booked.Record.State == CallState.Authorised)
            {
                booked.Record = booked.Record with
                {
                    State = CallState.Connected,
                    Leg = leg,
                    AnsweredAt = answeredAt.ToUniversalTime(),
                };
            }
            return true;
        });

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    ) => books.Run(() => Settle(books.Call(settlement.CallId), settlement));

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
        {
            var booked = books.Call(call);
            if (!booked.IsOpen)
            {
                return false;
            }
            if (booked.Record.Leg is not null)
            {
                throw new InvalidOperationException(
                    $"Call {call} was answered: it is settled, not released."
                );
            }
            booked.Record = booked.Record with
            {
                State = CallState.Released,
                Held = Money.Zero(booked.Record.Currency),
                EndedAt = at.ToUniversalTime(),
                EndReason = reason.ToText(),
                Cause = cause,
            };
            return true;
        });

    /// <inheritdoc/>
    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken) =>
        books.Run(() =>
        {
            if (!books.Booked.Exists(booked => booked.Record.Id == call.Id))
            {
                var account = books.AccountsById.GetValueOrDefault(call.Parties.Account);
                var record = Record(
                    call.Id,
                    call.Pbx,
                    call.Parties with
                    {
                        Account = account?.Id ?? "",
                    },
                    call.At
                ) with
                {
                    State = CallState.Refused,
                    EndedAt = call.At.ToUniversalTime(),
                    EndReason = call.Reason,
                    Currency = account?.Currency ?? default,
                    Held = Money.Zero(account?.Currency ?? default),
                };
                books.Booked.Add(
                    new ModelBooks.BookedCall(record, call.Owner, ownerIsTrunk: false)
                );
            }
            return true;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<OpenCall>>(() =>
            [
                .. books
                    .Booked.Where(call => call.IsOpen && call.Record.Pbx == pbx)
                    .Select(call => call.ToOpenCall()),
            ]
        );

    /// <inheritdoc/>
    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken) =>
        books.Run(() => books.Booked.Find(booked => booked.Record.Id == call)?.Record);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<CallRecord>>(() =>
            [
                .. books
                    .Booked.AsEnumerable()
                    .Reverse()
                    .Where(call => !filter.OnlyOpen || call.IsOpen)
                    .Select(call => call.Record)
                    .Where(record => filter.State is null || record.State == filter.State)
                    .Where(record =>
                        filter.Account is null
                        || string.Equals(
                            record.Parties.Account,
                            filter.Account,
                            StringComparison.OrdinalIgnoreCase
                        )
                    )
                    .Take(filter.Limit),
            ]
        );

    private static CallRecord Record(
        CallId id,
        string pbx,
        CallParties parties,
        DateTimeOffset at
    ) =>
        new(
            id,
            pbx,
            parties,
            CallState.Authorised,
            Price: null,
            at.ToUniversalTime(),
            Leg: null,
            AnsweredAt: null,
            EndedAt: null,
            TimeSpan.Zero,
            BilledSeconds: 0,
            FundedSeconds: 0,
            Held: default,
            Charge: null,
            Currency: default,
            EndReason: null,
            Cause: 0,
            Estimated: false,
            ClockStepped: false
        );

    private Authorisation Authorise(NewCall call)
    {
        var open = books.Booked.Find(booked =>
            booked.IsOpen
            && (booked.Record.Pbx, booked.Owner, booked.Record.Parties.Dialled)
                == (call.Pbx, call.Owner, call.Parties.Dialled)
        );
        if (open is not null)
        {
            return new Authorisation.Granted(open.ToOpenCall(), IsNew: false);
        }
        if (!books.AccountsById.TryGetValue(call.Parties.Account, out var account))
        {
            return new Authorisation.UnknownAccount();
        }
        if (account.Status == AccountStatus.Suspended)
        {
            return new Authorisation.AccountSuspended();
        }
        if (ReachedLimit(call) is { } limit)
        {
            return new Authorisation.LimitReached(limit);
        }
        var available = books.BalanceOf(account).Available;
        var funded = call.Price.AffordableSeconds(available, call.WantedSeconds);
        if (funded == 0 || (call.NeedsCredit && available.Micros <= 0))
        {
            var needed = call.Price.Charge(call.Price.Increments.InitialSeconds);
            return new Authorisation.InsufficientCredit(available, needed);
        }
        var record = Record(call.Id, call.Pbx, call.Parties, call.At) with
        {
            Price = call.Price,
            FundedSeconds = funded,
            Held = call.Price.Charge(funded),
            Currency = account.Currency,
        };
        if (books.Booked.Exists(other => other.Record.Id == call.Id))
        {
            throw new InvalidOperationException($"There was a call {call.Id} before.");
        }
        var booked = new ModelBooks.BookedCall(record, call.Owner, call.OwnerIsTrunk);
        books.Booked.Add(booked);
        return new Authorisation.Granted(booked.ToOpenCall(), IsNew: true);
    }

    private CallLimit? ReachedLimit(NewCall call)
    {
        var ofAccount = books
            .Booked.Where(booked => booked.Record.Parties.Account == call.Parties.Account)
            .ToArray();
        var (limits, parties) = (call.Limits, call.Parties);
        bool IsFull(int? limit, Func<CallParties, bool> counts) =>
            limit <= ofAccount.Count(booked => booked.IsOpen && counts(booked.Record.Parties));
        bool SameNumber(CallParties other) =>
            parties.Number is not null && other.Number == parties.Number;
        bool SameCaller(CallParties other) => SameNumber(other) && other.From == parties.From;

        if (IsFull(limits.Account, _ => true))
        {
            return CallLimit.Account;
        }
        if (parties.Number is not null && IsFull(limits.Number, SameNumber))
        {
            return CallLimit.Number;
        }
        if (
            parties.Extension is not null
            && IsFull(limits.Extension, other => other.Extension == parties.Extension)
        )
        {
            return CallLimit.Extension;
        }
        if (parties.Number is not null && IsFull(limits.Caller, SameCaller))
        {
            return CallLimit.Caller;
        }
        var inAnHour = ofAccount.Count(booked =>
            booked.OwnerIsTrunk
            && SameCaller(booked.Record.Parties)
            && booked.Record.AuthorisedAt > call.At.AddHours(-1)
        );
        return parties.Number is not null && limits.CallerPerHour <= inAnHour
            ? CallLimit.CallerPerHour
            : null;
    }

    private Funding Fund(ModelBooks.BookedCall call, long wantedSeconds)
    {
        var record = call.Record;
        if (!call.IsOpen)
        {
            return new Funding.Refused(FundingRefusal.CallClosed);
        }
        if (wantedSeconds <= record.FundedSeconds)
        {
            return new Funding.Extended(record.FundedSeconds);
        }
        var account = books.AccountsById[record.Parties.Account];
        if (account.Status == AccountStatus.Suspended)
        {
            return new Funding.Refused(FundingRefusal.AccountSuspended);
        }
        var usable = books.BalanceOf(account).Available + record.Held;
        var affordable = record.Price!.AffordableSeconds(usable, wantedSeconds);
        if (affordable <= record.FundedSeconds)
        {
            return new Funding.Refused(FundingRefusal.InsufficientCredit);
        }
        call.Record = record with
        {
            FundedSeconds = affordable,
            Held = record.Price.Charge(affordable),
        };
        return new Funding.Extended(affordable);
    }

    private SettleOutcome Settle(ModelBooks.BookedCall call, CallSettlement settlement)
    {
        var record = call.Record;
        if (!call.IsOpen)
        {
            return SettleOutcome.AlreadyClosed;
        }
        if (settlement.Charge > record.Held || settlement.BilledSeconds > record.FundedSeconds)
        {
            throw new InvalidOperationException(
                $"Call {record.Id} would be charged {settlement.Charge}, but only {record.Held} is held for it."
            );
        }
        var cause = $"settlement/{record.Pbx}/{settlement.Leg}";
        if (books.Entries.Exists(entry => entry.Cause == cause))
        {
            throw new InvalidOperationException($"There is an entry {cause} already.");
        }
        var account = books.AccountsById[record.Parties.Account];
        var charge = new NewEntry(
            account.Id,
            EntryKind.Charge,
            -settlement.Charge,
            cause,
            record.Id.Value,
            "daemon",
            time.GetUtcNow()
        );
        books.Add(charge, account);
        call.Record = record with
        {
            State = CallState.Settled,
            Leg = settlement.Leg,
            AnsweredAt = settlement.AnsweredAt.ToUniversalTime(),
            EndedAt = settlement.EndedAt.ToUniversalTime(),
            Connected = settlement.Connected,
            BilledSeconds = settlement.BilledSeconds,
            Held = Money.Zero(record.Currency),
            Charge = settlement.Charge,
            EndReason = settlement.Reason.ToText(),
            Cause = settlement.Cause,
            Estimated = settlement.Estimated,
            ClockStepped = settlement.ClockStepped,
        };
        return SettleOutcome.Settled;
    }
}
