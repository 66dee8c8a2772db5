using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Testing.Store;

/// <summary>Calls and reservations in memory; see <see cref="InMemoryBooks"/>.</summary>
internal sealed class InMemoryCallStore(InMemoryBooks books, TimeProvider time) : ICallStore
{
    private CallBook Calls => books.CallBook;

    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken) =>
        books.RunAsync(() => Authorise(call));

    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    ) => books.RunAsync(() => Fund(Calls.Get(call), wantedSeconds));

    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            var booked = Calls.Get(call);
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

    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    ) => books.RunAsync(() => Settle(Calls.Get(settlement.CallId), settlement));

    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            var booked = Calls.Get(call);
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
            Calls.Close(
                booked,
                booked.Record with
                {
                    State = CallState.Released,
                    EndedAt = at.ToUniversalTime(),
                    EndReason = reason.ToText(),
                    Cause = cause,
                }
            );
            return true;
        });

    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            if (!Calls.TryFind(call.Id, out _))
            {
                var payer = books.ById.GetValueOrDefault(call.Parties.Account);
                Calls.Add(BookedCall.Refused(call, payer));
                if (call.Limit is { } limit)
                {
                    books.EventBook.LimitReached(
                        limit,
                        call.Id,
                        payer?.Account.Id,
                        call.Parties.To,
                        "refused",
                        call.At
                    );
                }
            }
            return true;
        });

    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<OpenCall>>(() =>
            [.. Calls.Open.Where(call => call.Record.Pbx == pbx).Select(call => call.ToOpenCall())]
        );

    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken) =>
        books.RunAsync(() => Calls.TryFind(call, out var booked) ? booked.Record : null);

    public Task<IReadOnlyList<CallRecord>> SurchargesAsync(
        CallId call,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<CallRecord>>(() =>
            [.. Calls.All.Select(other => other.Record).Where(other => other.Parent == call)]
        );

    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<CallRecord>>(() =>
            [.. new CallSearch(filter, [.. Calls.All.Reverse().Select(call => call.Record)]).Run()]
        );

    private Authorisation Authorise(NewCall call)
    {
        if (Calls.FindSame(call) is { } open)
        {
            return new Authorisation.Granted(open.ToOpenCall(), IsNew: false);
        }
        if (!books.ById.TryGetValue(call.Parties.Account, out var payer))
        {
            return new Authorisation.UnknownAccount();
        }
        if (payer.Account.Status == AccountStatus.Suspended)
        {
            return new Authorisation.AccountSuspended();
        }
        if (LimitUse(call, payer) is { } limit)
        {
            return new Authorisation.LimitReached(limit);
        }
        var allowance = books.LimitBook.AllowanceFor(call, payer);
        if (allowance.Full is { } full)
        {
            return new Authorisation.UsageLimitReached(full);
        }
        var available = payer.Money.Available;
        var wanted = allowance.Within(call.WantedSeconds);
        var funded = call.Price.AffordableSeconds(available, wanted);
        if (
            funded == 0
            || available < call.MinAvailable
            || (call.NeedsCredit && available.Micros <= 0)
        )
        {
            var needed = call.Price.Charge(call.Price.Increments.InitialSeconds);
            return new Authorisation.InsufficientCredit(
                available,
                needed < call.MinAvailable ? call.MinAvailable : needed
            );
        }
        funded = call.Price.AffordableSeconds(allowance.Within(available), wanted);
        if (funded == 0)
        {
            return new Authorisation.UsageLimitReached(allowance.Room!.Limit);
        }
        var booked = BookedCall.Opened(call, funded, payer);
        Calls.Add(booked);
        return new Authorisation.Granted(booked.ToOpenCall(), IsNew: true);
    }

    private CallLimit? LimitUse(NewCall call, AccountBook payer)
    {
        var (limits, parties) = (call.Limits, call.Parties);
        bool IsFull(int? limit, Func<CallParties, bool> counts) =>
            limit is { } most
            && payer.Open.Count(open => open.Record.Parent is null && counts(open.Record.Parties))
                >= most;
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
        return
            parties.Number is not null
            && limits.CallerPerHour is { } hourly
            && Calls.All.Count(before =>
                before.Payer == payer
                && before.OwnerIsTrunk
                && SameCaller(before.Record.Parties)
                && before.Record.AuthorisedAt > call.At.AddHours(-1)
            ) >= hourly
            ? CallLimit.CallerPerHour
            : null;
    }

    private Funding Fund(BookedCall call, long wantedSeconds)
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
        if (call.Payer!.Account.Status == AccountStatus.Suspended)
        {
            return new Funding.Refused(FundingRefusal.AccountSuspended);
        }
        var allowance = books.LimitBook.AllowanceFor(call, record.Price!.Increments);
        if (allowance.Cap is { } cap && cap.Seconds <= record.FundedSeconds)
        {
            return new Funding.Refused(FundingRefusal.LongestCallReached) { Limit = cap.Limit };
        }
        var usable = call.Payer.Money.Available + record.Held;
        var wanted = allowance.Within(wantedSeconds);
        if (record.Price.AffordableSeconds(usable, wanted) <= record.FundedSeconds)
        {
            return new Funding.Refused(FundingRefusal.InsufficientCredit);
        }
        var affordable = record.Price.AffordableSeconds(allowance.Within(usable), wanted);
        if (affordable <= record.FundedSeconds)
        {
            return new Funding.Refused(FundingRefusal.SpendLimitReached)
            {
                Limit = allowance.Room!.Limit,
            };
        }
        call.Record = record with
        {
            FundedSeconds = affordable,
            Held = record.Price.Charge(affordable),
        };
        return new Funding.Extended(affordable);
    }

    private SettleOutcome Settle(BookedCall call, CallSettlement settlement)
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
        var cause = record.Parent is null
            ? $"settlement/{record.Pbx}/{settlement.Leg}"
            : $"surcharge/{record.Id}";
        var isPaid = books.EntryOf.ContainsKey(cause);
        if (isPaid)
        {
            cause += $"/{record.Id}";
            settlement = settlement.AtNoCharge();
        }
        books.Add(
            new NewEntry(
                record.Parties.Account,
                EntryKind.Charge,
                -settlement.Charge,
                cause,
                record.Id.Value,
                "daemon",
                time.GetUtcNow()
            ),
            call.Payer!
        );
        call.ChargedAt = time.GetUtcNow();
        if (settlement.Limit is { } limit)
        {
            books.EventBook.LimitReached(
                limit,
                record.Id,
                record.Parties.Account,
                record.Parties.To,
                "ended",
                time.GetUtcNow()
            );
        }
        Calls.Close(
            call,
            record with
            {
                State = CallState.Settled,
                Leg = settlement.Leg,
                AnsweredAt = settlement.AnsweredAt.ToUniversalTime(),
                EndedAt = settlement.EndedAt.ToUniversalTime(),
                Connected = settlement.Connected,
                BilledSeconds = settlement.BilledSeconds,
                Charge = settlement.Charge,
                EndReason = settlement.Reason.ToText(),
                Cause = settlement.Cause,
                Estimated = settlement.Estimated,
                ClockStepped = settlement.ClockStepped,
            }
        );
        return isPaid ? SettleOutcome.LegChargedBefore : SettleOutcome.Settled;
    }
}
