using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiEventParserTests
{
    private const string Trunk = "PJSIP/carrier-00000002";

    [Fact]
    public void Parse_Newstate_HasIdentityStateAndExactTime()
    {
        var parsed = Single<NewstateEvent>("newstate.ami");
        parsed.Channel.Should().Be(Trunk);
        parsed.Uniqueid.Should().Be("1767614400.2");
        parsed.Linkedid.Should().Be("1767614400.1");
        parsed.State.Should().Be(AmiChannelState.Up);
        parsed.AccountCode.Should().Be("acme");
        parsed
            .Timestamp.Should()
            .Be(new DateTimeOffset(2026, 1, 5, 12, 0, 3, TimeSpan.Zero).AddTicks(2_048_170));
    }

    [Fact]
    public void Parse_WithoutTimestampevents_HasNoTime() =>
        Single<NewstateEvent>("no-timestamp.ami").Timestamp.Should().BeNull();

    [Fact]
    public void Parse_Newchannel_HasCaller()
    {
        var parsed = Single<NewchannelEvent>("newchannel.ami");
        parsed.CallerIdNum.Should().Be("1001");
        parsed.CallerIdName.Should().Be("Alice");
        parsed.Context.Should().Be("phones");
        parsed.Exten.Should().Be("011442079460000");
        parsed.State.Should().Be(AmiChannelState.Ring);
    }

    [Fact]
    public void Parse_Hangup_HasCause()
    {
        var parsed = Single<HangupEvent>("hangup.ami");
        parsed.Cause.Should().Be(16);
        parsed.CauseText.Should().Be("Normal Clearing");
    }

    [Fact]
    public void Parse_Rename_HasBothNames()
    {
        var parsed = Single<RenameEvent>("rename.ami");
        parsed.Channel.Should().Be("PJSIP/1001-00000001");
        parsed.NewName.Should().Be("PJSIP/1002-00000003<MASQ>");
        parsed.State.Should().Be(AmiChannelState.Unknown);
    }

    [Fact]
    public void Parse_UserEvent_KeepsItsOwnHeaders()
    {
        var parsed = Single<UserEvent>("user-event.ami");
        parsed.UserEventName.Should().Be("Billing");
        parsed.Message["Reason"].Should().Be("low: very low");
        parsed.Message["Empty"].Should().BeEmpty();
    }

    [Fact]
    public void Parse_Dial_HasBothSides()
    {
        var begin = Single<DialBeginEvent>("dial-begin.ami");
        begin.Channel.Should().Be("PJSIP/1001-00000001");
        begin.DestChannel.Should().Be(Trunk);
        begin.DestUniqueid.Should().Be("1767614400.2");
        begin.DialString.Should().Be("carrier/sip:442079460000@192.0.2.1");
        var end = Single<DialEndEvent>("dial-end.ami");
        end.DialStatus.Should().Be("ANSWER");
        end.Forward.Should().BeEmpty();
    }

    [Fact]
    public void Parse_Bridge_HasBridgeAndChannel()
    {
        Single<BridgeEnterEvent>("bridge-enter.ami").BridgeNumChannels.Should().Be(2);
        var leave = Single<BridgeLeaveEvent>("bridge-leave.ami");
        leave.BridgeUniqueid.Should().Be("2f9cbb8b-7b1d-4a55-8f2a-cf4a3a5ad0ff");
        leave.Uniqueid.Should().Be("1767614400.2");
    }

    [Fact]
    public void Parse_ListItems_AreTyped()
    {
        var channel = All("core-show-channels.ami").OfType<CoreShowChannelEvent>().Single();
        channel.Application.Should().Be("AppDial");
        channel.Duration.Should().Be(new TimeSpan(27, 3, 4));
        var status = Single<StatusEvent>("status.ami");
        status.TimeToHangup.Should().Be(1767614700);
        status.Seconds.Should().Be(63);
        status.Variables.Should().Equal("TB_CALL_ID=42", "TB_RATE=0.02");
        var entry = All("db-get.ami").OfType<DbGetResponseEvent>().Single();
        entry.Value.Should().Be("1767614403.204817|1767614463.9");
    }

    [Fact]
    public void Parse_StartAndEndOfAsterisk()
    {
        Single<FullyBootedEvent>("fully-booted.ami").Uptime.Should().Be(TimeSpan.FromSeconds(4711));
        var down = Single<ShutdownEvent>("shutdown.ami");
        down.Kind.Should().Be("Cleanly");
        down.Restart.Should().BeFalse();
    }

    [Fact]
    public void Parse_KindWithoutRecord_SurvivesWhole()
    {
        var parsed = Single<UnknownEvent>("unknown-event.ami");
        parsed.Problem.Should().BeNull();
        parsed.Name.Should().Be("RTCPSent");
        parsed.Uniqueid.Should().Be("1767614400.2");
        parsed.Message["Report0FractionLost"].Should().Be("0");
    }

    [Fact]
    public void Parse_NoUniqueid_SaysWhatIsMissing() =>
        Single<UnknownEvent>("malformed/no-uniqueid.ami")
            .Problem.Should()
            .Be("Hangup without Uniqueid");

    [Fact]
    public void Parse_StateThatIsNoNumber_IsUnknownNotZero() =>
        Single<NewstateEvent>("malformed/state-not-a-number.ami")
            .State.Should()
            .Be(AmiChannelState.Unknown);

    [Fact]
    public void Parse_CallerNumberThatForgesAHeader_IsNotBelieved()
    {
        // Asterisk escapes names, not numbers; a number with CRLF in it would come first.
        var message = AmiMessage.Parse(
            "Event: Hangup\r\nChannel: a\r\nCallerIDNum: 1\r\nUniqueid: 9.9\r\nUniqueid: 1.1\r\nCause: 16\r\n\r\n"
        );
        AmiEventParser
            .Parse(message)
            .Should()
            .BeOfType<UnknownEvent>()
            .Which.Problem.Should()
            .Be("Hangup with Uniqueid twice");
    }

    [Theory]
    [InlineData("captured-16.ami")]
    [InlineData("captured-22.ami")]
    public void Parse_CapturedFromAsterisk_EveryEventIsUnderstood(string file)
    {
        var events = All(file).ToList();
        events.Should().HaveCount(12);
        events.OfType<UnknownEvent>().Should().OnlyContain(e => e.Problem == null);
        events
            .Where(e => e is not UnknownEvent)
            .Select(e => e.GetType())
            .Should()
            .Equal(
                typeof(FullyBootedEvent),
                typeof(NewchannelEvent),
                typeof(NewstateEvent),
                typeof(DialBeginEvent),
                typeof(DialEndEvent),
                typeof(UserEvent),
                typeof(HangupEvent)
            );
        events.Where(e => e is not FullyBootedEvent).Should().OnlyContain(e => e.Timestamp != null);
        events
            .OfType<HangupEvent>()
            .Single()
            .Uniqueid.Should()
            .StartWith("pbx", "systemname is part of it");
        events.Should().OnlyContain(e => e.Message.MalformedLines == 0);
    }

    [Fact]
    public void Parse_NulBytes_AreJustCharacters() =>
        Single<NewstateEvent>("malformed/nul-bytes.ami").Uniqueid.Should().Be("1.\0");

    [Fact]
    public void Parse_EverySampleCutAnywhere_NeverThrows()
    {
        foreach (var file in WireFiles.All())
        {
            var bytes = WireFiles.Read(file);
            for (var length = 0; length <= bytes.Length; length++)
            {
                var parse = () => AmiEventParser.Parse(AmiMessage.Copy(bytes.AsSpan(0, length)));
                parse.Should().NotThrow("{0} was cut to {1} bytes", file, length);
            }
        }
    }

    private static IEnumerable<AmiEvent> All(string file) =>
        Frames
            .Read([WireFiles.Read(file)])
            .Select(f =>
                AmiEventParser.Parse(AmiMessage.Copy(System.Text.Encoding.Latin1.GetBytes(f)))
            );

    private static T Single<T>(string file)
        where T : AmiEvent =>
        All(file).Should().ContainSingle().Which.Should().BeOfType<T>().Subject;
}
