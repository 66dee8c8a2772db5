namespace TelephonyBilling.Domain.Numbering;

/// <summary>What an area code of the North American Numbering Plan stands for.</summary>
public enum NanpKind
{
    /// <summary>A place: a state, a province, a country of the Caribbean.</summary>
    Geographic,

    /// <summary>The called party pays: 800, 833, 844, 855, 866, 877, 888, and 822, which is next in line.</summary>
    TollFree,

    /// <summary>
    /// The price does not follow from the place: premium 900, carrier 700, government 710, inbound international 456,
    /// personal 5XX, Canadian satellite and non-geographic 6YY, and the toll-free reserve 880 to 887 and 889.
    /// </summary>
    Special,

    /// <summary>No number has this area code: N11 (service codes) and N9X (kept for longer numbers).</summary>
    Impossible,
}
