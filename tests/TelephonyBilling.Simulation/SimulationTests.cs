using System.Globalization;
using TelephonyBilling.Simulation.Laws;
using TelephonyBilling.Simulation.Virtual;
using Xunit.Abstractions;

namespace TelephonyBilling.Simulation;

/// <summary>
/// The engine as it is shipped, on virtual time, against a PBX, a store and a network that fail. By default a fixed range
/// of seeds; <c>SIM_SEEDS=1000-2000</c> runs others, <c>SIM_SEEDS=17</c> one alone, <c>SIM_HOURS</c> sets the length.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string Seeds = "SIM_SEEDS";
    private const string Hours = "SIM_HOURS";

    [Fact]
    public void AnyCourseOfFaults_KeepsTheLaws()
    {
        var (first, last) = Range(Environment.GetEnvironmentVariable(Seeds) ?? "1-200");
        var hours = double.Parse(
            Environment.GetEnvironmentVariable(Hours) ?? "1",
            CultureInfo.InvariantCulture
        );
        var (tally, failures) = RunAll(first, last, hours, SimulatedBooks.InMemory);

        output.WriteLine(tally.ToString());
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        if (last - first >= 100)
        {
            tally
                .Should()
                .Match<Tally>(
                    seen =>
                        seen.Exact > 0
                        && seen.Cut > 0
                        && seen.Estimated > 0
                        && seen.Released > 0
                        && seen.Refused > 0
                        && seen.Kills > 0
                        && seen.Gaps > 0
                        && seen.PbxCrashes > 0
                        && seen.Outages > 0
                        && seen.Stepped > 0
                        && seen.Untold > 0
                        && seen.RefusedByLimit > 0
                        && seen.EndedByLimit > 0,
                    "otherwise nothing was tested"
                );
        }
    }

    [Fact]
    public void AnyCourseOfFaults_OnSqlite_KeepsTheLaws()
    {
        var (first, last) = Range(Environment.GetEnvironmentVariable(Seeds) ?? "1-24");
        var hours = double.Parse(
            Environment.GetEnvironmentVariable(Hours) ?? "0.5",
            CultureInfo.InvariantCulture
        );
        var (tally, failures) = RunAll(first, last, hours, SimulatedBooks.InSqlite);

        output.WriteLine(tally.ToString());
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        tally.Exact.Should().BePositive("otherwise nothing was tested");
    }

    [Fact]
    public void TwoDaemonsOnOneStoreAndOnePbx_KeepTheLaws()
    {
        var (first, last) = Range(Environment.GetEnvironmentVariable(Seeds) ?? "1-60");
        var hours = double.Parse(
            Environment.GetEnvironmentVariable(Hours) ?? "1",
            CultureInfo.InvariantCulture
        );
        var (tally, failures) = RunAll(first, last, hours, SimulatedBooks.InMemory, daemons: 2);

        output.WriteLine(tally.ToString());
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        tally.Exact.Should().BePositive("otherwise nothing was tested");
    }

    internal static (Tally Tally, IReadOnlyList<string> Failures) RunAll(
        int first,
        int last,
        double hours,
        Func<TimeProvider, SimulatedBooks> open,
        int daemons = 1
    )
    {
        var tally = new Tally();
        var failures = new List<string>();
        // Plain threads: a test framework's own synchronisation would mix with that of the simulated processes.
        Parallel.For(
            first,
            last + 1,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            seed =>
            {
                SynchronizationContext.SetSynchronizationContext(null);
                var world = new World(seed);
                using var books = open(world.Time);
                var course = new Course(world, books, TimeSpan.FromHours(hours), daemons);
                try
                {
                    course.Run();
                }
                catch (Exception e)
                {
                    lock (tally)
                    {
                        failures.Add($"seed {seed}: {e}");
                    }
                }
                lock (tally)
                {
                    tally.Add(course.Tally);
                    if (course.Faults.Count > 0)
                    {
                        failures.Add(
                            $"seed {seed}: {course.Faults.Count} faults, run it with {Seeds}={seed} {Hours}={hours.ToString(CultureInfo.InvariantCulture)} "
                                + $"dotnet test tests/TelephonyBilling.Simulation\n  {string.Join("\n  ", course.Faults.Take(5))}"
                        );
                    }
                }
            }
        );
        return (tally, failures);
    }

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        return (first, ends.Length > 1 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : first);
    }
}
