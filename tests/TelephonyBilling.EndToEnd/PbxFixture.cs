using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd;

/// <summary>One Asterisk for all tests of a class. Each test leaves it idle and its records deleted.</summary>
public abstract class PbxFixture(int version) : IAsyncLifetime
{
    /// <summary>Where phones 1001, 1002 and 1003 take calls.</summary>
    public int[] PhonePorts { get; } =
    [Loopback.FreePort(), Loopback.FreePort(), Loopback.FreePort()];

    /// <summary>The PBX.</summary>
    public AsteriskInstance Pbx { get; private set; } = null!;

    /// <summary>Opens the desk phone <c>100N</c>.</summary>
    public SipUserAgent Phone(int n) => new(Pbx, $"100{n}", PhonePorts[n - 1]);

    /// <summary>Dials and waits until the two can hear each other; a transfer before that fails.</summary>
    public async Task<SipDialog> TalkAsync(SipUserAgent phone, string number)
    {
        ArgumentNullException.ThrowIfNull(phone);
        SipDialog dialog = await phone.DialAsync(number);
        await Pbx.WaitUntilBridgedAsync();
        return dialog;
    }

    public async Task InitializeAsync()
    {
        int gatePort = Loopback.FreePort();
        Pbx = await AsteriskInstance.StartAsync(
            new AsteriskOptions
            {
                Version = version,
                GatePort = gatePort,
                ExtraDialplan = ExtraDialplan(gatePort),
                FollowMe = FollowMe,
                Phones =
                [
                    new("1001", PhonePorts[0]),
                    new("1002", PhonePorts[1]),
                    new("1003", PhonePorts[2], Account: "acme"),
                ],
            }
        );
    }

    public async Task DisposeAsync()
    {
        if (Pbx is not null)
            await Pbx.DisposeAsync();
    }

    /// <summary>Sections of <c>followme.conf</c>.</summary>
    protected virtual string FollowMe => "";

    /// <summary>Dialplan beside the shipped one.</summary>
    protected virtual string ExtraDialplan(int gatePort) => "";
}

/// <summary>Asterisk 22, from Debian forky.</summary>
public sealed class Asterisk22() : PbxFixture(22);

/// <summary>Asterisk 16, from Debian bullseye.</summary>
public sealed class Asterisk16() : PbxFixture(16);
