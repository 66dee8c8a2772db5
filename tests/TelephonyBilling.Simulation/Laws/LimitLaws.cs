using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Simulation.Virtual;

namespace TelephonyBilling.Simulation.Laws;

/// <summary>
/// Remembers when an account had which limits on use, and says at the end whether they were kept: in any window of time, by
/// what the ledger took in it.
/// </summary>
internal sealed class LimitLaws(World world, Tally tally, string account)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<Reign> reigns = [];

    /// <summary>From now on, other limits hold.</summary>
    /// <param name="limits">Those.</param>
    /// <param name="open">The calls that hold money now: that much of it was given before.</param>
    public void Changed(UsageLimits limits, IEnumerable<CallRecord> open) =>
        reigns.Add(
            new Reign(
                World.Start + world.Now,
                limits,
                open.ToDictionary(call => call.Id, call => call.Held)
            )
        );

    /// <param name="calls">All calls of the account that the gate allowed.</param>
    /// <param name="entries">Its ledger.</param>
    public void Check(IReadOnlyList<CallRecord> calls, IReadOnlyList<LedgerEntry> entries)
    {
        var byId = calls.ToDictionary(call => call.Id.Value, StringComparer.Ordinal);
        var charges = entries
            .Where(entry => entry.Kind == EntryKind.Charge)
            .Select(entry => new Charge(byId[entry.Note], entry.At, -entry.Amount))
            .OrderBy(charge => charge.At)
            .ToList();
        for (var i = 0; i < reigns.Count; i++)
        {
            var end = i + 1 < reigns.Count ? reigns[i + 1].From : DateTimeOffset.MaxValue;
            Check(reigns[i], end, calls, charges);
        }
        foreach (
            var ended in calls.Where(call => call.EndReason is "spend-limit" or "longest-call")
        )
        {
            tally.EndedByLimit++;
            if (reigns.Count == 0)
            {
                world.Fault($"{ended.Id} ended with {ended.EndReason}, but nobody set a limit");
            }
        }
    }

    private void Check(
        Reign reign,
        DateTimeOffset end,
        IReadOnlyList<CallRecord> calls,
        List<Charge> charges
    )
    {
        var within = charges.Where(charge => charge.At >= reign.From && charge.At < end).ToList();
        CheckSpending(reign, within, reign.Limits.SpendPerHour, Hour);
        CheckSpending(reign, within, reign.Limits.SpendPerDay, Day);
        foreach (var charge in within.Where(charge => charge.Call.AuthorisedAt >= reign.From))
        {
            if (charge.Amount > reign.Limits.SpendPerCall)
            {
                world.Fault(
                    $"{charge.Call.Id} cost {charge.Amount}, and a call may cost {reign.Limits.SpendPerCall}"
                );
            }
            if (charge.Call.BilledSeconds > reign.Limits.LongestCall(charge.Call.Price!.Increments))
            {
                world.Fault(
                    $"{charge.Call.Id} lasted {charge.Call.BilledSeconds} s, and a call may last {reign.Limits.MaxCallSeconds} s"
                );
            }
        }
        CheckRate(reign, end, calls);
    }

    /// <summary>Every window that ends with a charge: another one holds no more than one of those.</summary>
    private void CheckSpending(Reign reign, List<Charge> within, Money? limit, TimeSpan window)
    {
        if (limit is not { } most)
        {
            return;
        }
        // What was asked for before, and came to the books after, was given under the limits of before.
        var known = within
            .Where(charge =>
                charge.Call.AuthorisedAt >= reign.From || reign.Held.ContainsKey(charge.Call.Id)
            )
            .ToList();
        foreach (var last in known)
        {
            var spent = known
                .Where(charge => charge.At <= last.At && charge.At > last.At - window)
                .ToList();
            var before = Sum(
                most,
                spent.Select(charge =>
                    reign.Held.GetValueOrDefault(charge.Call.Id, Money.Zero(most.Currency))
                )
            );
            var sum = Sum(most, spent.Select(charge => charge.Amount));
            if (sum > most && sum > before)
            {
                world.Fault(
                    $"{account} spent {sum} in {window} before {last.At:HH:mm:ss.fff}, {most} are allowed, and {before} were held when that was said"
                );
            }
        }
    }

    private void CheckRate(Reign reign, DateTimeOffset end, IReadOnlyList<CallRecord> calls)
    {
        if (reign.Limits.CallsPerMinute is not { } most)
        {
            return;
        }
        var begun = calls
            .Where(call => !IsInbound(call))
            .Select(call => call.AuthorisedAt)
            .Where(at => at >= reign.From && at < end)
            .Order()
            .ToList();
        foreach (var last in begun)
        {
            var count = begun.Count(at => at <= last && at > last - Minute);
            if (count > most)
            {
                world.Fault($"{account} began {count} calls in a minute, and {most} are allowed");
            }
        }
    }

    private static bool IsInbound(CallRecord call) =>
        call.Parties.Service == Domain.Numbering.Service.TollFreeInbound;

    private static Money Sum(Money like, IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero(like.Currency), (sum, amount) => sum + amount);

    private sealed record Reign(
        DateTimeOffset From,
        UsageLimits Limits,
        IReadOnlyDictionary<CallId, Money> Held
    );

    private sealed record Charge(CallRecord Call, DateTimeOffset At, Money Amount);
}
