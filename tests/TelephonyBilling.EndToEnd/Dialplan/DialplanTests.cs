using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.EndToEnd.Dialplan;

/// <summary>The shipped dialplan on a real Asterisk, with a gate that says what the test wants.</summary>
public abstract class DialplanTests(PbxFixture fixture) : IAsyncLifetime
{
    /// <summary>A time that a phone call takes on a loaded machine, over what is said.</summary>
    protected static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(0.3);

    /// <summary>The PBX and its phones.</summary>
    protected PbxFixture Fixture { get; } = fixture;

    /// <summary>The PBX.</summary>
    protected AsteriskInstance Pbx => Fixture.Pbx;

    /// <summary>The gate; asked anew for each test.</summary>
    protected GateStub Gate { get; private set; } = null!;

    /// <summary>What Asterisk logged since the test began.</summary>
    protected string Said => Pbx.Log[logMark..];

    private int logMark;

    public Task InitializeAsync()
    {
        logMark = Pbx.Log.Length;
        Gate = new GateStub(Pbx);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Gate.DisposeAsync();
        await Pbx.WaitUntilIdleAsync();
        await Pbx.Probe.SendAsync("DBDelTree", ("Family", "TelephonyBilling"));
    }
}
