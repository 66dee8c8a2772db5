using System.Net;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Options;

/// <summary>Reads how credit is bought: section <c>Payments</c>.</summary>
internal sealed class PaymentsBinder(
    OptionsReader section,
    Func<string, string> fullPath,
    IReadOnlyDictionary<string, string> environment
)
{
    /// <summary>Any currency does: what an amount must look like depends on none.</summary>
    private static readonly Currency Sample = Currency.Parse("USD");

    internal PaymentsOptions Bind(bool forDaemon)
    {
        var defaults = new PaymentsOptions();
        var provider = section.Choice(
            "Provider",
            defaults.Provider,
            Enum.GetValues<CardProvider>()
        );
        var webhooks = section.Section("Webhook");
        var webhook = BindWebhook(webhooks);
        var options = new PaymentsOptions
        {
            Provider = provider,
            Packs =
            [
                .. section.Texts("Packs", defaults.Packs).Select(text => Amount("Packs", text)),
            ],
            Least = Amount("Least", section.Text("Least", defaults.Least)),
            Most = Amount("Most", section.Text("Most", defaults.Most)),
            SuspendOnDispute = section.Switch("SuspendOnDispute", defaults.SuspendOnDispute),
            Brake = BindBrake(section.Section("Brake")),
            Confirmation = BindConfirmation(section.Section("Confirmation")),
            Stripe = BindStripe(
                section.Section("Stripe"),
                isUsed: provider == CardProvider.Stripe,
                forDaemon,
                hasWebhook: webhook.Listen is not null
            ),
            Webhook = webhook,
        };
        if (Parsed(options.Least) > Parsed(options.Most))
        {
            section.Fail(
                "Most",
                $"found '{options.Most}', expected at least Least ({options.Least})."
            );
        }
        if (webhook.Listen is not null && provider == CardProvider.None)
        {
            webhooks.Fail(
                "Listen",
                "nobody is there who could tell something: expected Payments:Provider to be Stripe, or this to be empty."
            );
        }
        return options;
    }

    private StripeOptions BindStripe(
        OptionsReader stripe,
        bool isUsed,
        bool forDaemon,
        bool hasWebhook
    )
    {
        var defaults = new StripeOptions();
        var secrets = new SecretSource(stripe, fullPath, environment);
        var needed = isUsed && forDaemon;
        return new StripeOptions
        {
            SecretKey = Printable(
                stripe,
                "SecretKey",
                secrets.Read("SecretKey", "stripe-secret-key", needed)
            ),
            WebhookSecret = Printable(
                stripe,
                "WebhookSecret",
                secrets.Read("WebhookSecret", "stripe-webhook-secret", needed && hasWebhook)
            ),
            BaseAddress = Address(stripe, "BaseAddress", defaults.BaseAddress),
            ReturnUrl = isUsed ? ReturnUrl(stripe) : stripe.Text("ReturnUrl", ""),
            TimeoutSeconds = stripe.Integer("TimeoutSeconds", defaults.TimeoutSeconds, 1, 300),
        };
    }

    private static BrakeOptions BindBrake(OptionsReader brake)
    {
        var defaults = new BrakeOptions();
        return new BrakeOptions
        {
            Recharges = brake.Integer("Recharges", defaults.Recharges, 1, 1000),
            Minutes = brake.Integer("Minutes", defaults.Minutes, 1, 1440),
        };
    }

    private static ConfirmationOptions BindConfirmation(OptionsReader confirmation)
    {
        const int span = 50;
        var defaults = new ConfirmationOptions();
        var least = confirmation.Integer("Least", defaults.Least, 50, 1000);
        var most = confirmation.Integer("Most", defaults.Most, 1, 10_000);
        if (most < least + span)
        {
            confirmation.Fail(
                "Most",
                $"found {most}, expected at least {span} more than Least ({least}): otherwise it can be guessed."
            );
        }
        return new ConfirmationOptions
        {
            Least = least,
            Most = most,
            Tries = confirmation.Integer("Tries", defaults.Tries, 1, 10),
            Days = confirmation.Integer("Days", defaults.Days, 1, 60),
        };
    }

    private static WebhookOptions BindWebhook(OptionsReader webhook)
    {
        var defaults = new WebhookOptions();
        return new WebhookOptions
        {
            Listen = webhook.Listen("Listen", defaults.Listen, mayBeEmpty: true),
            MaxKilobytes = webhook.Integer("MaxKilobytes", defaults.MaxKilobytes, 1, 4096),
            TimeoutSeconds = webhook.Integer("TimeoutSeconds", defaults.TimeoutSeconds, 1, 60),
        };
    }

    private static Money Parsed(string text) =>
        Money.TryParse(text, Sample, out var amount) ? amount : Money.Zero(Sample);

    private string Amount(string key, string text)
    {
        if (Money.TryParse(text, Sample, out var amount) && amount > Money.Zero(Sample))
        {
            return text;
        }
        section.Fail(
            key,
            $"found '{text}', expected an amount above 0 with at most six decimals, such as 25."
        );
        return "1";
    }

    /// <summary>A secret goes into a header: a line break in it would be another header.</summary>
    private static Secret Printable(OptionsReader stripe, string key, Secret secret)
    {
        if (!secret.Reveal().All(c => c is > ' ' and <= '~'))
        {
            stripe.Fail(key, "there are blanks or other characters in it that no key has.");
        }
        return secret;
    }

    /// <summary>Card payments go over plain HTTP to nobody but this machine.</summary>
    private static Uri Address(OptionsReader stripe, string key, Uri fallback)
    {
        var text = stripe.Text(key, fallback.AbsoluteUri);
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (
                address.Scheme == Uri.UriSchemeHttps
                || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            )
        )
        {
            return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        }
        stripe.Fail(
            key,
            $"found '{text}', expected an address such as {fallback}; plain http only on this machine."
        );
        return fallback;
    }

    private static string ReturnUrl(OptionsReader stripe)
    {
        const string expected =
            "the address of a page that people see after they entered a card, such as https://example.com/thanks";
        var text = stripe.RequiredText("ReturnUrl", expected);
        if (
            text.Length > 0
            && !(
                Uri.TryCreate(text, UriKind.Absolute, out var page)
                && page.Scheme is "https" or "http"
            )
        )
        {
            stripe.Fail("ReturnUrl", $"found '{text}', expected {expected}.");
        }
        return text;
    }
}
