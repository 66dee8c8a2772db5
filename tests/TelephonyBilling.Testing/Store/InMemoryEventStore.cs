using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Events;

namespace TelephonyBilling.Testing.Store;

/// <summary>Events in memory; see <see cref="InMemoryBooks"/>.</summary>
internal sealed class InMemoryEventStore(InMemoryBooks books) : IEventStore
{
    private readonly List<EventRecord> events = [];

    public Task<IReadOnlyList<EventRecord>> ListAsync(
        EventFilter filter,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<EventRecord>>(() =>
            [
                .. events
                    .AsEnumerable()
                    .Reverse()
                    .Where(found => filter.Account is null || found.Account == filter.Account)
                    .Where(found => filter.Kind is null || found.Kind == filter.Kind)
                    .Where(found => filter.Since is null || found.At >= filter.Since)
                    .Take(filter.Limit),
            ]
        );

    internal void LimitReached(
        LimitUse limit,
        CallId call,
        string? account,
        string to,
        string outcome,
        DateTimeOffset at
    ) =>
        events.Add(
            new EventRecord(
                events.Count + 1,
                at.ToUniversalTime(),
                account,
                EventKinds.LimitReached,
                $"{limit.Scope.ToText()}/{limit.Subject}",
                $"the call to +{to} was {outcome}: {limit.Describe()}",
                call.Value
            )
        );
}
