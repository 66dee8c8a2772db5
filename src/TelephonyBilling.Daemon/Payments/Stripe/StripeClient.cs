using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using TelephonyBilling.Daemon.Hosting;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>Stripe's HTTP API: one request, and an answer that is certain or a <see cref="PaymentUnknownException"/>.</summary>
/// <remarks>
/// Nothing is tried again here. A top-up whose outcome isn't known waits in the database and is asked for again from there,
/// also after the process has died; a loop around the request would be a second, weaker form of the same. Thread-safe.
/// </remarks>
internal sealed class StripeClient : IDisposable
{
    /// <summary>Answers and errors keep their form, whatever version the account is set to.</summary>
    private const string Version = "2024-06-20";

    private const int LongestAnswer = 4 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly HttpClient http;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;

    internal StripeClient(StripeOptions options, TimeProvider time)
    {
        timeout = TimeSpan.FromSeconds(options.TimeoutSeconds);
        this.time = time;
        http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            BaseAddress = options.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            options.SecretKey.Reveal()
        );
        http.DefaultRequestHeaders.Add("Stripe-Version", Version);
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("TelephonyBilling", ProductVersion.Text)
        );
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Reads.</summary>
    /// <param name="path">Below the base address, without a slash before it.</param>
    /// <param name="query">Parameters.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    internal async Task<StripeAnswer> GetAsync(
        string path,
        StripeForm query,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + query.ToQuery());
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Does something.</summary>
    /// <param name="path">Below the base address, without a slash before it.</param>
    /// <param name="form">Parameters.</param>
    /// <param name="key">The idempotency key; null: done twice it does no harm.</param>
    /// <param name="cancellationToken">Gives up waiting; it may be done all the same.</param>
    internal async Task<StripeAnswer> PostAsync(
        string path,
        StripeForm form,
        string? key,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = form.ToContent();
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return await SendAsync(request, cancellationToken);
    }

    private async Task<StripeAnswer> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            cancellationToken
        );
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            return Read(response, body);
        }
        catch (OperationCanceledException e)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PaymentUnknownException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stripe did not answer within {timeout.TotalSeconds} s."
                ),
                e
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PaymentUnknownException(
                $"The connection to Stripe broke: {(e.InnerException ?? e).Message}",
                e
            );
        }
    }

    private StripeAnswer Read(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var json = Parse(body);
        if (response.IsSuccessStatusCode)
        {
            return json is { } found
                ? new StripeAnswer.Done(found)
                : throw new PaymentUnknownException(
                    $"Stripe's answer ({status}) is not a JSON object."
                );
        }
        if (
            IsCertain(response.StatusCode)
            && json?.Object("error") is { } error
            // The key was used for another request, whose outcome this is not.
            && error.TextOrEmpty("type") != "idempotency_error"
        )
        {
            return new StripeAnswer.Refused(StripeError.Of(status, error));
        }
        var message = json?.Object("error")?.TextOrEmpty("message") ?? "";
        throw new PaymentUnknownException(
            message.Length > 0
                ? $"Stripe answered {status}: {message}"
                : $"Stripe answered {status} without a reason."
        )
        {
            RetryAfter = RetryAfter(response),
        };
    }

    /// <summary>
    /// Whether an error says that nothing was done. 409: another request with the key is under way; 424: a system behind
    /// Stripe failed; 429: too many; what begins with 5 may have been done. Redirections are no answer of Stripe.
    /// </summary>
    private static bool IsCertain(HttpStatusCode status) =>
        (int)status is >= 400 and < 500
        && status
            is not (
                HttpStatusCode.RequestTimeout
                or HttpStatusCode.Conflict
                or HttpStatusCode.FailedDependency
                or HttpStatusCode.TooManyRequests
            );

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait switch
        {
            null => null,
            { Ticks: < 0 } => TimeSpan.Zero,
            { } given => given < LongestWait ? given : LongestWait,
        };
    }

    private static StripeObject? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new StripeObject(document.RootElement.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
