using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>How a rate file says things: what its columns are called, and how lines and amounts are written.</summary>
/// <remarks>
/// <see cref="Own"/> knows its columns by our names alone, and any other column is an error. Every other layout takes the
/// columns that it names, whatever the case of their letters, and passes over the rest.
/// </remarks>
public sealed record RateFileLayout
{
    /// <summary>
    /// A column of other people's files: the first step in seconds, where <see cref="RateColumns.Increments"/> are in two columns.
    /// </summary>
    public const string InitialSeconds = "initial_seconds";

    /// <summary>The second half of <see cref="InitialSeconds"/>; without it both steps are the same.</summary>
    public const string SubsequentSeconds = "subsequent_seconds";

    private Dictionary<string, string[]>? names;

    private RateFileLayout() { }

    /// <summary>Ours: the names of <see cref="RateColumns"/>.</summary>
    public static RateFileLayout Own { get; } =
        new() { Name = "own", Summary = "the names of this program's own files" };

    /// <summary>Layouts of other people's files, by what their makers document.</summary>
    public static IReadOnlyList<RateFileLayout> Known { get; } =
    [
        new()
        {
            Name = "generic",
            Summary = "Destination, Prefix, Rate, Interval (60/6 or 60), Connection Fee",
            names = Names(
                (RateColumns.Prefix, ["Prefix", "Dial Code", "Code", "Prefixes", "Dial Codes"]),
                (RateColumns.Destination, ["Destination", "Country", "Description", "Name"]),
                (RateColumns.PerMinute, ["Rate", "Price", "Rate/Min", "Price / min"]),
                (RateColumns.Increments, ["Interval", "Increment", "Increments"]),
                (RateColumns.ConnectionFee, ["Connection Fee", "Connect Fee", "Setup Fee"]),
                (RateColumns.MinimumSeconds, ["Minimum", "Minimum Duration", "Minimum Seconds"])
            ),
        },
        new()
        {
            Name = "a2billing",
            Summary =
                "dialprefix; destination; rateinitial; initblock; billingblock; connectcharge",
            Separator = ';',
            names = Names(
                (RateColumns.Prefix, ["dialprefix"]),
                (RateColumns.Destination, ["destination"]),
                (RateColumns.PerMinute, ["rateinitial"]),
                (RateColumns.ConnectionFee, ["connectcharge"]),
                (InitialSeconds, ["initblock"]),
                (SubsequentSeconds, ["billingblock"])
            ),
        },
        new()
        {
            Name = "astpp",
            Summary = "Code, Destination, Connection Cost, Cost/Min, Initial Increment, Increment",
            names = Names(
                (RateColumns.Prefix, ["Code"]),
                (RateColumns.Destination, ["Destination"]),
                (RateColumns.PerMinute, ["Cost/Min"]),
                (RateColumns.ConnectionFee, ["Connection Cost"]),
                (InitialSeconds, ["Initial Increment"]),
                (SubsequentSeconds, ["Increment"])
            ),
        },
        new()
        {
            Name = "kazoo",
            Summary =
                "prefix, description, rate_cost, rate_surcharge, rate_increment, rate_minimum",
            names = Names(
                (RateColumns.Prefix, ["prefix"]),
                (RateColumns.Destination, ["description", "rate_name"]),
                (RateColumns.PerMinute, ["rate_cost"]),
                (RateColumns.ConnectionFee, ["rate_surcharge"]),
                (RateColumns.Increments, ["rate_increment"]),
                (RateColumns.MinimumSeconds, ["rate_minimum"])
            ),
        },
    ];

    /// <summary>Every column that a mapping can name.</summary>
    public static IReadOnlyList<string> Targets { get; } =
    [.. RateColumns.All, InitialSeconds, SubsequentSeconds];

    /// <summary>What it is called on the command line.</summary>
    public string Name { get; private init; } = "mapped";

    /// <summary>Its columns, for people.</summary>
    public string Summary { get; private init; } = "";

    /// <summary>What stands between columns.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>What stands before the decimals of an amount: a point, or a comma.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>Whether a column that it does not name is an error.</summary>
    public bool IsOwn => names is null;

    /// <summary>The names under which the first line may have one of <see cref="Targets"/>; none: the layout lacks it.</summary>
    public IReadOnlyList<string> NamesOf(string target) =>
        names is null ? [target] : names.GetValueOrDefault(target) ?? [];

    /// <summary>This layout with other names for some columns; <see cref="Own"/> has only these then.</summary>
    /// <param name="given">By one of <see cref="Targets"/>, the name in the first line.</param>
    public RateFileLayout Mapping(IReadOnlyDictionary<string, string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var all = new Dictionary<string, string[]>(names ?? [], StringComparer.Ordinal);
        foreach (var (target, name) in given)
        {
            all[target] = [name];
        }
        // Steps are said in one way: a mapping of one takes the layout's other away.
        if (given.ContainsKey(RateColumns.Increments))
        {
            all.Remove(InitialSeconds);
            all.Remove(SubsequentSeconds);
        }
        else if (given.ContainsKey(InitialSeconds))
        {
            all.Remove(RateColumns.Increments);
        }
        return this with { Name = IsOwn ? "mapped" : Name, names = all };
    }

    private static Dictionary<string, string[]> Names(
        params (string Target, string[] Names)[] of
    ) => of.ToDictionary(one => one.Target, one => one.Names, StringComparer.Ordinal);
}
