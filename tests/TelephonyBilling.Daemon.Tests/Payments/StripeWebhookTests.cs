using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Payments;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>What Stripe tells, over real HTTP: signed or not, once, twice, late and in any order.</summary>
public sealed class StripeWebhookTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private CreditRig rig = null!;
    private WebhookService service = null!;

    public async Task InitializeAsync()
    {
        rig = await CreditRig.StartAsync(
            payments: new PaymentsOptions
            {
                Webhook = new WebhookOptions
                {
                    Listen = new IPEndPoint(IPAddress.Loopback, 0),
                    MaxKilobytes = 4,
                },
            }
        );
        var webhook = new StripeWebhook(
            rig.Options.Payments,
            rig.Credit.News,
            rig.Store.Webhooks,
            rig.Clock,
            rig.CreateLogger<StripeWebhook>()
        );
        service = new WebhookService(rig.Options.Payments, webhook, rig);
        await service.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await service.StopAsync(default);
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task PaymentSucceeded_OnceOrOften_IsCreditedOnce()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var topUp = await rig.BuyAsync();
        topUp.State.Should().Be(TopUpState.Pending);
        rig.Server.Decide(topUp.Reference, pays: true);
        var message = Payment(topUp.Reference, "payment_intent.succeeded");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(message)));

        answers.Should().OnlyContain(status => status == HttpStatusCode.OK);
        (await SendAsync(message)).Should().Be(HttpStatusCode.OK);
        await rig.BalanceShouldBe("25.00");
        (await rig.EntriesAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task PaymentNews_InTheWrongOrder_BelieveTheProviderAndNotTheMessage()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var topUp = await rig.BuyAsync();
        var processing = Payment(topUp.Reference, "payment_intent.processing");
        // Signed, and wrong by now: a declined attempt before the one that is being decided.
        var failed = Payment(topUp.Reference, "payment_intent.payment_failed");
        (await SendAsync(failed)).Should().Be(HttpStatusCode.OK);
        (await FindAsync(topUp)).State.Should().Be(TopUpState.Pending);

        rig.Server.Decide(topUp.Reference, pays: true);
        await SendAsync(Payment(topUp.Reference, "payment_intent.succeeded"));
        await SendAsync(processing);
        await SendAsync(Payment(topUp.Reference, "payment_intent.payment_failed"));

        (await FindAsync(topUp)).State.Should().Be(TopUpState.Succeeded);
        await rig.BalanceShouldBe("25.00");
    }

    [Fact]
    public async Task PaymentFailed_TheTopUpFailsWithTheBanksWords()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var topUp = await rig.BuyAsync();
        rig.Server.Decide(topUp.Reference, pays: false);

        await SendAsync(Payment(topUp.Reference, "payment_intent.payment_failed"));

        var failed = await FindAsync(topUp);
        (failed.State, failed.ErrorCode).Should().Be((TopUpState.Failed, "generic_decline"));
        await rig.BalanceShouldBe("0.00");
    }

    [Fact]
    public async Task News_OfNothingOfOurs_AreAnsweredAndChangeNothing()
    {
        var (customer, method) = rig.Server.NewCustomer();
        using var other = new StripeProvider(StripeRig.Options(rig.Server.Address), rig.Time);
        var payment = await other.ChargeAsync(
            new Engine.Payments.PaymentRequest(
                "somebody-elses",
                customer,
                method,
                Dollars("10"),
                ""
            ),
            default
        );
        var reference = ((Engine.Payments.PaymentOutcome.Succeeded)payment).Reference;

        (await SendAsync(Payment(reference, "payment_intent.succeeded")))
            .Should()
            .Be(HttpStatusCode.OK);
        (
            await SendAsync(
                rig.Server.Event(
                    "charge.refunded",
                    new JsonObject { ["payment_intent"] = reference }
                )
            )
        )
            .Should()
            .Be(HttpStatusCode.OK);
        (await SendAsync(rig.Server.Event("invoice.paid", new JsonObject { ["id"] = "in_1" })))
            .Should()
            .Be(HttpStatusCode.OK);
        await rig.BalanceShouldBe("0.00");
    }

    [Fact]
    public async Task News_AboutATopUpByThePaymentOfAnother_AreNotBelieved()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var waiting = await rig.BuyAsync();
        await rig.SaveCardAsync();
        var paid = await rig.BuyAsync(cause: "purchase/2");
        var forged = rig.Server.Intent(paid.Reference);
        forged["metadata"]!["topup"] = waiting.Id;

        await SendAsync(rig.Server.Event("payment_intent.succeeded", forged));

        (await FindAsync(waiting)).State.Should().Be(TopUpState.Pending);
        await rig.BalanceShouldBe("25.00");
    }

    [Fact]
    public async Task TheProviderIsAway_IsToldAgain()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var topUp = await rig.BuyAsync();
        rig.Server.Decide(topUp.Reference, pays: true);
        var message = Payment(topUp.Reference, "payment_intent.succeeded");
        rig.Server.Intercept = _ => new StripeReply(500, "{}");
        (await SendAsync(message)).Should().Be(HttpStatusCode.ServiceUnavailable);

        rig.Server.Intercept = static _ => null;
        (await SendAsync(message)).Should().Be(HttpStatusCode.OK);

        await rig.BalanceShouldBe("25.00");
    }

    [Fact]
    public async Task NotSigned_OldOrForged_IsRefusedAndLoggedOnceAMinute()
    {
        var message = rig.Server.Event(
            "payment_intent.succeeded",
            new JsonObject { ["id"] = "pi" }
        );
        (await SendAsync(message, header: "")).Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync(message, StripeServer.Sign(message, rig.Time.GetUtcNow().AddMinutes(-6))))
            .Should()
            .Be(HttpStatusCode.BadRequest);
        (await SendAsync(message, StripeServer.Sign(message, rig.Time.GetUtcNow(), "whsec_x")))
            .Should()
            .Be(HttpStatusCode.BadRequest);
        (await SendAsync("not json")).Should().Be(HttpStatusCode.BadRequest);
        (await SendAsync("{}")).Should().Be(HttpStatusCode.BadRequest);

        rig.Server.Requests.Should().BeEmpty("nobody is asked about what nobody signed");
        rig.Log.Where(line => line.Contains("webhook refused"))
            .Should()
            .Equal("Warning: webhook refused: it has no signature count=1");
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(message, header: "");
        rig.Log.Last(line => line.Contains("webhook refused")).Should().EndWith("count=5");
    }

    [Fact]
    public async Task TooLong_ElsewhereOrByGet_IsRefused()
    {
        (await SendAsync(new string('x', 5000))).Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await http.GetAsync(Address)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await http.GetAsync(new Uri(service.Address!, "/metrics")))
            .StatusCode.Should()
            .Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ABodyThatNeverEnds_IsGivenUp()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, service.Address!.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                "POST /stripe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
            )
        );
        await rig.Time.WhenTimerDueAsync(
            TimeSpan.FromSeconds(10),
            notBefore: TimeSpan.FromSeconds(10)
        );
        rig.Time.Advance(TimeSpan.FromSeconds(11));

        var answer = new byte[1000];
        var count = await socket.ReceiveAsync(answer);
        Encoding.ASCII.GetString(answer, 0, count).Should().StartWith("HTTP/1.1 503 ");
    }

    [Fact]
    public async Task CardEntered_IsSavedWithoutAnyoneAsking()
    {
        var link = await rig.Credit.Cards.LinkAsync(Operator, AccountId, default);
        link.Should().BeOfType<CardLink.Given>();
        var awaited = (await rig.Store.Cards.FindAsync(AccountId, default))!;
        rig.Server.EnterCard(awaited.Customer);

        await SendAsync(
            rig.Server.Event(
                "checkout.session.completed",
                new JsonObject
                {
                    ["id"] = "cs_1",
                    ["metadata"] = new JsonObject { ["account"] = AccountId },
                }
            )
        );

        (await rig.Store.Cards.FindAsync(AccountId, default))!.State.Should().Be(CardState.Saved);
    }

    [Fact]
    public async Task RefundOnStripesOwnPages_TakesItsCreditOnce()
    {
        await rig.SaveCardAsync();
        var topUp = await rig.BuyAsync();
        rig.Server.RefundByHand(topUp.Reference, 1000);
        var message = rig.Server.Event(
            "charge.refunded",
            new JsonObject { ["id"] = "ch_1", ["payment_intent"] = topUp.Reference }
        );

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(message)));
        await SendAsync(
            rig.Server.Event(
                "charge.refunded",
                new JsonObject { ["id"] = "ch_1", ["payment_intent"] = topUp.Reference }
            )
        );

        await rig.BalanceShouldBe("15.00");
        (await rig.EntriesAsync())[^1].Kind.Should().Be(EntryKind.Refund);
    }

    [Fact]
    public async Task RefundNews_BeforeThoseOfThePayment_FindThePaymentFirst()
    {
        await rig.SaveCardAsync(StripeCard.Slow);
        var topUp = await rig.BuyAsync();
        rig.Server.Decide(topUp.Reference, pays: true);
        rig.Server.RefundByHand(topUp.Reference, 2500);

        await SendAsync(
            rig.Server.Event(
                "charge.refunded",
                new JsonObject { ["id"] = "ch_1", ["payment_intent"] = topUp.Reference }
            )
        );

        await rig.BalanceShouldBe("0.00");
        (await rig.EntriesAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Dispute_TakesTheCreditAndSuspends_AndGivesItAgainWhenWon()
    {
        await rig.SaveCardAsync();
        var topUp = await rig.BuyAsync();
        var dispute = rig.Server.Dispute(topUp.Reference, 2500);
        var created = rig.Server.Event("charge.dispute.created", rig.Server.DisputeJson(dispute));
        await SendAsync(created);
        await SendAsync(created);
        await rig.BalanceShouldBe("0.00");
        (await StatusAsync()).Should().Be(AccountStatus.Suspended);

        rig.Server.SetDispute(dispute, "won");
        var closed = rig.Server.Event("charge.dispute.closed", rig.Server.DisputeJson(dispute));
        await SendAsync(closed);
        // An old message that comes late: what it tells is not so any more.
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(
            rig.Server.Event("charge.dispute.created", rig.Server.DisputeJson(dispute))
        );

        await rig.BalanceShouldBe("25.00");
        (await rig.EntriesAsync())[^1].Note.Should().Be($"dispute {dispute} won");
        (await StatusAsync()).Should().Be(AccountStatus.Suspended, "a person decides that");
    }

    private Uri Address => new(service.Address!, StripeWebhook.Path);

    private string Payment(string reference, string type) =>
        rig.Server.Event(type, rig.Server.Intent(reference));

    private async Task<TopUp> FindAsync(TopUp topUp) =>
        (await rig.Store.TopUps.FindAsync(topUp.Id, default))!;

    private async Task<AccountStatus> StatusAsync() =>
        (await rig.Store.Accounts.FindAsync(AccountId, default))!.Value.Account.Status;

    private async Task<HttpStatusCode> SendAsync(string message, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address);
        request.Content = new StringContent(message, Encoding.UTF8, "application/json");
        header ??= StripeServer.Sign(message, rig.Time.GetUtcNow());
        if (header.Length > 0)
        {
            request.Headers.Add("Stripe-Signature", header);
        }
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
