namespace TelephonyBilling.Domain.Rating;

/// <summary>What is wrong with one value of a rate file.</summary>
/// <param name="Line">The line, counted from 1; 0 where it concerns the whole file.</param>
/// <param name="Column">The column's name; empty where it concerns the whole line.</param>
/// <param name="Value">What was found.</param>
/// <param name="Reason">What is wrong with it and what was expected, as a sentence.</param>
public sealed record RateError(int Line, string Column, string Value, string Reason)
{
    /// <summary>One line for a person: <c>line 3, column per_minute, value '0,02': …</c></summary>
    public override string ToString()
    {
        var place =
            Line == 0
                ? "file"
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}");
        return Column.Length == 0
            ? $"{place}: {Reason}"
            : $"{place}, column {Column}, value '{Value}': {Reason}";
    }
}
