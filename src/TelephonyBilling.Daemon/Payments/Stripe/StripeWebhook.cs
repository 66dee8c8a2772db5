using Microsoft.AspNetCore.Http.Features;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>
/// What is behind <c>POST /stripe</c>. 200: worked, or known, or none of ours; 400: not signed by Stripe; 413: too long; 503:
/// can't be worked now, so that Stripe sends it again, for three days.
/// </summary>
/// <remarks>
/// A message is never believed beyond its signature: it only says whose state to ask for. So it does no harm twice, late, or
/// before an earlier one; and it is remembered only after its work is done.
/// </remarks>
internal sealed class StripeWebhook(
    PaymentsOptions options,
    PaymentNewsDesk desk,
    IWebhookStore known,
    DaemonClock clock,
    ILogger<StripeWebhook> logger
)
{
    internal const string Path = "/stripe";

    private readonly WebhookRefusals refusals = new(clock, logger);

    /// <summary>Answers a request.</summary>
    internal async Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = await AnswerAsync(context);
    }

    private async Task<int> AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
        {
            return StatusCodes.Status404NotFound;
        }
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }
        using var limit = new CancellationTokenSource(
            TimeSpan.FromSeconds(options.Webhook.TimeoutSeconds),
            clock.TimeProvider
        );
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token,
            context.RequestAborted
        );
        try
        {
            return await WorkAsync(context.Request, both.Token);
        }
        catch (BadHttpRequestException e)
        {
            refusals.Note(e.Message);
            return e.StatusCode;
        }
        catch (Exception e)
            when (e
                    is PaymentUnknownException
                        or PaymentRefusedException
                        or StoreUnavailableException
                || (e is OperationCanceledException && limit.IsCancellationRequested)
            )
        {
            WebhookLog.Postponed(logger, e.Message);
            return StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<int> WorkAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        var header = request.Headers["Stripe-Signature"].ToString();
        if (
            !StripeSignature.IsValid(header, bytes.Span, options.Stripe.WebhookSecret, clock.UtcNow)
        )
        {
            refusals.Note(
                header.Length == 0
                    ? "it has no signature"
                    : "its signature is not Stripe's, or it is old"
            );
            return StatusCodes.Status400BadRequest;
        }
        if (StripeEvent.Parse(bytes) is not { } message)
        {
            refusals.Note("it is signed, but is no event");
            return StatusCodes.Status400BadRequest;
        }
        if (
            message.News is not PaymentNews.Other
            && !await known.IsKnownAsync(message.Id, cancellationToken)
        )
        {
            var isOurs = await desk.FollowAsync(message.News, cancellationToken);
            await known.RememberAsync(message.Id, message.Type, clock.UtcNow, cancellationToken);
            WebhookLog.Worked(logger, message.Id, message.Type, isOurs ? "yes" : "no");
        }
        return StatusCodes.Status200OK;
    }
}
