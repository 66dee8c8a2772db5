using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments.Stripe;
using TelephonyBilling.Testing.Payments;

namespace TelephonyBilling.Judges.Tests.Payments;

/// <summary>
/// What the payment provider's own library says of our check of signatures, and of the server on which the adapter is tested.
/// </summary>
public sealed class StripeJudgedTests
{
    private const string Payload =
        """{"id":"evt_1","object":"event","type":"payment_intent.succeeded","text":"Übergröße €"}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Secret Ours = new(StripeServer.WebhookSecret);

    [Fact]
    public async Task Signature_ThatTheLibraryMakes_IsGood_AndOursIsTheSame()
    {
        var answers = await StripeLibrary.AskAsync(
            new
            {
                sign = new[]
                {
                    new
                    {
                        payload = Payload,
                        secret = StripeServer.WebhookSecret,
                        at = Now.ToUnixTimeSeconds(),
                    },
                },
            }
        );

        var header = (string)answers["sign"]![0]!;
        IsGood(Payload, header, Now).Should().BeTrue(header);
        StripeServer.Sign(Payload, Now).Should().Be(header);
    }

    [Fact]
    public async Task Signatures_GoodAndBad_AreJudgedAsByTheLibrary()
    {
        var good = StripeServer.Sign(Payload, Now);
        var (time, signature) = (good.Split(',')[0], good.Split(',')[1]);
        var other = StripeServer.Sign(Payload, Now, "whsec_old").Split(',')[1];
        (string Payload, string Header, int Age)[] cases =
        [
            (Payload, good, 0),
            (Payload, good, 299),
            (Payload, good, 301),
            (Payload, good, 86_400),
            (Payload + " ", good, 0),
            (Payload.Replace("Ü", "U", StringComparison.Ordinal), good, 0),
            (Payload, $"{time},{other}", 0),
            (Payload, $"{time},{other},{signature}", 0),
            (Payload, $"{time},v0={signature[3..]}", 0),
            (Payload, $"{time},v0=abc,{signature}", 0),
            (Payload, time, 0),
            (Payload, signature, 0),
            (Payload, $"t=1,{signature}", 0),
            (Payload, "", 0),
            (Payload, "nonsense", 0),
            (Payload, $"{time},v1={signature[3..^1]}", 0),
        ];

        var answers = await StripeLibrary.AskAsync(
            new
            {
                verify = cases.Select(one => new
                {
                    payload = one.Payload,
                    header = one.Header,
                    secret = StripeServer.WebhookSecret,
                    at = Now.ToUnixTimeSeconds() + one.Age,
                }),
            }
        );

        var verdicts = answers["verify"]!.AsArray().Select(verdict => (bool)verdict!).ToList();
        verdicts.Should().HaveSameCount(cases).And.Contain(true).And.Contain(false);
        cases
            .Select(one => IsGood(one.Payload, one.Header, Now.AddSeconds(one.Age)))
            .Should()
            .Equal(verdicts);
    }

    [Fact]
    public async Task Server_OnWhichWeTest_IsUnderstoodByTheLibrary()
    {
        await using var server = await StripeServer.StartAsync();
        var (customer, method) = server.NewCustomer();
        var (poor, empty) = server.NewCustomer(StripeCard.Declined);

        var bought = (
            await StripeLibrary.AskAsync(
                new
                {
                    buy = new
                    {
                        port = server.Port,
                        key = StripeServer.SecretKey,
                        good = new { customer, method },
                        declined = new { customer = poor, method = empty },
                    },
                }
            )
        )["buy"]!;

        var charge = server.Charges.Should().ContainSingle("the key was the same").Subject;
        Text(bought, "first", "id").Should().Be(charge.Intent).And.Be((string?)bought["again"]);
        Text(bought, "first", "status").Should().Be("succeeded");
        ((int)bought["first"]!["amount"]!).Should().Be(2500);
        ((string?)bought["first"]!["metadata"]!["top_up"]).Should().Be("judge-1");
        Text(bought, "refund", "status").Should().Be("succeeded");
        Text(bought, "card", "id").Should().Be(method);
        Text(bought, "card", "last4").Should().Be("4242");
        Failure(bought, "otherContent").Should().Be("StripeIdempotencyError 400");
        Failure(bought, "declined").Should().Be("StripeCardError 402");
        Text(bought, "declined", "declineCode").Should().Be("insufficient_funds");
        Failure(bought, "unknown").Should().Be("StripeInvalidRequestError 404");
        Failure(bought, "tooMuchBack").Should().Be("StripeInvalidRequestError 400");
        Failure(bought, "badKey").Should().Be("StripeAuthenticationError 401");
    }

    [Fact]
    public async Task Server_OnWhichWeTest_BehavesAsAMockOfOthers()
    {
        await using var server = await StripeServer.StartAsync();

        var answers = (
            await StripeLibrary.AskAsync(
                new { agree = new { port = server.Port, key = StripeServer.SecretKey } }
            )
        )["agree"]!;

        answers["ours"]!.ToJsonString().Should().Be(answers["mock"]!.ToJsonString());
        Text(answers, "mock", "otherContent").Should().StartWith("StripeIdempotencyError 400");
        Text(answers, "mock", "unknownDispute").Should().Contain("404 resource_missing");
        server.Customers.Should().Be(2, "one of three requests had a key that was known");
    }

    private static bool IsGood(string payload, string header, DateTimeOffset at) =>
        StripeSignature.IsValid(header, Encoding.UTF8.GetBytes(payload), Ours, at);

    private static string? Text(JsonNode bought, string part, string field) =>
        (string?)bought[part]![field];

    private static string Failure(JsonNode bought, string part) =>
        bought[part] is { } failure
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(string?)failure["type"]} {(int?)failure["statusCode"]}"
            )
            : "none";
}
