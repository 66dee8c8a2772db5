using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Testing.Store;

/// <summary>A call's record in <see cref="InMemoryBooks"/>, and what only an open call has.</summary>
internal sealed class BookedCall
{
    private BookedCall(
        CallRecord record,
        string owner,
        bool ownerIsTrunk,
        AccountBook? payer,
        string daemon = ""
    )
    {
        Daemon = daemon;
        Record = record;
        Owner = owner;
        OwnerIsTrunk = ownerIsTrunk;
        Payer = payer;
    }

    internal CallRecord Record { get; set; }

    internal string Daemon { get; }

    internal string Owner { get; }

    internal bool OwnerIsTrunk { get; }

    /// <summary>Null where the refused caller has no account.</summary>
    internal AccountBook? Payer { get; }

    /// <summary>Whether limits on the number of calls count it.</summary>
    internal bool IsLimited { get; set; }

    /// <summary>When it was settled, by the books' clock; null: it was not.</summary>
    internal DateTimeOffset? ChargedAt { get; set; }

    internal bool IsOpen => Record.EndedAt is null;

    /// <summary>The channel that asked.</summary>
    internal (string Pbx, string Owner) Channel => (Record.Pbx, Owner);

    internal static BookedCall Opened(NewCall call, long fundedSeconds, AccountBook payer) =>
        new(
            NewRecord(call.Id, call.Pbx, call.Parties, call.At, payer) with
            {
                Price = call.Price,
                FundedSeconds = fundedSeconds,
                Held = call.Price.Charge(fundedSeconds),
                Source = call.Source,
                Parent = call.Parent,
                Daemon = call.Daemon,
            },
            call.Owner,
            call.OwnerIsTrunk,
            payer,
            call.Daemon
        )
        {
            IsLimited = call.LimitedBy.Count > 0,
        };

    internal static BookedCall Refused(RefusedCall call, AccountBook? payer) =>
        new(
            NewRecord(call.Id, call.Pbx, call.Parties, call.At, payer) with
            {
                State = CallState.Refused,
                EndedAt = call.At.ToUniversalTime(),
                EndReason = call.Reason,
                Parent = call.Parent,
            },
            call.Owner,
            ownerIsTrunk: false,
            payer
        );

    internal OpenCall ToOpenCall() =>
        new(
            Record.Id,
            Record.Pbx,
            Owner,
            OwnerIsTrunk,
            Record.Parties,
            Record.Price!,
            Record.FundedSeconds,
            Record.AuthorisedAt,
            Record.Leg,
            Record.AnsweredAt
        )
        {
            Daemon = Daemon,
            Parent = Record.Parent,
        };

    private static CallRecord NewRecord(
        CallId id,
        string pbx,
        CallParties parties,
        DateTimeOffset at,
        AccountBook? payer
    )
    {
        var currency = payer?.Account.Currency ?? default;
        return new CallRecord(
            id,
            pbx,
            parties with
            {
                Account = payer?.Account.Id ?? "",
            },
            CallState.Authorised,
            Price: null,
            at.ToUniversalTime(),
            Leg: null,
            AnsweredAt: null,
            EndedAt: null,
            TimeSpan.Zero,
            BilledSeconds: 0,
            FundedSeconds: 0,
            Held: Money.Zero(currency),
            Charge: null,
            currency,
            EndReason: null,
            Cause: 0,
            Estimated: false,
            ClockStepped: false
        );
    }
}
