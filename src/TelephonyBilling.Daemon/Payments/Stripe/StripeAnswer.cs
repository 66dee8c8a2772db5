using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>What Stripe answered, where it is certain.</summary>
internal abstract record StripeAnswer
{
    private StripeAnswer() { }

    /// <summary>It was done.</summary>
    internal sealed record Done(StripeObject Object) : StripeAnswer;

    /// <summary>It was not done, and asked again it would not be.</summary>
    internal sealed record Refused(StripeError Error) : StripeAnswer;

    /// <summary>The object, where nothing else helps.</summary>
    /// <exception cref="PaymentRefusedException">It was refused.</exception>
    internal StripeObject Require() =>
        this switch
        {
            Done done => done.Object,
            Refused { Error: var error } => throw new PaymentRefusedException(
                error.Code,
                error.Sentence
            ),
            _ => throw new InvalidOperationException("There is no such answer."),
        };
}

/// <summary>An error as Stripe tells it: https://docs.stripe.com/api/errors.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Type">Such as <c>card_error</c>, <c>invalid_request_error</c>.</param>
/// <param name="Code">What is to be looked up: the decline code where the bank gave one, else the error's.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Payment">The payment that failed; null where there is none.</param>
internal sealed record StripeError(
    int Status,
    string Type,
    string Code,
    string Sentence,
    StripeObject? Payment
)
{
    /// <summary>Whether what was asked about is not there.</summary>
    internal bool IsMissing => Status == 404 || Code == "resource_missing";

    /// <summary>Reads the object <c>error</c>.</summary>
    internal static StripeError Of(int status, StripeObject error)
    {
        var type = error.TextOrEmpty("type");
        var message = error.TextOrEmpty("message");
        return new StripeError(
            status,
            type,
            CodeOf(error, type),
            status is 401 or 403
                ? $"Stripe refuses our secret key (Payments:Stripe:SecretKey): {message}"
                : message,
            error.Object("payment_intent")
        );
    }

    /// <summary>The most telling code of an error, or of a payment's last one.</summary>
    internal static string CodeOf(StripeObject error, string otherwise)
    {
        var decline = error.TextOrEmpty("decline_code");
        if (decline.Length > 0)
        {
            return decline;
        }
        var code = error.TextOrEmpty("code");
        return code.Length > 0 ? code : otherwise;
    }
}
