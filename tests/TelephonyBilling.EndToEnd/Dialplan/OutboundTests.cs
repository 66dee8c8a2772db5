using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>Calls from a desk phone to the trunk.</summary>
public abstract class OutboundTests(PbxFixture fixture) : DialplanTests(fixture)
{
    [Fact]
    public async Task Call_LeaseEnds_PbxEndsTheTrunkLegAndTellsTheCaller()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 1.5m, "UK 2c/min");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1003", "011442079460000");

        SipCall call = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        call.Number.Should().Be("+442079460000");
        call.EndedByOther.Should().BeTrue();
        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1.5), Tolerance);
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.How.Should().Be("limit");
        (record.Ended - record.Answered).Should().BeInRange(1.5m, 1.6m);
        AmiFields leg = await Pbx.Probe.FindEventAsync(
            "UserEvent",
            found =>
                found["UserEvent"] == "TelephonyBillingLeg" && found["Uniqueid"] == record.UniqueId
        );
        leg["CallId"].Should().Be((await Pbx.RecordsAsync()).Keys.Single());
        Said.Should().Contain("Playing 'telephony-billing/credit-exhausted.ulaw'");
        GateQuestion question = Gate.Questions.Single();
        question.Direction.Should().Be("out");
        question.Dialled.Should().Be("011442079460000");
        question.Account.Should().Be("acme");
        question.Shown.Should().Be("1003");
        question.Transferrer.Should().BeEmpty();
        question.Forwarder.Should().BeEmpty();
        phone
            .Calls[0]
            .Messages.Where(message => message["P-Asserted-Identity"].Contains("UK 2c/min"))
            .Should()
            .NotBeEmpty("the phone's display shows destination and rate");
    }

    [Fact]
    public async Task Call_CallerHangsUp_RecordHasTheTimes()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            "+442079460000",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(1) }
        );

        await phone.WaitForEndAsync();
        SipCall call = await carrier.WaitForByeAsync();

        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.How.Should().Be("hangup");
        record.Cause.Should().Be("16");
        (record.Ended - record.Answered).Should().BeInRange(0.95m, 1.2m);
        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1), Tolerance);
    }

    [Theory]
    [InlineData(486, 486, "17")]
    [InlineData(503, 503, "34")]
    [InlineData(404, 404, "1")]
    public async Task Call_CarrierRefuses_NoAnswerIsRecordedAndThePhoneHearsWhy(
        int status,
        int expected,
        string cause
    )
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { RefuseWith = status }
        );
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "011442079460000");

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(expected);
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.Answered.Should().BeNull();
        record.Ended.Should().NotBeNull();
        record.Cause.Should().Be(cause);
    }

    [Fact]
    public async Task Call_CallerGivesUpWhileItRings_NoAnswerIsRecorded()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(
            Pbx,
            new CarrierBehaviour { AnswerAfter = null }
        );
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            "011442079460000",
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(0.7) }
        );

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(487);
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.Answered.Should().BeNull();
        record.Ended.Should().NotBeNull();
    }

    [Theory]
    [InlineData(21, 403)]
    [InlineData(1, 404)]
    [InlineData(34, 503)]
    public async Task Refusal_PlaysThePromptBeforeAnswer_ThenTheCause(int cause, int status)
    {
        Gate.Answer = _ => GateStub.Deny("telephony-billing/insufficient-credit", cause);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "011442079460000");

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(status);
        call.EarlyMedia.Should().BeTrue();
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/insufficient-credit.ulaw'");
        (await Pbx.RecordsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task GateSilent_InternationalCall_IsRefusedWithThePrompt()
    {
        await Gate.DisposeAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "011442079460000");

        SipCall call = await phone.WaitForCallToEndAsync();

        call.EarlyMedia.Should().BeTrue();
        call.FinalStatus.Should().Be(500);
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain("Playing 'telephony-billing/service-unavailable.ulaw'");
    }

    [Theory]
    [InlineData("+442079460000")]
    [InlineData("00442079460000")]
    [InlineData("18765550100")]
    [InlineData("2645550100")]
    [InlineData("+14165550100")]
    [InlineData("0114420,free")]
    public async Task GateSilent_WhatCanBeInternational_IsRefused(string number)
    {
        await Gate.DisposeAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        // Nobody listens to the whole prompt each time.
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            number,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(0.6) }
        );

        SipCall call = await phone.WaitForCallToEndAsync();

        call.EarlyMedia.Should().BeTrue();
        carrier.Calls.Should().BeEmpty();
        Said.Should().Contain(" is refused");
    }

    [Theory]
    [InlineData("2125550100", "+12125550100")]
    [InlineData("12125550100", "+12125550100")]
    [InlineData("+12125550100", "+12125550100")]
    [InlineData("18005550100", "+18005550100")]
    [InlineData("911", "911")]
    [InlineData("933", "933")]
    public async Task GateSilent_HomeAndEmergencyNumbers_GoThrough(string number, string reached)
    {
        await Gate.DisposeAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            number,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(200);
        carrier.Calls.Single().Number.Should().Be(reached);
    }

    [Fact]
    public async Task GateTakesTheCallAndSaysNothing_CountsAsSilentAfterFourSeconds()
    {
        Gate.Answer = _ => null;
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            "2125550100",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(200);
        (call.AnsweredAt - call.InvitedAt)
            .Should()
            .BeCloseTo(TimeSpan.FromSeconds(4.1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task EmergencyCall_NeverAsksTheGate()
    {
        Gate.Answer = _ => GateStub.Deny("telephony-billing/account-suspended", 21);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1003",
            "911",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200);
        Gate.Questions.Should().BeEmpty();
    }
}

public sealed class Asterisk22OutboundTests(Asterisk22 fixture)
    : OutboundTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16OutboundTests(Asterisk16 fixture)
    : OutboundTests(fixture),
        IClassFixture<Asterisk16>;
