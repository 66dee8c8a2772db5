using System.Text.Json.Nodes;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>The doctor beside a real PBX with our configuration as it is shipped, and with the gate's daemon gone.</summary>
public abstract class DoctorTests(PbxFixture fixture) : BillingTests(fixture)
{
    [Fact]
    public async Task Doctor_EverythingAsShipped_FindsNothingToMend()
    {
        await Daemon.WaitUntilReadyAsync();

        IReadOnlyList<string> bad = await ComplaintsAsync();

        bad.Should().BeEmpty(Daemon.Describe());
    }

    [Fact]
    public async Task Doctor_DaemonDead_SaysThatTheGateDoesNotAnswer()
    {
        await Daemon.KillAsync();

        IReadOnlyList<string> bad = await ComplaintsAsync();

        bad.Should().ContainSingle().Which.Should().StartWith("fail gate: answer");
    }

    private async Task<IReadOnlyList<string>> ComplaintsAsync()
    {
        VerbResult result = await Daemon.TryAsync("doctor", "--json");
        return
        [
            .. JsonNode
                .Parse(result.Output)!
                .AsArray()
                .Where(check => (string)check!["result"]! != "ok")
                .Select(check => $"{check!["result"]} {check["name"]}: {check["found"]}"),
        ];
    }
}

public sealed class Asterisk22DoctorTests(Asterisk22 fixture)
    : DoctorTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16DoctorTests(Asterisk16 fixture)
    : DoctorTests(fixture),
        IClassFixture<Asterisk16>;
