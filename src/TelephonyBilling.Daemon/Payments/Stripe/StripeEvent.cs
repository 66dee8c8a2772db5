using System.Text.Json;
using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>A message of Stripe: https://docs.stripe.com/api/events/types.</summary>
/// <param name="Id">Its name: told again, it bears the same.</param>
/// <param name="Type">Such as <c>payment_intent.succeeded</c>.</param>
/// <param name="News">What it is about.</param>
internal sealed record StripeEvent(string Id, string Type, PaymentNews News)
{
    /// <summary>Reads a body whose signature was checked; null where it is no event.</summary>
    internal static StripeEvent? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var message = new StripeObject(document.RootElement.Clone());
            var type = message.Text("type");
            return message.Object("data")?.Object("object") is { } about
                ? new StripeEvent(message.Id, type, NewsOf(type, about))
                : null;
        }
        catch (Exception e) when (e is JsonException or PaymentUnknownException)
        {
            return null;
        }
    }

    private static PaymentNews NewsOf(string type, StripeObject about) =>
        type switch
        {
            "payment_intent.succeeded"
            or "payment_intent.payment_failed"
            or "payment_intent.processing"
            or "payment_intent.canceled" => new PaymentNews.PaymentChanged(
                about.Metadata(StripePayments.KeyName),
                about.Id
            ),
            "charge.refunded" or "refund.updated" or "refund.failed" => Payment(about)
                is { Length: > 0 } payment
                ? new PaymentNews.MoneyWentBack(payment)
                : new PaymentNews.Other(),
            "charge.dispute.created"
            or "charge.dispute.updated"
            or "charge.dispute.closed"
            or "charge.dispute.funds_reinstated" => new PaymentNews.DisputeChanged(about.Id),
            "setup_intent.succeeded" or "checkout.session.completed" => about.Metadata(
                StripeCards.AccountName
            )
                is { Length: > 0 } account
                ? new PaymentNews.CardEntered(account)
                : new PaymentNews.Other(),
            _ => new PaymentNews.Other(),
        };

    private static string Payment(StripeObject about) => about.Reference("payment_intent");
}
