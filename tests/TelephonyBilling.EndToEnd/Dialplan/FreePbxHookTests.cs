using System.Globalization;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>
/// A PBX whose dialplan enters the shipped FreePBX hook as FreePBX's <c>macro-dialout-trunk</c> does: number and options in
/// variables, then the hook, then <c>Dial</c> with a <c>b()</c> of FreePBX's own. Calls come here by dialling 88 first.
/// </summary>
public abstract class FreePbxHookFixture(int version, string hook, string enter)
    : PbxFixture(version)
{
    /// <inheritdoc />
    protected override string ExtraDialplan(int gatePort) =>
        Shipped("telephony-billing-freepbx.conf")
            .Replace(
                "TB_GATE=127.0.0.1:4573",
                string.Create(CultureInfo.InvariantCulture, $"TB_GATE=127.0.0.1:{gatePort}"),
                StringComparison.Ordinal
            )
        + Shipped(hook)
        + $$"""

            [desk-phones](+)
            exten => _88X.,1,Goto(as-freepbx-does,${EXTEN:2},1)

            [as-freepbx-does]
            exten => _X.,1,Set(DIAL_NUMBER=${EXTEN})
             same => n,Set(DIAL_TRUNK_OPTIONS=T)
             same => n,{{enter}}
             same => n,GotoIf($["${PREDIAL_HOOK_RET}" = "BYPASS"]?bypass)
             same => n,Dial(PJSIP/+44${EXTEN:5}@carrier,60,${DIAL_TRUNK_OPTIONS}b(func-apply-sipheaders^s^1))
             same => n(bypass),Hangup(${HANGUPCAUSE})

            [func-apply-sipheaders]
            exten => s,1,Return()

            """;

    private static string Shipped(string file) =>
        string.Join(
            '\n',
            File.ReadAllLines(Repository.Path("asterisk-config", "freepbx", file))
                .Where(line => !line.StartsWith("#include", StringComparison.Ordinal))
        ) + "\n";
}

/// <summary>FreePBX 17 on Asterisk 22.</summary>
public sealed class FreePbx17Hook()
    : FreePbxHookFixture(22, "predial-hook-17.conf", "Gosub(macro-dialout-trunk-predial-hook,s,1)");

/// <summary>FreePBX 16 on Asterisk 16.</summary>
public sealed class FreePbx16Hook()
    : FreePbxHookFixture(16, "predial-hook-16.conf", "Macro(dialout-trunk-predial-hook)");

/// <summary>The hook before each of FreePBX's trunk attempts.</summary>
public abstract class FreePbxHookTests(PbxFixture fixture) : DialplanTests(fixture)
{
    [Fact]
    public async Task Allowed_LeaseStartsAtTheAnswerAndTheRecordIsKept()
    {
        Gate.Answer = _ => Gate.Allow("442079460000", 1.5m);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "88011442079460000");

        SipCall call = await carrier.WaitForByeAsync();
        await phone.WaitForEndAsync();

        Gate.Questions.Single().Dialled.Should().Be("011442079460000");
        call.EndedByOther.Should().BeTrue();
        call.Connected.Should().BeCloseTo(TimeSpan.FromSeconds(1.5), Tolerance, Pbx.Describe());
        await Pbx.WaitUntilIdleAsync();
        PbxRecord record = (await Pbx.RecordsAsync()).Values.Single();
        record.How.Should().Be("limit");
        AmiFields leg = await Pbx.Probe.FindEventAsync(
            "UserEvent",
            found => found["Uniqueid"] == record.UniqueId
        );
        leg["ChannelStateDesc"].Should().Be("Up");
        leg["Answered"].Should().NotBeEmpty();
    }

    [Fact]
    public async Task Denied_PhoneHearsWhyAndNoTrunkIsTried()
    {
        Gate.Answer = _ => GateStub.Deny("telephony-billing/no-international", 21);
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone phone = await SippPhone.DialAsync(Pbx, "1001", "88011442079460000");

        SipCall call = await phone.WaitForCallToEndAsync();

        call.FinalStatus.Should().Be(403);
        call.EarlyMedia.Should().BeTrue();
        carrier.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task GateSilent_HomeNumberPassesAndInternationalIsRefused()
    {
        await Gate.DisposeAsync();
        await using SippCarrier carrier = await SippCarrier.StartAsync(Pbx);
        await using SippPhone home = await SippPhone.DialAsync(
            Pbx,
            "1001",
            "8812125550100",
            new PhoneBehaviour { HangUpAfter = TimeSpan.FromSeconds(0.2) }
        );
        (await home.WaitForCallToEndAsync()).FinalStatus.Should().Be(200, Pbx.Describe());
        await using SippPhone abroad = await SippPhone.DialAsync(Pbx, "1001", "88011442079460000");
        (await abroad.WaitForCallToEndAsync()).FinalStatus.Should().Be(500);
        carrier.Calls.Should().HaveCount(1);
    }
}

public sealed class FreePbx17HookTests(FreePbx17Hook fixture)
    : FreePbxHookTests(fixture),
        IClassFixture<FreePbx17Hook>;

public sealed class FreePbx16HookTests(FreePbx16Hook fixture)
    : FreePbxHookTests(fixture),
        IClassFixture<FreePbx16Hook>;
