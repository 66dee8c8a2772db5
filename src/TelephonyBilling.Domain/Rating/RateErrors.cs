namespace TelephonyBilling.Domain.Rating;

/// <summary>The errors of one import: the first <see cref="MaxReported"/> in full, and how many there were.</summary>
public sealed class RateErrors
{
    /// <summary>How many errors are kept in full; a file with the wrong columns has one in every line.</summary>
    public const int MaxReported = 50;

    private readonly List<RateError> reported = [];

    /// <summary>The first errors, in the order in which they were found.</summary>
    public IReadOnlyList<RateError> Reported => reported;

    /// <summary>How many errors there were in all.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there were any.</summary>
    public bool Any => Count > 0;

    /// <summary>Notes an error.</summary>
    public void Add(RateError error)
    {
        Count++;
        if (reported.Count < MaxReported)
        {
            reported.Add(error);
        }
    }

    /// <summary>The same errors in the words of a file whose columns have other names.</summary>
    /// <param name="nameOf">The file's name of one of <see cref="RateColumns"/>.</param>
    public RateErrors Renamed(Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        var renamed = new RateErrors { Count = Count };
        renamed.reported.AddRange(
            reported.Select(error => error with { Column = nameOf(error.Column) })
        );
        return renamed;
    }

    /// <summary>Every reported error on a line of its own, and how many more there are.</summary>
    public override string ToString()
    {
        var rest = Count - reported.Count;
        var lines = reported.Select(error => error.ToString());
        return string.Join('\n', rest > 0 ? lines.Append($"and {rest} more") : lines);
    }
}
