using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Engine.Usage;

/// <summary>Sums up calls of one account: how many of which kind, how long and for how much, by what people ask for.</summary>
/// <remarks>Calls are given to it one after another and not kept. What goes on still is counted, and in no sum. Not thread-safe.</remarks>
public sealed class UsageReport(Currency currency)
{
    private readonly UsageGroups services = new(currency);
    private readonly UsageGroups members = new(currency);
    private readonly UsageGroups departments = new(currency);
    private readonly UsageGroups destinations = new(currency);

    /// <summary>Answered calls to toll-free numbers of the account.</summary>
    public long TollFree { get; private set; }

    /// <summary>Answered calls abroad.</summary>
    public long International { get; private set; }

    /// <summary>All other answered calls.</summary>
    public long Other { get; private set; }

    /// <summary>Features of calls, such as recording, that were charged by themselves; they are no calls.</summary>
    public long Surcharges { get; private set; }

    /// <summary>Calls that nobody answered.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Attempts that the gate refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Calls that go on.</summary>
    public long Open { get; private set; }

    /// <summary>Of all answered calls and surcharges.</summary>
    public UsageSum Total { get; private set; } = UsageSum.Nothing(currency);

    /// <summary>By service, the dearest first.</summary>
    public IReadOnlyList<UsageGroup> ByService => services.Dearest();

    /// <summary>By member, the dearest first; an empty name: of nobody.</summary>
    public IReadOnlyList<UsageGroup> ByMember => members.Dearest();

    /// <summary>By department, the dearest first; an empty name: of none.</summary>
    public IReadOnlyList<UsageGroup> ByDepartment => departments.Dearest();

    /// <summary>By destination, the dearest first.</summary>
    public IReadOnlyList<UsageGroup> ByDestination => destinations.Dearest();

    /// <summary>Adds a call.</summary>
    /// <exception cref="CurrencyMismatchException">It was charged in another currency.</exception>
    public void Add(CallRecord call)
    {
        ArgumentNullException.ThrowIfNull(call);
        switch (call.State)
        {
            case CallState.Refused:
                Refused++;
                break;
            case CallState.Released:
                Unanswered++;
                break;
            case CallState.Settled:
                AddSettled(call);
                break;
            default:
                Open++;
                break;
        }
    }

    private void AddSettled(CallRecord call)
    {
        var parties = call.Parties;
        switch (parties.Service)
        {
            case Service.TollFreeInbound:
                TollFree++;
                break;
            case Service.InternationalOutbound:
                International++;
                break;
            case Service.Surcharge:
                Surcharges++;
                break;
            default:
                Other++;
                break;
        }
        Total = Total.With(call);
        services.Add(parties.Service.ToName(), call);
        members.Add(parties.Member ?? "", call);
        departments.Add(parties.Department ?? "", call);
        destinations.Add(parties.Destination, call);
    }
}
