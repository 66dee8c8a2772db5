using System.Diagnostics.CodeAnalysis;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Testing.Store;

/// <summary>The calls of <see cref="InMemoryBooks"/>, and the ways to find one.</summary>
internal sealed class CallBook
{
    private readonly List<BookedCall> all = [];
    private readonly Dictionary<CallId, BookedCall> byId = [];
    private readonly Dictionary<(string Pbx, string Owner), List<BookedCall>> open = [];

    /// <summary>Oldest first.</summary>
    internal IReadOnlyList<BookedCall> All => all;

    internal IEnumerable<BookedCall> Open => open.Values.SelectMany(calls => calls);

    internal void Add(BookedCall call)
    {
        if (!byId.TryAdd(call.Record.Id, call))
        {
            throw new InvalidOperationException($"There was a call {call.Record.Id} before.");
        }
        all.Add(call);
        if (call.IsOpen)
        {
            if (!open.TryGetValue(call.Channel, out var others))
            {
                open[call.Channel] = others = new(1);
            }
            others.Add(call);
            call.Payer!.Open.Add(call);
        }
    }

    internal bool TryFind(CallId id, [NotNullWhen(true)] out BookedCall? call) =>
        byId.TryGetValue(id, out call);

    /// <summary>The call that this one only asks for again.</summary>
    internal BookedCall? FindSame(NewCall call) =>
        open.GetValueOrDefault((call.Pbx, call.Owner))?.Find(other => IsSame(other, call));

    internal BookedCall Get(CallId id) =>
        byId.GetValueOrDefault(id)
        ?? throw new InvalidOperationException($"There is no call {id} in the store.");

    /// <summary>The call is over: it holds nothing from here on.</summary>
    internal void Close(BookedCall call, CallRecord record)
    {
        call.Record = record with { Held = Domain.Monetary.Money.Zero(record.Currency) };
        if (
            open.TryGetValue(call.Channel, out var others)
            && others.Remove(call)
            && others.Count == 0
        )
        {
            open.Remove(call.Channel);
        }
        call.Payer!.Open.Remove(call);
    }

    private static bool IsSame(BookedCall open, NewCall call)
    {
        if (call.OwnerIsTrunk || open.OwnerIsTrunk)
        {
            return call.OwnerIsTrunk && open.OwnerIsTrunk;
        }
        return open.Record.Parties.Dialled == call.Parties.Dialled
            && open.Record.Parent is null == call.Parent is null
            && (call.Parent is not null || open.Record.State == CallState.Authorised);
    }
}
