using TelephonyBilling.Daemon.Switches;

namespace TelephonyBilling.Daemon.Tests.Switches;

public sealed class KeptCallRecordTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    [Fact]
    public void TryParse_LegThatEnded_HasEveryField()
    {
        KeptCallRecord
            .TryParse("1732.7|1764000000.123456|1764000003.400001|16|hangup", out var record)
            .Should()
            .BeTrue();

        record!.Leg.Should().Be("1732.7");
        record.AnsweredAt.Should().Be(Epoch.AddTicks(17_640_000_001_234_560));
        record.EndedAt.Should().Be(Epoch.AddTicks(17_640_000_034_000_010));
        record.Cause.Should().Be(16);
        record.ByLease.Should().BeFalse();
    }

    [Theory]
    [InlineData("1732.7|1764000000.1|1764000003.4|16|limit", true)]
    [InlineData("1732.7|1764000000.1|1764000003.4|16|hangup", false)]
    [InlineData("1732.7|1764000000.1|1764000003.4|16", false)]
    public void TryParse_LegThatEnded_TellsWhetherItsLimitEndedIt(string text, bool byLease)
    {
        KeptCallRecord.TryParse(text, out var record).Should().BeTrue();
        record!.ByLease.Should().Be(byLease);
    }

    [Theory]
    [InlineData("1732.7||||")]
    [InlineData("1732.7|0.000000|||")]
    public void TryParse_LegThatRings_HasNoTimes(string text)
    {
        KeptCallRecord.TryParse(text, out var record).Should().BeTrue();
        record.Should().Be(new Engine.Switching.KeptCall("1732.7", null, null, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1732.7")]
    [InlineData("||||")]
    [InlineData("1732.7|yesterday|||")]
    [InlineData("1732.7||-5|16|")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        KeptCallRecord.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("PJSIP/1001-0000002a", "1001")]
    [InlineData("PJSIP/front-desk-0000002a", "front-desk")]
    [InlineData("SIP/1001-0000002a", "1001")]
    [InlineData("1002", "1002")]
    [InlineData("", "")]
    [InlineData("Local/01144@from-internal-00000001;2", "")]
    public void EndpointOf_ChannelName_IsTheEndpoint(string name, string endpoint) =>
        ChannelName.EndpointOf(name).Should().Be(endpoint);
}
