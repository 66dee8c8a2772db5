namespace TelephonyBilling.Domain.Numbering;

/// <summary>Says which <see cref="Service"/> a call is. Immutable, so it may be shared by all threads.</summary>
public sealed class CallClassifier(NumberingPlan plan)
{
    /// <summary>The plan that decides what is domestic.</summary>
    public NumberingPlan Plan { get; } = plan;

    /// <summary>A call from the PBX.</summary>
    /// <param name="dialled">What was dialled.</param>
    /// <param name="showsTollFree">Whether the call shows a toll-free number of the account as its caller.</param>
    /// <returns>Null where what was dialled is not a number.</returns>
    public Service? Outbound(DialedNumber dialled, bool showsTollFree = false) =>
        dialled switch
        {
            DialedNumber.Global global => Outbound(global.Number, showsTollFree),
            DialedNumber.Emergency => Service.Emergency,
            DialedNumber.Extension or DialedNumber.FeatureCode => Service.Internal,
            DialedNumber.ServiceCode => Service.ServiceCode,
            _ => null,
        };

    /// <summary>A call from the PBX to a number of the public network.</summary>
    /// <param name="number">The number called.</param>
    /// <param name="showsTollFree">Whether the call shows a toll-free number of the account as its caller.</param>
    /// <remarks>
    /// A call abroad costs money whatever number it shows, and a call to a domestic toll-free number is paid by the
    /// other side whatever number it shows; showing a toll-free number matters only for ordinary domestic calls.
    /// </remarks>
    public Service Outbound(E164Number number, bool showsTollFree = false)
    {
        if (!Plan.IsDomestic(number))
        {
            return Service.InternationalOutbound;
        }
        if (Plan.IsPremium(number))
        {
            return Service.PremiumOutbound;
        }
        return showsTollFree && !Plan.IsTollFree(number)
            ? Service.TollFreeOutbound
            : Service.DomesticOutbound;
    }

    /// <summary>A call to the PBX.</summary>
    /// <param name="called">The account's number that was called.</param>
    /// <param name="caller">Who calls; the default value where the number is withheld or unreadable.</param>
    public Service Inbound(E164Number called, E164Number caller = default)
    {
        if (Plan.IsTollFree(called))
        {
            return Service.TollFreeInbound;
        }
        return caller.IsNone || Plan.IsDomestic(caller)
            ? Service.DomesticInbound
            : Service.InternationalInbound;
    }
}
