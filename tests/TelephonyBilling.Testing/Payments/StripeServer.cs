using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TelephonyBilling.Testing.Payments;

/// <summary>
/// A server on loopback that takes payments as Stripe's API does: idempotent by key for a day, with cards that pay, decline,
/// want their holder's word or are slow, and a memory of every charge. Mocks of others know no PaymentIntents that keep state; where they know
/// something, <c>StripeJudgedTests</c> compares.
/// </summary>
public sealed class StripeServer : IAsyncDisposable
{
    /// <summary>The secret key that it takes.</summary>
    public const string SecretKey = "sk_test_of_ours";

    /// <summary>What its webhooks are signed with.</summary>
    public const string WebhookSecret = "whsec_of_ours";

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Remembered> keys = new(StringComparer.Ordinal);
    private readonly List<StripeRequest> requests = [];
    private readonly StripeBooks books;
    private readonly TimeProvider time;
    private readonly WebApplication app;
    private int lastEvent;

    private StripeServer(TimeProvider time)
    {
        this.time = time;
        books = new StripeBooks(time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(app.Urls.First() + "/");

    /// <summary>Its port.</summary>
    public int Port => Address.Port;

    /// <summary>Called with each request before it is worked on; what it gives is answered instead, where that is not null.</summary>
    public Func<StripeRequest, StripeReply?> Intercept { get; set; } = static _ => null;

    /// <summary>Every charge that was made.</summary>
    public IReadOnlyList<StripeCharge> Charges => Locked(() => books.Charges);

    /// <summary>Every refund that was made, newest first.</summary>
    public IReadOnlyList<JsonObject> Refunds => Locked(() => books.Refunds);

    /// <summary>Every request that came.</summary>
    public IReadOnlyList<StripeRequest> Requests => Locked(() => requests.ToList());

    /// <summary>How many customers there are.</summary>
    public int Customers => Locked(() => books.Customers);

    /// <summary>Section <c>Payments</c> of the configuration of a program that has its payments taken here.</summary>
    /// <param name="through">Where it finds the server; null: at the server itself.</param>
    public Dictionary<string, object> Section(Uri? through = null) =>
        new(StringComparer.Ordinal)
        {
            ["Provider"] = "Stripe",
            ["Stripe"] = new
            {
                SecretKey,
                BaseAddress = (through ?? Address).ToString(),
                ReturnUrl = "https://telco.example/thanks",
            },
        };

    /// <summary>Starts it.</summary>
    public static async Task<StripeServer> StartAsync(TimeProvider? time = null)
    {
        var server = new StripeServer(time ?? TimeProvider.System);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>A holder enters a card on the page of a link.</summary>
    /// <returns>The card's name.</returns>
    public string EnterCard(string customer, StripeCard kind = StripeCard.Good) =>
        Locked(() => books.EnterCard(customer, kind));

    /// <summary>A customer with a card.</summary>
    public (string Customer, string Method) NewCustomer(StripeCard kind = StripeCard.Good) =>
        Locked(() =>
        {
            var reply = books.Handle(new StripeRequest("POST", "/v1/customers", [], "", ""));
            var customer = (string)JsonNode.Parse(reply.Body)!["id"]!;
            return (customer, books.EnterCard(customer, kind));
        });

    /// <summary>A holder agrees to a payment on its page, or doesn't.</summary>
    public void Answer(string intent, bool agrees) =>
        Locked(() =>
        {
            books.Answer(intent, agrees);
            return 0;
        });

    /// <summary>The bank decides on a payment that it took its time for.</summary>
    public void Decide(string intent, bool pays) =>
        Locked(() =>
        {
            books.Decide(intent, pays);
            return 0;
        });

    /// <summary>A payment as the API gives it.</summary>
    public JsonObject Intent(string id) => Locked(() => books.Intent(id));

    /// <summary>Somebody gives money back on Stripe's own pages.</summary>
    public void RefundByHand(string intent, long amount) =>
        Locked(() => books.AddRefund(intent, amount, []));

    /// <summary>A bank takes a payment back.</summary>
    /// <returns>The dispute's name.</returns>
    public string Dispute(string intent, long amount, string status = "needs_response") =>
        Locked(() => books.Dispute(intent, amount, status));

    /// <summary>A dispute goes on.</summary>
    public void SetDispute(string dispute, string status) =>
        Locked(() =>
        {
            books.SetDispute(dispute, status);
            return 0;
        });

    /// <summary>A dispute as the API gives it.</summary>
    public JsonObject DisputeJson(string dispute) => Locked(() => books.DisputeJson(dispute));

    /// <summary>An event about an object, as a webhook brings it.</summary>
    public string Event(string type, JsonObject about) =>
        new JsonObject
        {
            ["id"] = string.Create(
                CultureInfo.InvariantCulture,
                $"evt_{Interlocked.Increment(ref lastEvent):D6}"
            ),
            ["object"] = "event",
            ["type"] = type,
            ["created"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
        }.ToJsonString();

    /// <summary>The header <c>Stripe-Signature</c> of a payload.</summary>
    public static string Sign(string payload, DateTimeOffset at, string secret = WebhookSecret)
    {
        var seconds = at.ToUnixTimeSeconds();
        var signed = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{seconds}.{payload}")
        );
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"t={seconds},v1={Convert.ToHexStringLower(mac)}"
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private T Locked<T>(Func<T> look)
    {
        lock (gate)
        {
            return look();
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = await ReadAsync(context.Request);
        var reply =
            context.Request.Headers.Authorization == $"Bearer {SecretKey}"
                ? Locked(() =>
                {
                    requests.Add(request);
                    return Intercept(request) ?? Work(request);
                })
                : StripeReply.Error(
                    401,
                    "invalid_request_error",
                    "",
                    "Invalid API Key provided: sk_test_***"
                );
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.Body);
    }

    private StripeReply Work(StripeRequest request)
    {
        if (request.Key.Length == 0)
        {
            return books.Handle(request);
        }
        if (
            keys.TryGetValue(request.Key, out var known)
            && time.GetUtcNow() - known.At < KeyLifetime
        )
        {
            return known.Content == request.Content
                ? known.Reply
                : StripeReply.Error(
                    400,
                    "idempotency_error",
                    "",
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                );
        }
        var reply = books.Handle(request);
        // What fails its validation is not remembered.
        if (reply.Status is 200 or 402)
        {
            keys[request.Key] = new Remembered(request.Content, reply, time.GetUtcNow());
        }
        return reply;
    }

    private static async Task<StripeRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var text = HttpMethods.IsPost(request.Method) ? body : request.QueryString.Value ?? "";
        return new StripeRequest(
            request.Method,
            request.Path.Value ?? "",
            [
                .. QueryHelpers
                    .ParseQuery(text)
                    .SelectMany(field =>
                        field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))
                    ),
            ],
            request.Headers["Idempotency-Key"].ToString(),
            request.Headers["Stripe-Version"].ToString()
        );
    }

    private sealed record Remembered(string Content, StripeReply Reply, DateTimeOffset At);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
