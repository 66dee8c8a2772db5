using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>What the network and the server do to a request: the outcome is never guessed, and the money never taken twice.</summary>
public sealed class StripeFaultTests : IAsyncLifetime
{
    private StripeRig rig = null!;

    public async Task InitializeAsync() => rig = await StripeRig.StartAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    public static TheoryData<PaymentFault, bool> Faults() =>
        new()
        {
            // Whether the card is charged though we don't hear of it.
            { PaymentFault.SilenceAfterwards, true },
            { PaymentFault.SilenceBefore, false },
            { PaymentFault.CutRequest, false },
            { PaymentFault.CutBeforeAnswer, true },
            { PaymentFault.CutAnswer, true },
            { PaymentFault.TooMany, false },
            { PaymentFault.ErrorBefore, false },
            { PaymentFault.ErrorAfterwards, true },
            { PaymentFault.Unreadable, true },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Charge_AFaultOnTheWay_IsUnknown_AndAskedAgainIsChargedOnce(
        PaymentFault fault,
        bool isCharged
    )
    {
        rig.Fault(fault);

        var charging = rig.Provider.ChargeAsync(rig.Request(), default);
        if (fault is PaymentFault.SilenceAfterwards or PaymentFault.SilenceBefore)
        {
            await rig.Proxy.WhenSilentAsync();
            charging.IsCompleted.Should().BeFalse();
            rig.Time.Advance(TimeSpan.FromSeconds(30));
        }

        await FluentActions.Awaiting(() => charging).Should().ThrowAsync<PaymentUnknownException>();
        rig.Server.Charges.Should().HaveCount(isCharged ? 1 : 0);
        (await rig.Provider.FindAsync(rig.Inquiry(), default) is not null).Should().Be(isCharged);
        (await rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .BeOfType<PaymentOutcome.Succeeded>();
        rig.Server.Charges.Should().ContainSingle();
    }

    [Fact]
    public async Task Charge_ASlowAnswer_IsHeardToItsEnd()
    {
        rig.Fault(PaymentFault.SlowAnswer);
        (await rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .BeOfType<PaymentOutcome.Succeeded>();
    }

    [Fact]
    public async Task Charge_TooManyRequests_SaysHowLongToWait()
    {
        rig.Fault(PaymentFault.TooMany);
        (
            await FluentActions
                .Awaiting(() => rig.Provider.ChargeAsync(rig.Request(), default))
                .Should()
                .ThrowAsync<PaymentUnknownException>()
                .WithMessage("Stripe answered 429: Too many requests.")
        )
            .Which.RetryAfter.Should()
            .Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Charge_NobodyListens_IsUnknown()
    {
        await rig.Proxy.DisposeAsync();
        await FluentActions
            .Awaiting(() => rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .ThrowAsync<PaymentUnknownException>()
            .WithMessage("The connection to Stripe broke: *");
    }

    [Fact]
    public async Task Charge_TheDaemonStops_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        rig.Fault(PaymentFault.SilenceAfterwards);
        var charging = rig.Provider.ChargeAsync(rig.Request(), stop.Token);
        await rig.Proxy.WhenSilentAsync();

        await stop.CancelAsync();

        await FluentActions
            .Awaiting(() => charging)
            .Should()
            .ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData(409, "lock_timeout")]
    [InlineData(424, "external")]
    [InlineData(302, "moved")]
    [InlineData(503, "busy")]
    public async Task Charge_AnAnswerThatDoesNotSayNo_IsUnknown(int status, string code)
    {
        rig.Server.Intercept = _ => new StripeReply(
            status,
            $$"""{ "error": { "type": "api_error", "code": "{{code}}", "message": "Wait." } }"""
        );
        await FluentActions
            .Awaiting(() => rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "id": "pi_1", "status": "succeeded" }""")] // without its time
    [InlineData("""{ "id": 7, "status": "succeeded", "created": 1 }""")]
    [InlineData("""{ "id": "pi_1", "status": "succ""")]
    public async Task Charge_AnAnswerThatCantBeUnderstood_IsUnknown(string body)
    {
        rig.Server.Intercept = _ => new StripeReply(200, body);
        await FluentActions
            .Awaiting(() => rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();
    }

    [Fact]
    public async Task Charge_ARefusalThatIsNotStripes_IsUnknown()
    {
        rig.Server.Intercept = _ => new StripeReply(403, "<html>Blocked by the proxy.</html>");
        await FluentActions
            .Awaiting(() => rig.Provider.ChargeAsync(rig.Request(), default))
            .Should()
            .ThrowAsync<PaymentUnknownException>();
    }
}
