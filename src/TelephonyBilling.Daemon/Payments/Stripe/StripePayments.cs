using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>Payments by saved cards: PaymentIntents that are confirmed while their holder is away.</summary>
internal sealed class StripePayments(StripeClient client, StripeOptions options, TimeProvider time)
{
    /// <summary>The name in a payment's metadata under which it is found again.</summary>
    internal const string KeyName = "topup";

    private const string Agreement = "authentication_required";

    /// <summary>A holder who has not agreed in this time won't: the payment is called off, so that it holds no recharge up.</summary>
    private static readonly TimeSpan AgreementPatience = TimeSpan.FromHours(24);

    /// <summary>How far Stripe's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockPatience = TimeSpan.FromHours(1);

    internal async Task<PaymentOutcome> ChargeAsync(
        PaymentRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!MinorUnits.TryCount(request.Amount, out var amount))
        {
            return new PaymentOutcome.Failed(
                "",
                "amount_too_fine",
                $"Cards are charged in steps of {MinorUnits.Step(request.Amount.Currency)}, and {request.Amount} is none of them."
            );
        }
        var form = new StripeForm()
            .With("amount", amount)
            .With("currency", request.Amount.Currency.Code.ToLowerInvariant())
            .With("customer", request.Customer)
            .With("payment_method", request.Method)
            .With("automatic_payment_methods[enabled]", "true")
            .With("off_session", "true")
            .With("confirm", "true")
            .With("return_url", options.ReturnUrl)
            .With("description", request.Description)
            .With($"metadata[{KeyName}]", request.Key);
        return await client.PostAsync(
            "v1/payment_intents",
            form,
            request.Key,
            cancellationToken
        ) switch
        {
            StripeAnswer.Done { Object: var intent } => await OutcomeAsync(
                intent,
                request.Key,
                cancellationToken
            ),
            StripeAnswer.Refused { Error: { Code: Agreement, Payment: { } intent } } =>
                await AskHolderAsync(intent.Id, request.Method, request.Key, cancellationToken),
            StripeAnswer.Refused { Error: var error } => Failed(error),
            _ => throw new InvalidOperationException("There is no such answer."),
        };
    }

    internal async Task<PaymentOutcome?> FindAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    )
    {
        var found =
            inquiry.Reference.Length > 0
                ? await ByReferenceAsync(inquiry.Reference, cancellationToken)
                : await ByKeyAsync(inquiry, cancellationToken);
        return found is { } intent && intent.Metadata(KeyName) == inquiry.Key
            ? await OutcomeAsync(intent, inquiry.Key, cancellationToken)
            : null;
    }

    private async Task<StripeObject?> ByReferenceAsync(
        string reference,
        CancellationToken cancellationToken
    ) =>
        Certain(
            await client.GetAsync(
                $"v1/payment_intents/{Uri.EscapeDataString(reference)}",
                new StripeForm(),
                cancellationToken
            )
        );

    /// <summary>
    /// Looks through the customer's payments since then. Stripe's search would be one request, but it lags behind, and what
    /// it has not seen yet would be charged twice.
    /// </summary>
    private async Task<StripeObject?> ByKeyAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    )
    {
        var since = (inquiry.Since - ClockPatience).ToUnixTimeSeconds();
        var after = "";
        while (true)
        {
            var page = Certain(
                await client.GetAsync(
                    "v1/payment_intents",
                    new StripeForm()
                        .With("customer", inquiry.Customer)
                        .With("created[gte]", since)
                        .With("limit", 100)
                        .With("starting_after", after),
                    cancellationToken
                )
            );
            foreach (var intent in page.List("data"))
            {
                if (intent.Metadata(KeyName) == inquiry.Key)
                {
                    return intent;
                }
                after = intent.Id;
            }
            if (!page.IsTrue("has_more"))
            {
                return null;
            }
        }
    }

    /// <summary>
    /// An answer to a question about a payment that may have been made. A refusal says nothing of the payment, whatever its
    /// reason: a key of another Stripe account sees none of them.
    /// </summary>
    private static StripeObject Certain(StripeAnswer answer) =>
        answer switch
        {
            StripeAnswer.Done done => done.Object,
            StripeAnswer.Refused refused => throw new PaymentUnknownException(
                $"Stripe does not tell what became of the payment: {refused.Error.Sentence}"
            ),
            _ => throw new InvalidOperationException("There is no such answer."),
        };

    private async Task<PaymentOutcome> OutcomeAsync(
        StripeObject intent,
        string key,
        CancellationToken cancellationToken
    )
    {
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(intent.Number("created"));
        var error = intent.Object("last_payment_error");
        switch (intent.Text("status"))
        {
            case "succeeded":
                return new PaymentOutcome.Succeeded(intent.Id);
            case "processing":
                return new PaymentOutcome.Pending(intent.Id);
            case "canceled":
                return new PaymentOutcome.Failed(
                    intent.Id,
                    "canceled",
                    "The payment was called off."
                );
            case "requires_action" when age < AgreementPatience && Link(intent) is { } link:
                return new PaymentOutcome.ActionRequired(intent.Id, link);
            case "requires_payment_method"
                when error is { } last
                    && StripeError.CodeOf(last, "") == Agreement
                    && age < AgreementPatience
                    && last.Reference("payment_method") is { Length: > 0 } method:
                // Whoever asked died before the holder could be asked.
                return await AskHolderAsync(intent.Id, method, key, cancellationToken);
            case "requires_payment_method" when error is { } last:
                return new PaymentOutcome.Failed(
                    intent.Id,
                    StripeError.CodeOf(last, "card_declined"),
                    last.TextOrEmpty("message")
                );
            default:
                return await CallOffAsync(intent.Id, cancellationToken);
        }
    }

    /// <summary>The bank wants the holder's word: the payment is confirmed once more, as if the holder were here, for a link.</summary>
    private async Task<PaymentOutcome> AskHolderAsync(
        string intent,
        string method,
        string key,
        CancellationToken cancellationToken
    ) =>
        await client.PostAsync(
            $"v1/payment_intents/{Uri.EscapeDataString(intent)}/confirm",
            new StripeForm().With("payment_method", method).With("return_url", options.ReturnUrl),
            $"{key}/agree",
            cancellationToken
        ) switch
        {
            StripeAnswer.Done { Object: var asked }
                when asked.Text("status") == "requires_action" && Link(asked) is { } link =>
                new PaymentOutcome.ActionRequired(asked.Id, link),
            StripeAnswer.Done { Object: var asked } when asked.Text("status") is "succeeded" =>
                new PaymentOutcome.Succeeded(asked.Id),
            StripeAnswer.Done { Object: var asked } when asked.Text("status") is "processing" =>
                new PaymentOutcome.Pending(asked.Id),
            StripeAnswer.Refused { Error: var error } => Failed(error, intent),
            _ => await CallOffAsync(intent, cancellationToken),
        };

    private async Task<PaymentOutcome> CallOffAsync(
        string intent,
        CancellationToken cancellationToken
    )
    {
        var answer = await client.PostAsync(
            $"v1/payment_intents/{Uri.EscapeDataString(intent)}/cancel",
            new StripeForm(),
            key: null,
            cancellationToken
        );
        return
            answer is StripeAnswer.Done { Object: var called }
            && called.Text("status") == "canceled"
            ? new PaymentOutcome.Failed(
                intent,
                "not_agreed",
                "The card's holder did not agree to the payment in time."
            )
            // Then it was paid in this moment, which the next look will find.
            : throw new PaymentUnknownException("The payment could not be called off.");
    }

    private static string? Link(StripeObject intent) =>
        intent.Object("next_action")?.Object("redirect_to_url")?.TextOrEmpty("url")
            is { Length: > 0 } link
            ? link
            : null;

    private static PaymentOutcome.Failed Failed(StripeError error, string payment = "") =>
        new(error.Payment?.Id ?? payment, error.Code, error.Sentence);
}
