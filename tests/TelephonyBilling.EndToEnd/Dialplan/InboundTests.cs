using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>Calls from the carrier to a toll-free number: the caller's channel is the trunk leg.</summary>
public abstract class InboundTests(PbxFixture fixture) : DialplanTests(fixture)
{
    [Fact]
    public async Task TollFree_Answered_LeaseStartsAtTheAnswerAndEndsTheCall()
    {
        Gate.Answer = _ => Gate.Allow("", 1.5m);
        await using SipUserAgent desk = Fixture.Phone(1);
        desk.AnswerAfter = TimeSpan.FromSeconds(1);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+18005550100"
        );

        SipCall call = await caller.WaitForCallToEndAsync();
        await desk.Dialogs.Single().WaitForEndAsync();

        call.EndedByOther.Should().BeTrue();
        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1.5), Tolerance);
        GateQuestion question = Gate.Questions.Single();
        question.Direction.Should().Be("in");
        question.Dialled.Should().Be("+18005550100");
        question.Shown.Should().Be("+14155550123");
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.How.Should().Be("limit");
        (record.Ended - record.Answered).Should().BeInRange(1.4m, 1.8m);
        AmiFields up = await Pbx.Probe.FindEventAsync(
            "Newstate",
            found => found["Uniqueid"] == record.UniqueId && found["ChannelStateDesc"] == "Up"
        );
        (record.Answered - up.Timestamp).Should().BeInRange(-0.1m, 0.1m);
    }

    [Fact]
    public async Task TollFree_NotAnswered_NoAnswerIsRecorded()
    {
        Gate.Answer = _ => Gate.Allow("", 60);
        await using SipUserAgent desk = Fixture.Phone(1);
        desk.AnswerAfter = null;
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+18005550100",
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(0.7) }
        );

        (await caller.WaitForCallToEndAsync()).FinalStatus.Should().Be(487);
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.Answered.Should().BeNull();
        record.Ended.Should().NotBeNull();
    }

    [Fact]
    public async Task TollFree_Refused_CallerHearsThatTheNumberIsUnavailable()
    {
        Gate.Answer = _ => GateStub.Deny("telephony-billing/number-unavailable", 21);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+18005550100"
        );

        SipCall call = await caller.WaitForCallToEndAsync();

        call.EarlyMedia.Should().BeTrue();
        call.FinalStatus.Should().Be(403);
        (await Pbx.RecordsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task TollFree_GateSilent_IsRefused()
    {
        await Gate.DisposeAsync();
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+18005550100"
        );

        SipCall call = await caller.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(500);
        call.EarlyMedia.Should().BeTrue();
    }

    [Fact]
    public async Task Number_Metered_LeaseStartsAtTheAnswerAndEndsTheCall()
    {
        Gate.Answer = _ => Gate.Allow("", 1.5m);
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+13125550100"
        );

        SipCall call = await caller.WaitForCallToEndAsync();

        call.EndedByOther.Should().BeTrue();
        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1.5), Tolerance);
        Gate.Questions.Single().Dialled.Should().Be("+13125550100");
        await Pbx.WaitUntilIdleAsync();
        (await Pbx.RecordsAsync()).Values.Single().How.Should().Be("limit");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Number_NotMeteredOrGateSilent_PassesAndHasNoLimit(bool silent)
    {
        if (silent)
            await Gate.DisposeAsync();
        await using SipUserAgent desk = Fixture.Phone(1);
        await using SippPhone caller = await SippCarrier.CallAsync(
            Pbx,
            "+14155550123",
            "+13125550100",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.5) }
        );

        SipCall call = await caller.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(200);
        desk.Dialogs.Should().ContainSingle();
        Said.Contains("comes in unmetered", StringComparison.Ordinal).Should().Be(silent);
        Said.Should().NotContain("ERROR").And.NotContain("Unable to parse");
        (await Pbx.RecordsAsync()).Should().BeEmpty();
    }
}

public sealed class Asterisk22InboundTests(Asterisk22 fixture)
    : InboundTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16InboundTests(Asterisk16 fixture)
    : InboundTests(fixture),
        IClassFixture<Asterisk16>;
