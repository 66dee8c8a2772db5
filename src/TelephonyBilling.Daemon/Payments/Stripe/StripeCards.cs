using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Engine.Payments;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>Cards that Stripe keeps: its customers, and the Checkout page on which a card is entered. No number of one ever comes here.</summary>
internal sealed class StripeCards(StripeClient client, StripeOptions options)
{
    /// <summary>The name in an object's metadata under which its account is found again.</summary>
    internal const string AccountName = "account";

    internal async Task<CardSetup> SetUpAsync(
        CardHolder holder,
        CancellationToken cancellationToken
    )
    {
        var customer =
            holder.Customer.Length > 0
                ? holder.Customer
                : await CreateCustomerAsync(holder, cancellationToken);
        var form = new StripeForm()
            .With("mode", "setup")
            .With("customer", customer)
            .With("payment_method_types[0]", "card")
            .With("success_url", options.ReturnUrl)
            .With("cancel_url", options.ReturnUrl)
            .With($"metadata[{AccountName}]", holder.Account)
            .With($"setup_intent_data[metadata][{AccountName}]", holder.Account);
        var answer = await client.PostAsync(
            "v1/checkout/sessions",
            form,
            key: null,
            cancellationToken
        );
        if (answer is StripeAnswer.Refused { Error.IsMissing: true } && holder.Customer.Length > 0)
        {
            // Deleted by hand, or of another Stripe account: the holder begins anew.
            return await SetUpAsync(holder with { Customer = "" }, cancellationToken);
        }
        return new CardSetup(customer, answer.Require().Text("url"));
    }

    internal async Task<SavedCard?> FindAsync(string customer, CancellationToken cancellationToken)
    {
        var newest = (
            await client.GetAsync(
                $"v1/customers/{Uri.EscapeDataString(customer)}/payment_methods",
                new StripeForm().With("type", "card").With("limit", 1),
                cancellationToken
            )
        ).Require();
        foreach (var method in newest.List("data"))
        {
            return method.Object("card") is { } card
                ? new SavedCard(
                    method.Id,
                    card.TextOrEmpty("brand"),
                    card.TextOrEmpty("last4"),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{card.Number("exp_year"):D4}-{card.Number("exp_month"):D2}"
                    )
                )
                : null;
        }
        return null;
    }

    internal async Task RemoveAsync(string method, CancellationToken cancellationToken)
    {
        var answer = await client.PostAsync(
            $"v1/payment_methods/{Uri.EscapeDataString(method)}/detach",
            new StripeForm(),
            key: null,
            cancellationToken
        );
        if (answer is StripeAnswer.Refused { Error: { IsMissing: false } error })
        {
            throw new PaymentRefusedException(error.Code, error.Sentence);
        }
    }

    private async Task<string> CreateCustomerAsync(
        CardHolder holder,
        CancellationToken cancellationToken
    )
    {
        // A key stands for one request: with another name or address it has to be another.
        var content = SHA256.HashData(Encoding.UTF8.GetBytes($"{holder.Name}\n{holder.Email}"));
        var key = $"customer/{holder.Account}/{Convert.ToHexStringLower(content)[..16]}";
        var answer = await client.PostAsync(
            "v1/customers",
            new StripeForm()
                .With("name", holder.Name)
                .With("email", holder.Email)
                .With($"metadata[{AccountName}]", holder.Account),
            key,
            cancellationToken
        );
        return answer.Require().Id;
    }
}
