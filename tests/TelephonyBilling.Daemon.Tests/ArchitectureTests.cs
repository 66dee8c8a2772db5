using System.Reflection;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests;

/// <summary>Which assembly may know which, and what has no place near money. The rules are in each project's README.</summary>
public sealed class ArchitectureTests
{
    private const string Prefix = "TelephonyBilling.";

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["TelephonyBilling.Domain"] = [],
        ["TelephonyBilling.Asterisk"] = [],
        ["TelephonyBilling.Engine"] = ["TelephonyBilling.Domain"],
        ["TelephonyBilling.Storage"] = ["TelephonyBilling.Domain", "TelephonyBilling.Engine"],
        ["telephony-billing"] =
        [
            "TelephonyBilling.Asterisk",
            "TelephonyBilling.Domain",
            "TelephonyBilling.Engine",
            "TelephonyBilling.Storage",
        ],
    };

    private static readonly Assembly Daemon = typeof(RateFileReader).Assembly;

    [Fact]
    public void References_BetweenOurAssemblies_PointInward()
    {
        foreach (var (name, allowed) in Allowed)
        {
            var ours = Load(name)
                .GetReferencedAssemblies()
                .Select(reference => reference.Name!)
                .Where(reference => reference.StartsWith(Prefix, StringComparison.Ordinal));
            ours.Should().BeSubsetOf(allowed, "{0} must know no more of us", name);
        }
    }

    [Fact]
    public void LogLines_EachHaveANumberOfTheirOwn()
    {
        var lines =
            from name in Allowed.Keys
            from type in Load(name).GetTypes()
            from method in type.GetMethods(
                BindingFlags.Static
                    | BindingFlags.Instance
                    | BindingFlags.Public
                    | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly
            )
            let line = method.GetCustomAttribute<LoggerMessageAttribute>()
            where line is { EventId: > 0 }
            select (line.EventId, Method: $"{type.Name}.{method.Name}");

        var twice = lines.GroupBy(line => line.EventId).Where(group => group.Count() > 1).ToList();

        lines.Should().NotBeEmpty();
        twice.Should().BeEmpty("what watches the log knows a line by its number");
    }

    [Fact]
    public void Domain_References_NothingButTheRuntime()
    {
        var foreign = Load("TelephonyBilling.Domain")
            .GetReferencedAssemblies()
            .Where(reference => !reference.Name!.StartsWith("System.", StringComparison.Ordinal));
        foreign.Should().BeEmpty("rules have no library");
    }

    [Fact]
    public void Program_HandsOnNoFontThatIsNotFree()
    {
        var folder = Path.GetDirectoryName(BillingDaemon.Program)!;
        var name = Path.GetFileName(BillingDaemon.Program);

        File.Exists(Path.Combine(folder, "PdfSharp.dll")).Should().BeTrue();
        File.ReadAllText(Path.Combine(folder, name + ".deps.json"))
            .Should()
            .Contain("PdfSharp.dll")
            .And.NotContain("WPFonts");
    }

    [Theory]
    [InlineData("TelephonyBilling.Domain")]
    [InlineData("TelephonyBilling.Engine")]
    public void Rules_HaveNoFloatingPoint(string assembly)
    {
        var found = Load(assembly)
            .GetTypes()
            // Histograms take seconds as double; what they measure is for people, and nothing is computed from it.
            .Where(type => !type.Name.EndsWith("Metrics", StringComparison.Ordinal))
            .SelectMany(type => type.GetMembers(All).SelectMany(Types).Select(used => (type, used)))
            .Where(pair =>
                pair.used == typeof(double)
                || pair.used == typeof(float)
                || pair.used == typeof(Half)
            )
            .Select(pair => pair.type.FullName);
        found.Should().BeEmpty("money and time are whole numbers");
    }

    [Fact]
    public void Domain_HasNothingAsynchronous_AndNoClock()
    {
        var found = Load("TelephonyBilling.Domain")
            .GetTypes()
            .SelectMany(type => type.GetMembers(All).SelectMany(Types).Select(used => (type, used)))
            .Where(pair =>
                typeof(System.Threading.Tasks.Task).IsAssignableFrom(pair.used)
                || typeof(TimeProvider).IsAssignableFrom(pair.used)
                || typeof(Stream).IsAssignableFrom(pair.used)
                || typeof(CancellationToken) == pair.used
            )
            .Select(pair => pair.type.FullName);
        found.Should().BeEmpty("the rules take an event and give back decisions");
    }

    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static Assembly Load(string name) =>
        name == Daemon.GetName().Name ? Daemon : Assembly.Load(new AssemblyName(name));

    // Fields, parameters, results and local variables.
    private static IEnumerable<Type> Types(MemberInfo member) =>
        (
            member switch
            {
                FieldInfo field => [field.FieldType],
                MethodBase method => method
                    .GetParameters()
                    .Select(parameter => parameter.ParameterType)
                    .Concat(method is MethodInfo function ? [function.ReturnType] : [])
                    .Concat(
                        method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType)
                            ?? []
                    ),
                _ => Enumerable.Empty<Type>(),
            }
        ).SelectMany(Parts);

    private static IEnumerable<Type> Parts(Type type)
    {
        var bare = type.HasElementType ? type.GetElementType()! : type;
        return bare.IsGenericType
            ? bare.GetGenericArguments().SelectMany(Parts).Prepend(bare)
            : [bare];
    }
}
