using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>Money that goes back: refunds, and disputes.</summary>
internal sealed class StripeRefunds(StripeClient client)
{
    private const string KeyName = "refund";

    internal async Task<PaymentOutcome> RefundAsync(
        RefundRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!MinorUnits.TryCount(request.Amount, out var amount))
        {
            return new PaymentOutcome.Failed(
                "",
                "amount_too_fine",
                $"Cards are refunded in steps of {MinorUnits.Step(request.Amount.Currency)}, and {request.Amount} is none of them."
            );
        }
        var answer = await client.PostAsync(
            "v1/refunds",
            new StripeForm()
                .With("payment_intent", request.Payment)
                .With("amount", amount)
                .With($"metadata[{KeyName}]", request.Key),
            request.Key,
            cancellationToken
        );
        return answer switch
        {
            StripeAnswer.Done { Object: var refund } => Outcome(refund),
            StripeAnswer.Refused { Error: var error } => new PaymentOutcome.Failed(
                "",
                error.Code,
                error.Sentence
            ),
            _ => throw new InvalidOperationException("There is no such answer."),
        };
    }

    internal async Task<IReadOnlyList<ProviderRefund>> ListAsync(
        string payment,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ProviderRefund>();
        while (true)
        {
            var page = (
                await client.GetAsync(
                    "v1/refunds",
                    new StripeForm()
                        .With("payment_intent", payment)
                        .With("limit", 100)
                        .With("starting_after", found.Count > 0 ? found[^1].Reference : ""),
                    cancellationToken
                )
            ).Require();
            var before = found.Count;
            found.AddRange(
                page.List("data")
                    .Select(refund => new ProviderRefund(
                        refund.Id,
                        refund.Metadata(KeyName),
                        refund.Amount(),
                        Outcome(refund)
                    ))
            );
            if (!page.IsTrue("has_more") || found.Count == before)
            {
                return found;
            }
        }
    }

    internal async Task<ProviderDispute?> FindDisputeAsync(
        string dispute,
        CancellationToken cancellationToken
    )
    {
        var answer = await client.GetAsync(
            $"v1/disputes/{Uri.EscapeDataString(dispute)}",
            new StripeForm(),
            cancellationToken
        );
        if (answer is StripeAnswer.Refused { Error.IsMissing: true })
        {
            return null;
        }
        var found = answer.Require();
        return new ProviderDispute(
            found.Id,
            found.Reference("payment_intent"),
            found.Amount(),
            found.TextOrEmpty("reason"),
            StateOf(found.Text("status"))
        );
    }

    private static PaymentOutcome Outcome(StripeObject refund) =>
        refund.Text("status") switch
        {
            "succeeded" => new PaymentOutcome.Succeeded(refund.Id),
            "pending" or "requires_action" => new PaymentOutcome.Pending(refund.Id),
            "failed" or "canceled" => new PaymentOutcome.Failed(
                refund.Id,
                refund.TextOrEmpty("failure_reason"),
                "The bank did not take the refund."
            ),
            var status => throw new PaymentUnknownException(
                $"Stripe says that the refund is '{status}', which we don't know."
            ),
        };

    /// <summary>https://docs.stripe.com/api/disputes/object, <c>status</c>. An appeal is about money that is away.</summary>
    private static DisputeState StateOf(string status) =>
        status switch
        {
            "warning_needs_response" or "warning_under_review" or "warning_closed" or "prevented" =>
                DisputeState.Inquiry,
            "needs_response"
            or "under_review"
            or "appeal_needs_response"
            or "appeal_under_review" => DisputeState.Open,
            // Older accounts say so where the charge was refunded instead: the bank gave back what it took.
            "won" or "charge_refunded" => DisputeState.Won,
            "lost" => DisputeState.Lost,
            _ => throw new PaymentUnknownException(
                $"Stripe says that the dispute is '{status}', which we don't know."
            ),
        };
}
