namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary>Measured values in order of size.</summary>
public sealed class Percentiles
{
    private readonly double[] sorted;

    /// <summary>Takes the values as they came.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public Percentiles(IEnumerable<double> values)
    {
        sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("Nothing was measured.", nameof(values));
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => sorted.Length;

    /// <summary>The middle one.</summary>
    public double Median => At(50);

    /// <summary>The smallest value that is not less than so many per cent of all.</summary>
    /// <param name="percent">0 to 100.</param>
    public double At(double percent)
    {
        var rank = (int)Math.Ceiling(percent / 100 * sorted.Length) - 1;
        return sorted[Math.Clamp(rank, 0, sorted.Length - 1)];
    }
}
