using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TelephonyBilling.Domain.Numbering;

/// <summary>The names of the services in files, databases, logs and JSON: <c>international-outbound</c> and so on.</summary>
public static class ServiceNames
{
    private static readonly string[] Names =
    [
        "international-outbound",
        "domestic-outbound",
        "tollfree-outbound",
        "premium-outbound",
        "tollfree-inbound",
        "domestic-inbound",
        "international-inbound",
        "fax-outbound",
        "number-rental",
        "surcharge",
        "emergency",
        "internal",
        "service-code",
    ];

    private static readonly FrozenDictionary<string, Service> ByName = Names
        .Select((name, index) => KeyValuePair.Create(name, (Service)index))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every service, in the order of the enumeration.</summary>
    public static IReadOnlyList<Service> All { get; } = Enum.GetValues<Service>();

    /// <summary>The name of a service.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration.</exception>
    public static string ToName(this Service service) =>
        (int)service >= 0 && (int)service < Names.Length
            ? Names[(int)service]
            : throw new ArgumentOutOfRangeException(
                nameof(service),
                service,
                "There is no such service."
            );

    /// <summary>
    /// Whether a rate deck can hold rates for the service; emergency, internal and service codes have none, those of a
    /// surcharge go by features and not by numbers, and what a number costs a month is said of each number.
    /// </summary>
    public static bool CanBePriced(this Service service) =>
        service is >= Service.InternationalOutbound and <= Service.FaxOutbound;

    /// <summary>Reads a name, exactly as it is written.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out Service service)
    {
        service = default;
        return name is not null && ByName.TryGetValue(name, out service);
    }

    /// <summary>Reads a name that must be right.</summary>
    /// <exception cref="FormatException">There is no service of this name.</exception>
    public static Service Parse(string? name) =>
        TryParse(name, out var service)
            ? service
            : throw new FormatException(
                $"'{name}' is not a service: expected one of {string.Join(", ", Names)}."
            );
}
