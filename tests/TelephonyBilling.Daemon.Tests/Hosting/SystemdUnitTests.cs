using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Daemon.Tests.Hosting;

/// <summary>What the shipped unit must not lose; each of these has kept the daemon from starting, or would.</summary>
public sealed class SystemdUnitTests
{
    private readonly List<string> unit =
    [
        .. File.ReadLines(Repository.Path("systemd", "telephony-billing.service")),
    ];

    [Fact]
    public void SystemCallFilter_LeavesTheRuntimeWhatItNeedsToStart()
    {
        // CoreCLR calls sched_setaffinity when it starts and gives up where that is denied; systemd has it in @resources.
        var denied = unit.FindLastIndex(line =>
            line.StartsWith("SystemCallFilter=~", StringComparison.Ordinal)
            && line.Contains("@resources", StringComparison.Ordinal)
        );

        var allowed = unit.FindLastIndex(line =>
            line.StartsWith("SystemCallFilter=", StringComparison.Ordinal)
            && !line.Contains('~', StringComparison.Ordinal)
            && line.Contains("sched_setaffinity", StringComparison.Ordinal)
        );

        allowed.Should().BeGreaterThan(denied, "a later line wins");
    }

    [Fact]
    public void MemoryDenyWriteExecute_IsOff() =>
        unit.Should().NotContain(line => line.StartsWith("MemoryDenyWriteExecute=yes"));

    [Fact]
    public void Service_WaitsForReadinessAndIsWatched() =>
        unit.Should()
            .Contain("Type=notify")
            .And.Contain(line => line.StartsWith("WatchdogSec="))
            .And.Contain("NotifyAccess=main");
}
