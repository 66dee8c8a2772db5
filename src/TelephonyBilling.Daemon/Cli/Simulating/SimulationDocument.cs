using System.Globalization;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.Cli.Simulating;

/// <summary>What calls of the past would cost, ready to be written for people, for a spreadsheet or for a program.</summary>
/// <param name="rates">Which rates were tried.</param>
/// <param name="at">Of which time.</param>
/// <param name="currency">Of all amounts.</param>
/// <param name="sums">What came out.</param>
/// <param name="unanswered">Calls that nobody answered, and so nobody charges.</param>
internal sealed class SimulationDocument(
    string rates,
    DateTimeOffset at,
    Currency currency,
    RepricingSums sums,
    long unanswered
)
{
    private const string NotCharged = "(not charged)";

    internal void WriteText(TextWriter output)
    {
        output.WriteLine(
            $"At the rates of {rates}, {Words.Time(at)}, in {currency}. {WhatIsKnown()}".TrimEnd()
        );
        output.WriteLine();
        var table = new TextTable(
            "DESTINATION",
            ">CALLS",
            ">MINUTES",
            ">CHARGED",
            ">WOULD COST",
            ">DIFFERENCE"
        );
        foreach (var (destination, sum) in sums.ByDestination)
        {
            Add(table, NameOf(destination), sum);
        }
        Add(table, "total", sums.Total);
        table.Write(output);
        WriteRest(output);
    }

    internal void WriteCsv(TextWriter output)
    {
        using var csv = new CsvTable(
            output,
            "destination",
            "calls",
            "connected_seconds",
            "billed_seconds",
            "charged",
            "cost",
            "difference",
            "currency"
        );
        foreach (var (destination, sum) in sums.ByDestination)
        {
            csv.Add(
                CsvTable.Guarded(NameOf(destination)),
                Words.Count(sum.Calls),
                Words.Seconds(sum.Connected).ToString("0.######", CultureInfo.InvariantCulture),
                Words.Count(sum.BilledSeconds),
                Charged(sum),
                sum.Cost.ToDecimalString(),
                Difference(sum),
                currency.Code
            );
        }
    }

    internal SimulationShape ToJson() =>
        new()
        {
            Rates = rates,
            At = at.UtcDateTime,
            Currency = currency.Code,
            UnansweredCalls = unanswered,
            UnchargeableCalls = sums.NoMatter,
            UnpricedCalls = sums.UnpricedCount,
            Total = Shape("", sums.Total),
            ByDestination =
            [
                .. sums.ByDestination.Select(entry => Shape(entry.Destination, entry.Sum)),
            ],
            Unpriced =
            [
                .. sums.Unpriced.Select(call => new UnpricedShape(call.Line, call.To, call.Why)),
            ],
        };

    /// <summary>What can't be priced, a sentence for each line.</summary>
    internal IEnumerable<string> Unpriced()
    {
        foreach (var (line, to, why) in sums.Unpriced)
        {
            yield return $"line {line}{(to.Length > 0 ? $", to {to}" : "")}: {why.TrimEnd('.')}.";
        }
        if (sums.UnpricedCount > sums.Unpriced.Count)
        {
            yield return $"and {Words.Count(sums.UnpricedCount - sums.Unpriced.Count)} more.";
        }
    }

    private static string NameOf(string destination) =>
        destination.Length > 0 ? destination : NotCharged;

    private static string Charged(RepricingSum sum) =>
        sum.CallsCharged > 0 ? sum.Charged.ToDecimalString() : "";

    private static string Difference(RepricingSum sum) =>
        sum.CallsCharged > 0 ? sum.Difference.ToDecimalString() : "";

    private static void Add(TextTable table, string name, RepricingSum sum) =>
        table.Add(
            name,
            Words.Count(sum.Calls),
            Words.Minutes(sum.Connected),
            Charged(sum),
            sum.Cost.ToDecimalString(),
            Difference(sum)
        );

    private static RepricingShape Shape(string destination, RepricingSum sum) =>
        new()
        {
            Destination = destination,
            Calls = sum.Calls,
            ConnectedSeconds = Words.Seconds(sum.Connected),
            BilledSeconds = sum.BilledSeconds,
            Charged = sum.CallsCharged > 0 ? sum.Charged.ToDecimalString() : null,
            Cost = sum.Cost.ToDecimalString(),
            Difference = sum.CallsCharged > 0 ? sum.Difference.ToDecimalString() : null,
        };

    private string WhatIsKnown()
    {
        var unknown = sums.Total.Calls - sums.Total.CallsCharged;
        return unknown == 0 ? ""
            : sums.Total.CallsCharged == 0 ? "What the calls cost then is not known."
            : $"What {Words.Count(unknown)} of the calls cost then is not known; the difference is that of the others.";
    }

    private void WriteRest(TextWriter output)
    {
        output.WriteLine();
        TextTable.WriteBlock(
            output,
            ("not answered", unanswered > 0 ? Words.Count(unanswered) : ""),
            ("within the PBX, emergency", sums.NoMatter > 0 ? Words.Count(sums.NoMatter) : ""),
            ("not priced", sums.UnpricedCount > 0 ? Words.Count(sums.UnpricedCount) : "")
        );
        foreach (var sentence in Unpriced())
        {
            output.WriteLine($"  {sentence}");
        }
    }
}
