using TelephonyBilling.Daemon.Cli.Doctor;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Tests.Cli;

/// <summary>What the doctor says of a database that a test can't easily make.</summary>
public sealed class StoreCheckTests
{
    private static readonly SqliteInspection Well = new(
        SchemaVersion: 4,
        NewestVersion: 4,
        "wal",
        FileBytes: 0,
        LogBytes: 0,
        IsOfFolderOwner: true,
        Damage: []
    );

    [Fact]
    public void File_OfAnotherUserThanItsFolder_WarnsAndSaysHowToGiveItBack()
    {
        var warning = Checks(Well with { IsOfFolderOwner = false })
            .Should()
            .ContainSingle(check => check.Result == CheckResult.Warn)
            .Subject;
        warning.Name.Should().Be("database: owner");
        warning.Mend.Should().Contain("chown --reference=/var/lib/tb /var/lib/tb/tb.db*");
    }

    [Fact]
    public void File_AsItShouldBe_WarnsOfNothing() =>
        Checks(Well).Should().OnlyContain(check => check.Result == CheckResult.Ok);

    private static List<Check> Checks(SqliteInspection found)
    {
        var checks = new List<Check>();
        new StoreCheck(
            new StoreOptions { Path = "/var/lib/tb/tb.db" },
            new Checkup("database", checks)
        ).CheckFile(found);
        return checks;
    }
}
