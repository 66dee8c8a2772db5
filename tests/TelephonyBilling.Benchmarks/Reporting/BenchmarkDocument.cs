using System.Globalization;

namespace TelephonyBilling.Benchmarks.Reporting;

/// <summary><c>docs/benchmarks.md</c>: one section for each benchmark, between two marks, replaced by each run.</summary>
public sealed class BenchmarkDocument(string path)
{
    private const string Introduction =
        "# Benchmarks\n\nEach section is written by `make bench` (`dotnet run -c Release --project tests/TelephonyBilling.Benchmarks -- VERB --write`).\n"
        + "What counts is the ratio to the simplest thing that does the same, measured in the same run; absolute numbers belong to the\n"
        + "machine that is named.\n";

    /// <summary>The document of the repository in which this program was built.</summary>
    /// <exception cref="FileNotFoundException">The program does not lie within the repository.</exception>
    public static BenchmarkDocument InRepository()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "TelephonyBilling.sln")))
            {
                return new BenchmarkDocument(
                    Path.Combine(folder.FullName, "docs", "benchmarks.md")
                );
            }
        }
        throw new FileNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds TelephonyBilling.sln: --write works only within the repository."
        );
    }

    /// <summary>Puts a report in the place of the benchmark's last one, or at the end.</summary>
    public void Replace(IBenchmark benchmark, BenchmarkReport report, string machine)
    {
        var (begin, end) = (
            $"<!-- {benchmark.Name}: begin -->\n",
            $"<!-- {benchmark.Name}: end -->\n"
        );
        var date = TimeProvider
            .System.GetUtcNow()
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var section =
            $"{begin}## {benchmark.Title}\n\n{date}: {machine}\n\n{report.ToMarkdown()}{end}";
        var text = File.Exists(path) ? File.ReadAllText(path) : Introduction;
        var first = text.IndexOf(begin, StringComparison.Ordinal);
        var last = text.IndexOf(end, StringComparison.Ordinal);
        text =
            first >= 0 && last > first
                ? text[..first] + section + text[(last + end.Length)..]
                : text + "\n" + section;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        Console.WriteLine($"Written to {path}");
    }
}
