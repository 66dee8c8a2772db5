namespace TelephonyBilling.Domain.Numbering;

/// <summary>What is charged, or what a call is when it is not charged. See <see cref="ServiceNames"/> for the texts.</summary>
/// <remarks>The numeric values are not stored anywhere: files and databases hold the names.</remarks>
public enum Service
{
    /// <summary>A call to a number outside the domestic countries.</summary>
    InternationalOutbound,

    /// <summary>A call within the domestic countries, toll-free numbers that are dialled included.</summary>
    DomesticOutbound,

    /// <summary>A domestic call that shows a toll-free number as its caller: free, but the account needs credit.</summary>
    TollFreeOutbound,

    /// <summary>A call to a number whose price does not follow from its place: 900, 976, 5XX, 700, premium prefixes.</summary>
    PremiumOutbound,

    /// <summary>A call to a toll-free number of the account: the account pays.</summary>
    TollFreeInbound,

    /// <summary>A call to another number of the account from a domestic number, or from an unknown one.</summary>
    DomesticInbound,

    /// <summary>A call to another number of the account from abroad. Free.</summary>
    InternationalInbound,

    /// <summary>A fax to a number that is not blocked, on a plan that prices faxes there; elsewhere it is the call that it would be.</summary>
    FaxOutbound,

    /// <summary>The monthly price of a number. Said of each number, in no deck.</summary>
    NumberRental,

    /// <summary>A feature of a call that costs money while it runs, such as its recording. Priced by the plan itself, in no deck.</summary>
    Surcharge,

    /// <summary>An emergency number: never priced, never refused, never asked about.</summary>
    Emergency,

    /// <summary>A call between extensions, or a feature code of the PBX. Never priced.</summary>
    Internal,

    /// <summary>A short code of the carrier: 411, 611, 988, operator. It has no E.164 number, so no rate matches it.</summary>
    ServiceCode,
}
