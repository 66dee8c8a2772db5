using System.Diagnostics.CodeAnalysis;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Testing.Store;

/// <summary>The calls of <see cref="InMemoryBooks"/>, and the ways to find one.</summary>
internal sealed class CallBook
{
    private readonly List<BookedCall> all = [];
    private readonly Dictionary<CallId, BookedCall> byId = [];
    private readonly Dictionary<(string Pbx, string Owner, string Dialled), BookedCall> open = [];

    /// <summary>Oldest first.</summary>
    internal IReadOnlyList<BookedCall> All => all;

    internal IEnumerable<BookedCall> Open => open.Values;

    internal void Add(BookedCall call)
    {
        if (!byId.TryAdd(call.Record.Id, call))
        {
            throw new InvalidOperationException($"There was a call {call.Record.Id} before.");
        }
        all.Add(call);
        if (call.IsOpen)
        {
            open.Add(call.Asked, call);
            call.Payer!.Open.Add(call);
        }
    }

    internal bool TryFind(CallId id, [NotNullWhen(true)] out BookedCall? call) =>
        byId.TryGetValue(id, out call);

    internal bool TryFindOpen(
        (string Pbx, string Owner, string Dialled) asked,
        [NotNullWhen(true)] out BookedCall? call
    ) => open.TryGetValue(asked, out call);

    internal BookedCall Get(CallId id) =>
        byId.GetValueOrDefault(id)
        ?? throw new InvalidOperationException($"There is no call {id} in the store.");

    /// <summary>The call is over: it holds nothing from here on.</summary>
    internal void Close(BookedCall call, CallRecord record)
    {
        call.Record = record with { Held = Domain.Monetary.Money.Zero(record.Currency) };
        open.Remove(call.Asked);
        call.Payer!.Open.Remove(call);
    }
}
