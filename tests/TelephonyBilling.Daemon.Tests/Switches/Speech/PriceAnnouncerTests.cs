using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Switches.Speech;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Testing.Logging;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;

namespace TelephonyBilling.Daemon.Tests.Switches.Speech;

/// <summary>When the price is announced, and that nobody waits for it.</summary>
public sealed class PriceAnnouncerTests
{
    private const string Said =
        "p:this-call-costs&n:2&p:cents&p:a-minute&p:plus&n:4&p:cents&p:for-the-connection&p:you-have&n:48&p:minutes";

    private static readonly GateRequest Asked = new()
    {
        Pbx = "pbx1",
        Direction = CallDirection.Outbound,
        Dialled = "011442079460000",
        Owner = "1.1",
    };

    private readonly FakeTimeProvider time = new();
    private readonly InMemoryBooks books = new();
    private readonly ListLogger log = new(LogLevel.Information);

    [Theory]
    [InlineData(false, null, "")]
    [InlineData(true, null, Said)]
    [InlineData(false, true, Said)]
    [InlineData(true, false, "")]
    public async Task Say_WhereItIsWanted(bool usually, bool? wanted, string said) =>
        (await SayAsync(usually: usually, wanted: wanted)).Should().Be(said);

    [Fact]
    public async Task Say_WhoeverDoesNotPayOrPaysNothing_HearsNothing()
    {
        (await SayAsync(Asked with { Direction = CallDirection.Inbound })).Should().BeEmpty();
        (await SayAsync(Asked with { Transferrer = "1002" })).Should().BeEmpty();
        (await SayAsync(Asked with { Forwarder = "1002" })).Should().BeEmpty();
        (await SayAsync(price: Sample.PriceOf("0", "0", "1/1"))).Should().BeEmpty();
    }

    [Fact]
    public async Task Say_StoreHangs_IsNotWaitedFor()
    {
        var never = new TaskCompletionSource();
        books.Before = _ => never.Task;

        var saying = SayAsync();
        saying.IsCompleted.Should().BeFalse();
        time.Advance(PriceAnnouncer.MostWait);

        (await saying).Should().BeEmpty();
        log.Lines.Should().ContainSingle(line => line.Contains("price not announced"));
        never.SetResult();
    }

    [Fact]
    public async Task Say_StoreIsAwayOrBroken_CallGoesOn()
    {
        books.Away = "disk full";
        (await SayAsync()).Should().BeEmpty();
        books.Away = null;
        books.Before = _ => throw new InvalidOperationException("a defect");
        (await SayAsync()).Should().BeEmpty();

        log.Lines.Should().HaveCount(2).And.Contain(line => line.Contains("disk full"));
    }

    /// <summary>On an account that had a dollar, of which this call's first minute is set aside.</summary>
    private async Task<string> SayAsync(
        GateRequest? asked = null,
        CallPrice? price = null,
        bool usually = true,
        bool? wanted = null
    )
    {
        books.TopUp(Sample.AccountId, Sample.Dollars("0.94"));
        var call = new OpenCall(
            Sample.CallId(1),
            "pbx1",
            "1.1",
            OwnerIsTrunk: false,
            Sample.Parties(),
            price ?? Sample.Price,
            60,
            Sample.Noon,
            Leg: null,
            AnsweredAt: null
        );
        var announcer = new PriceAnnouncer(
            books.Accounts,
            usually,
            time,
            log.For<PriceAnnouncer>()
        );
        return await announcer.SayAsync(asked ?? Asked, wanted, call);
    }
}
