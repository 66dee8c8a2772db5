using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>What the dialplan makes of <c>TB_SAY</c>, before it rings and on the balance line.</summary>
public abstract class SpeechTests(PbxFixture fixture) : DialplanTests(fixture)
{
    private const string London = "011442079460000";
    private const string BalanceLine = "*225";

    private IReadOnlyList<string> Heard => Played.In(Said);

    [Fact]
    public async Task Announcement_IsHeardBeforeTheCarrierIsAsked_AndTakesNothingOfTheFundedTime()
    {
        Gate.Answer = _ => AllowSaying("p:this-call-costs&n:2&p:cents&p:point&d:05&a:chf", 1.5m);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1003", London);

        SipCall trunk = await carrier.WaitForByeAsync();
        SipCall heard = await phone.WaitForCallToEndAsync();

        Heard
            .Should()
            .Equal(
                "telephony-billing/this-call-costs",
                "digits/2",
                "telephony-billing/cents",
                "telephony-billing/point",
                "digits/0",
                "digits/5",
                "letters/c",
                "letters/h",
                "letters/f",
                "telephony-billing/credit-exhausted"
            );
        heard.EarlyMedia.Should().BeTrue();
        (trunk.InvitedAt - heard.InvitedAt)
            .Should()
            .BeGreaterThan(TimeSpan.FromSeconds(4), "the sentence takes longer than that");
        trunk.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1.5), Tolerance);
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        (record.Ended - record.Answered).Should().BeInRange(1.5m, 1.6m);
    }

    [Fact]
    public async Task Announcement_CallerGivesUpInTheMidstOfIt_CarrierHearsNothing()
    {
        Gate.Answer = _ => AllowSaying("p:insufficient-credit&p:insufficient-credit", 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            London,
            new PhoneBehaviour { CancelAfter = TimeSpan.FromSeconds(1) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(487);

        await Pbx.WaitUntilIdleAsync();
        carrier.Calls.Should().BeEmpty();
        (await Pbx.RecordsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("p:../../x&p:&q:x&n:&d:&a:&&&&p:cents", "telephony-billing/cents")]
    [InlineData("n:1);System(touch x)&p:plus", "digits/1", "telephony-billing/plus")]
    [InlineData(
        "n:2&n:99999999999999999999&p:no-such-prompt&p:cent,s",
        "digits/2",
        "telephony-billing/cents"
    )]
    [InlineData("\"&$[1]&${HASH}&p:cents", "telephony-billing/cents")]
    public async Task Announcement_IsNotWhatItShouldBe_CallGoesOn(
        string say,
        params string[] sounds
    )
    {
        Gate.Answer = _ => AllowSaying(say, 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            London,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200, Said);

        carrier.Calls.Should().ContainSingle();
        Said.Should().NotContain("] System(");
        Heard.Should().ContainInOrder(sounds).And.EndWith(sounds[^1]);
    }

    [Fact]
    public async Task Announcement_WithoutAnEnd_Ends()
    {
        string say = string.Join('&', Enumerable.Repeat("p:no-such-prompt", 200));
        Gate.Answer = _ => AllowSaying(say, 60);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            London,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );

        (await phone.WaitForCallToEndAsync()).FinalStatus.Should().Be(200);

        Said.Split("file.c: File telephony-billing/no-such-prompt does not exist")
            .Should()
            .HaveCount(31);
    }

    [Fact]
    public async Task SiteSaysForAPhone_GateIsTold()
    {
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(
            Pbx,
            "1001",
            SpeechFixture.Announced + London,
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );
        await phone.WaitForEndAsync();

        GateQuestion question = Gate.Questions.Should().ContainSingle().Subject;
        question["agi_arg_8"].Should().Be("yes");
        question["agi_arg_9"].Should().BeEmpty();
    }

    [Fact]
    public async Task BalanceLine_SaysWhatTheGateSays_AndGoesToNobody()
    {
        Gate.Answer = _ => Saying("p:your-balance-is&n:12&p:dollars&p:and&n:34&p:cents");
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1003", BalanceLine);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.FinalStatus.Should().Be(200);
        heard.EndedByOther.Should().BeTrue();
        Heard
            .Should()
            .Equal(
                "telephony-billing/your-balance-is",
                "digits/12",
                "telephony-billing/dollars",
                "telephony-billing/and",
                "digits/30",
                "digits/4",
                "telephony-billing/cents"
            );
        GateQuestion question = Gate.Questions.Should().ContainSingle().Subject;
        question["agi_request"].Should().Contain("/balance");
        question["agi_arg_1"].Should().Be("acme");
        carrier.Calls.Should().BeEmpty();
        (await Pbx.RecordsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task BalanceLine_GateIsGone_SaysThatTheServiceIsNotAvailable()
    {
        await Gate.DisposeAsync();
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", BalanceLine);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.EarlyMedia.Should().BeTrue();
        heard.FinalStatus.Should().Be(500);
        Heard.Should().Equal("telephony-billing/service-unavailable");
    }

    [Fact]
    public async Task BalanceLine_GateSaysNothing_IsNotHeldLongerThanFourSeconds()
    {
        Gate.Answer = _ => null;
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", BalanceLine);

        SipCall heard = await phone.WaitForCallToEndAsync();

        heard.FinalStatus.Should().Be(500);
        Heard.Should().Equal("telephony-billing/service-unavailable");
    }

    [Fact]
    public async Task BalanceLine_TrunkLegIsTransferredThere_ItsLeaseEndsIt()
    {
        Gate.Answer = question =>
            question.Direction == "out"
                ? Gate.Allow("442079460000", 4)
                : Saying(string.Join('&', Enumerable.Repeat("p:insufficient-credit", 5)));
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SipUserAgent phone = Fixture.Phone(1);
        SipDialog dialog = await Fixture.TalkAsync(phone, London);

        (await dialog.ReferAsync(BalanceLine)).Status.Should().Be(202);
        SipCall trunk = await carrier.WaitForByeAsync();

        trunk.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(4), Tolerance);
        Heard.Should().Contain("telephony-billing/insufficient-credit");
        await Pbx.WaitUntilIdleAsync();
        (await Pbx.RecordsAsync()).Values.Single().How.Should().Be("limit");
    }

    private Dictionary<string, string> AllowSaying(string say, decimal fundedSeconds) =>
        new(Gate.Allow("442079460000", fundedSeconds), StringComparer.Ordinal) { ["TB_SAY"] = say };

    private static Dictionary<string, string> Saying(string say) =>
        new(StringComparer.Ordinal) { ["TB_SAY"] = say };
}

/// <summary>Phones may ask for the price with their first digits.</summary>
public abstract class SpeechFixture(int version) : PbxFixture(version)
{
    /// <summary>The site wants this call announced.</summary>
    public const string Announced = "*7";

    protected override string ExtraDialplan(int gatePort) =>
        $$"""

            [from-phones]
            exten => _{{Announced}}X.,1,Set(TB_ANNOUNCE=y,e-s)
             same => n,Goto(tb-gate,${EXTEN:2},1)

            """;
}

/// <summary>On Asterisk 22.</summary>
public sealed class Speech22() : SpeechFixture(22);

/// <summary>On Asterisk 16.</summary>
public sealed class Speech16() : SpeechFixture(16);

public sealed class Asterisk22SpeechTests(Speech22 fixture)
    : SpeechTests(fixture),
        IClassFixture<Speech22>;

public sealed class Asterisk16SpeechTests(Speech16 fixture)
    : SpeechTests(fixture),
        IClassFixture<Speech16>;
