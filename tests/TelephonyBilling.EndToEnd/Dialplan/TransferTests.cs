using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>Transfers and forwards move people; the trunk leg stays what it was.</summary>
public abstract class TransferTests(PbxFixture fixture) : DialplanTests(fixture)
{
    [Fact]
    public async Task BlindTransferToADeskPhone_TrunkLegKeepsItsIdentityLeaseAndRecord()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 3);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent first = Fixture.Phone(1);
        await using SipUserAgent second = Fixture.Phone(2);
        SipDialog dialog = await Fixture.TalkAsync(first, "011442079460000");
        string leg = (await Pbx.RecordsAsync()).Values.Single().UniqueId;

        (await dialog.ReferAsync("1002")).Status.Should().Be(202);
        SipDialog moved = await second.WaitForCallAsync();
        SipCall call = await carrier.WaitForByeAsync();
        await moved.WaitForEndAsync();

        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(3), Tolerance);
        Gate.Questions.Should().HaveCount(1);
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.UniqueId.Should().Be(leg);
        (record.Ended - record.Answered).Should().BeInRange(2.9m, 3.4m);
        record.How.Should().Be("limit");
    }

    [Fact]
    public async Task AttendedTransferToADeskPhone_TrunkLegKeepsItsIdentityLeaseAndRecord()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 3);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent first = Fixture.Phone(1);
        await using SipUserAgent second = Fixture.Phone(2);
        SipDialog dialog = await Fixture.TalkAsync(first, "011442079460000");
        string leg = (await Pbx.RecordsAsync()).Values.Single().UniqueId;

        SipDialog consultation = await first.DialAsync("1002");
        await Pbx.WaitUntilBridgedAsync(channels: 4);
        (await dialog.ReferAsync(consultation)).Status.Should().Be(202);
        SipCall call = await carrier.WaitForByeAsync();
        await second.Dialogs.Single().WaitForEndAsync();

        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(3), Tolerance);
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.UniqueId.Should().Be(leg);
        (record.Ended - record.Answered).Should().BeInRange(2.9m, 3.4m);
        record.How.Should().Be("limit");
    }

    [Fact]
    public async Task BlindTransferToAbroad_AsksTheGateForWhoTransferred()
    {
        Gate.Answer = question => Gate.Allow(question.Dialled[3..], 3);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent first = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(first, "011442079460000");

        (await dialog.ReferAsync("01133140000000")).Status.Should().Be(202);
        await carrier.WaitForCallsAsync(2, call => call.EndedAt is not null, "to end");

        Gate.Questions.Should().HaveCount(2);
        GateQuestion second = Gate.Questions[1];
        second.Dialled.Should().Be("01133140000000");
        second.Transferrer.Should().StartWith("PJSIP/1001-");
        await Pbx.WaitUntilIdleAsync();
        (await Pbx.RecordsAsync())
            .Values.Should()
            .HaveCount(2)
            .And.OnlyContain(record => record.Answered > 0 && record.Ended > 0);
    }

    [Fact]
    public async Task ForwardToAbroad_AsksTheGateForWhoForwarded()
    {
        Gate.Answer = question => Gate.Allow(question.Dialled[3..], 1);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent second = Fixture.Phone(2);
        second.ForwardTo = "01133140000000";
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "1002");

        await phone.WaitForEndAsync();

        GateQuestion question = Gate.Questions.Single();
        question.Dialled.Should().Be("01133140000000");
        question.Forwarder.Should().StartWith("PJSIP/1002-");
        carrier.Calls.Single().Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1), Tolerance);
    }
}

public sealed class Asterisk22TransferTests(Asterisk22 fixture)
    : TransferTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16TransferTests(Asterisk16 fixture)
    : TransferTests(fixture),
        IClassFixture<Asterisk16>;
