using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>The tone before the end of the money: whispered to the caller alone, by AMI.</summary>
public abstract class WarningToneTests(PbxFixture fixture) : DialplanTests(fixture)
{
    [Fact]
    public async Task WhisperedTone_IsHeardByTheCallerAndLeavesTheCallAlone()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 6);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, "011442079460000");
        AmiFields caller = await CallerAsync();
        await using AmiProbe daemon = await AmiProbe.ConnectAsync(
            Pbx.AmiPort,
            "telephony-billing",
            AsteriskInstance.Secret
        );

        AmiFields answer = await daemon.SendAsync(
            "Originate",
            ("Channel", "Local/s@tb-warning/n"),
            ("Application", "ChanSpy"),
            ("Data", caller["Channel"] + ",qwEsS"),
            ("Async", "true"),
            ("Timeout", "2000")
        );

        answer["Response"].Should().Be("Success", answer.ToString());
        await Eventually.TrueAsync(
            () => phone.Media.Loud > 5,
            "the caller to hear the tone",
            TimeSpan.FromSeconds(3),
            () => $"packets {phone.Media.Packets}, loud {phone.Media.Loud}"
        );
        await Eventually.TrueAsync(
            async () => (await Pbx.ChannelsAsync()).Count == 2,
            "the channels that whispered to end",
            TimeSpan.FromSeconds(3),
            Pbx.Describe
        );
        dialog.Call.EndedAt.Should().BeNull();
        await dialog.HangUpAsync();
        await carrier.WaitForByeAsync();
    }

    [Fact]
    public async Task PlayDtmf_ReachesThePhoneAsATelephoneEvent()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 6);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, "011442079460000");
        AmiFields caller = await CallerAsync();

        await Pbx.Probe.SendAsync("PlayDTMF", ("Channel", caller["Uniqueid"]), ("Digit", "9"));

        await Eventually.TrueAsync(
            () => phone.Media.Digits > 0,
            "a telephone event",
            TimeSpan.FromSeconds(3),
            Pbx.Describe
        );
        await dialog.HangUpAsync();
    }

    private async Task<AmiFields> CallerAsync() =>
        (await Pbx.ChannelsAsync()).Single(channel =>
            channel["Channel"].StartsWith("PJSIP/1001-", StringComparison.Ordinal)
        );
}

public sealed class Asterisk22WarningToneTests(Asterisk22 fixture)
    : WarningToneTests(fixture),
        IClassFixture<Asterisk22>;

public sealed class Asterisk16WarningToneTests(Asterisk16 fixture)
    : WarningToneTests(fixture),
        IClassFixture<Asterisk16>;
