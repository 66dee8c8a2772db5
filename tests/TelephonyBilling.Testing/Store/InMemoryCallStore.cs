using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Testing.Store;

/// <summary>
/// Calls, balances and charges in memory, by the rules of <see cref="ICallStore"/>. It throws where a balance would fall
/// below what is held, so that a test need not look. Answers at once, on the caller's thread. Thread-safe.
/// </summary>
public sealed class InMemoryCallStore : ICallStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Purse> purses = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, CallRecord> calls = [];
    private readonly Dictionary<CallId, NewCall> opened = [];
    private readonly Dictionary<(string Pbx, string Owner, string Dialled), CallId> openOf = [];
    private readonly Dictionary<string, CallId> charges = new(StringComparer.Ordinal);
    private readonly List<RefusedCall> refusals = [];

    /// <summary>While set, every method throws <see cref="StoreUnavailableException"/> with this text.</summary>
    public string? Away { get; set; }

    /// <summary>Runs before each method does its work, such as to throw or to wait; gets the method's name.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>All calls, open and closed.</summary>
    public IReadOnlyList<CallRecord> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls.Values];
            }
        }
    }

    /// <summary>One call's record.</summary>
    public CallRecord Find(CallId call)
    {
        lock (gate)
        {
            return calls[call];
        }
    }

    /// <summary>Attempts that the gate refused.</summary>
    public IReadOnlyList<RefusedCall> Refusals
    {
        get
        {
            lock (gate)
            {
                return [.. refusals];
            }
        }
    }

    /// <summary>Adds an account, or credit to it.</summary>
    public void TopUp(string account, Money amount)
    {
        lock (gate)
        {
            if (!purses.TryGetValue(account, out var purse))
            {
                purses[account] = purse = new Purse(amount.Currency);
            }
            purse.Balance += amount;
        }
    }

    /// <summary>Suspends or resumes an account.</summary>
    public void Suspend(string account, bool suspended = true)
    {
        lock (gate)
        {
            purses[account].Suspended = suspended;
        }
    }

    /// <summary>An account's money.</summary>
    public AccountBalance Balance(string account)
    {
        lock (gate)
        {
            return new AccountBalance(purses[account].Balance, purses[account].Held);
        }
    }

    /// <inheritdoc/>
    public Task<Authorisation> AuthoriseAsync(NewCall call, CancellationToken cancellationToken) =>
        Do(nameof(AuthoriseAsync), () => Authorise(call));

    /// <inheritdoc/>
    public Task<Funding> FundAsync(
        CallId call,
        long wantedSeconds,
        CancellationToken cancellationToken
    ) => Do(nameof(FundAsync), () => Fund(call, wantedSeconds));

    /// <inheritdoc/>
    public Task RecordAnswerAsync(
        CallId call,
        string leg,
        DateTimeOffset answeredAt,
        CancellationToken cancellationToken
    ) =>
        Do(
            nameof(RecordAnswerAsync),
            () =>
            {
                var record = calls[call];
                if (record.State == CallState.Authorised)
                {
                    calls[call] = record with
                    {
                        State = CallState.Connected,
                        Leg = leg,
                        AnsweredAt = answeredAt,
                    };
                }
                return true;
            }
        );

    /// <inheritdoc/>
    public Task<SettleOutcome> SettleAsync(
        CallSettlement settlement,
        CancellationToken cancellationToken
    ) => Do(nameof(SettleAsync), () => Settle(settlement));

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(
        CallId call,
        EndReason reason,
        int cause,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => Do(nameof(ReleaseAsync), () => Release(call, reason, cause, at));

    /// <inheritdoc/>
    public Task RecordRefusalAsync(RefusedCall call, CancellationToken cancellationToken) =>
        Do(
            nameof(RecordRefusalAsync),
            () =>
            {
                refusals.Add(call);
                return true;
            }
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenCall>> OpenCallsAsync(
        string pbx,
        CancellationToken cancellationToken
    ) =>
        Do<IReadOnlyList<OpenCall>>(
            nameof(OpenCallsAsync),
            () => [.. openOf.Values.Where(id => calls[id].Pbx == pbx).Select(Open)]
        );

    /// <inheritdoc/>
    public Task<CallRecord?> FindAsync(CallId call, CancellationToken cancellationToken) =>
        Do(nameof(FindAsync), () => calls.GetValueOrDefault(call));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CallRecord>> ListAsync(
        CallFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Do<IReadOnlyList<CallRecord>>(
            nameof(ListAsync),
            () =>
                [
                    .. calls
                        .Values.Where(call =>
                            (filter.Account is null || call.Parties.Account == filter.Account)
                            && (filter.State is null || call.State == filter.State)
                            && (!filter.OnlyOpen || IsOpen(call))
                        )
                        .OrderByDescending(call => call.AuthorisedAt)
                        .Take(filter.Limit),
                ]
        );
    }

    private static bool IsOpen(CallRecord call) =>
        call.State is CallState.Authorised or CallState.Connected;

    private async Task<T> Do<T>(string what, Func<T> act)
    {
        await Before(what);
        lock (gate)
        {
            if (Away is { } why)
            {
                throw new StoreUnavailableException(why);
            }
            var result = act();
            foreach (var (account, purse) in purses)
            {
                if (purse.Held > purse.Balance || purse.Held.IsNegative)
                {
                    throw new InvalidOperationException(
                        $"{what} left account {account} with {purse.Balance}, of which {purse.Held} is held."
                    );
                }
            }
            return result;
        }
    }

    private Authorisation Authorise(NewCall call)
    {
        var asked = (call.Pbx, call.Owner, call.Parties.Dialled);
        if (openOf.TryGetValue(asked, out var open))
        {
            return new Authorisation.Granted(Open(open), IsNew: false);
        }
        if (!purses.TryGetValue(call.Parties.Account, out var purse))
        {
            return new Authorisation.UnknownAccount();
        }
        if (purse.Suspended)
        {
            return new Authorisation.AccountSuspended();
        }
        if (Reached(call) is { } limit)
        {
            return new Authorisation.LimitReached(limit);
        }
        var available = purse.Balance - purse.Held;
        var funded = call.Price.AffordableSeconds(available, call.WantedSeconds);
        if (funded == 0 || (call.NeedsCredit && available.Micros <= 0))
        {
            return new Authorisation.InsufficientCredit(
                available,
                call.Price.Charge(call.Price.Increments.InitialSeconds)
            );
        }
        var held = call.Price.Charge(funded);
        purse.Held += held;
        opened.Add(call.Id, call);
        openOf.Add(asked, call.Id);
        calls.Add(
            call.Id,
            new CallRecord(
                call.Id,
                call.Pbx,
                call.Parties,
                CallState.Authorised,
                call.Price,
                call.At,
                Leg: null,
                AnsweredAt: null,
                EndedAt: null,
                TimeSpan.Zero,
                BilledSeconds: 0,
                funded,
                held,
                Charge: null,
                held.Currency,
                EndReason: null,
                Cause: 0,
                Estimated: false,
                ClockStepped: false
            )
        );
        return new Authorisation.Granted(Open(call.Id), IsNew: true);
    }

    private CallLimit? Reached(NewCall call)
    {
        var open = openOf.Values.Select(id => calls[id].Parties).ToList();
        var (limits, parties) = (call.Limits, call.Parties);
        bool Full(int? limit, Func<CallParties, bool> same) =>
            limit is { } most && open.Count(same) >= most;
        bool SameCaller(CallParties other) =>
            other.Number == parties.Number && other.From == parties.From;

        if (Full(limits.Account, other => other.Account == parties.Account))
        {
            return CallLimit.Account;
        }
        if (Full(limits.Number, other => other.Number == parties.Number))
        {
            return CallLimit.Number;
        }
        if (Full(limits.Extension, other => other.Extension == parties.Extension))
        {
            return CallLimit.Extension;
        }
        if (Full(limits.Caller, SameCaller))
        {
            return CallLimit.Caller;
        }
        var anHourAgo = call.At - TimeSpan.FromHours(1);
        return
            limits.CallerPerHour is { } hourly
            && calls.Values.Count(other =>
                other.AuthorisedAt > anHourAgo && SameCaller(other.Parties)
            ) >= hourly
            ? CallLimit.CallerPerHour
            : null;
    }

    private Funding Fund(CallId id, long wantedSeconds)
    {
        var call = calls[id];
        if (!IsOpen(call))
        {
            return new Funding.Refused(FundingRefusal.CallClosed);
        }
        if (wantedSeconds <= call.FundedSeconds)
        {
            return new Funding.Extended(call.FundedSeconds);
        }
        var purse = purses[call.Parties.Account];
        if (purse.Suspended)
        {
            return new Funding.Refused(FundingRefusal.AccountSuspended);
        }
        var price = call.Price!;
        var affordable = price.AffordableSeconds(
            purse.Balance - purse.Held + call.Held,
            wantedSeconds
        );
        if (affordable <= call.FundedSeconds)
        {
            return new Funding.Refused(FundingRefusal.InsufficientCredit);
        }
        var held = price.Charge(affordable);
        purse.Held += held - call.Held;
        calls[id] = call with { FundedSeconds = affordable, Held = held };
        return new Funding.Extended(affordable);
    }

    private SettleOutcome Settle(CallSettlement settlement)
    {
        var call = calls[settlement.CallId];
        if (!IsOpen(call))
        {
            return SettleOutcome.AlreadyClosed;
        }
        if (settlement.Charge > call.Held)
        {
            throw new InvalidOperationException(
                $"Call {call.Id} would be charged {settlement.Charge}, but only {call.Held} is held for it."
            );
        }
        charges.Add($"settlement/{call.Pbx}/{settlement.Leg}", call.Id);
        purses[call.Parties.Account].Balance -= settlement.Charge;
        Close(
            call with
            {
                State = CallState.Settled,
                Leg = settlement.Leg,
                AnsweredAt = settlement.AnsweredAt,
                EndedAt = settlement.EndedAt,
                Connected = settlement.Connected,
                BilledSeconds = settlement.BilledSeconds,
                Charge = settlement.Charge,
                EndReason = settlement.Reason.ToText(),
                Cause = settlement.Cause,
                Estimated = settlement.Estimated,
                ClockStepped = settlement.ClockStepped,
            }
        );
        return SettleOutcome.Settled;
    }

    private bool Release(CallId id, EndReason reason, int cause, DateTimeOffset at)
    {
        var call = calls[id];
        if (!IsOpen(call))
        {
            return false;
        }
        if (call.Leg is not null)
        {
            throw new InvalidOperationException(
                $"Call {id} was answered; it is settled, not released."
            );
        }
        Close(
            call with
            {
                State = CallState.Released,
                EndedAt = at,
                EndReason = reason.ToText(),
                Cause = cause,
            }
        );
        return true;
    }

    private void Close(CallRecord call)
    {
        purses[call.Parties.Account].Held -= call.Held;
        calls[call.Id] = call with { Held = Money.Zero(call.Currency) };
        var asked = opened[call.Id];
        openOf.Remove((asked.Pbx, asked.Owner, asked.Parties.Dialled));
        opened.Remove(call.Id);
    }

    private OpenCall Open(CallId id)
    {
        var (asked, call) = (opened[id], calls[id]);
        return new OpenCall(
            id,
            asked.Pbx,
            asked.Owner,
            asked.OwnerIsTrunk,
            asked.Parties,
            asked.Price,
            call.FundedSeconds,
            call.AuthorisedAt,
            call.Leg,
            call.AnsweredAt
        );
    }

    private sealed class Purse(Currency currency)
    {
        public Money Balance { get; set; } = Money.Zero(currency);

        public Money Held { get; set; } = Money.Zero(currency);

        public bool Suspended { get; set; }
    }
}
