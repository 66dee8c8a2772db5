using System.Net;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Options;

/// <summary>How credit is bought: section <c>Payments</c>. Amounts are decimal texts in the account's currency.</summary>
public sealed record PaymentsOptions
{
    /// <summary>Who takes money from cards. Default: nobody.</summary>
    public CardProvider Provider { get; init; } = CardProvider.None;

    /// <summary>Amounts that people are offered. Default 5, 10, 25, 50.</summary>
    public IReadOnlyList<string> Packs { get; init; } = ["5", "10", "25", "50"];

    /// <summary>The least that is bought at once. Default 5.</summary>
    public string Least { get; init; } = "5";

    /// <summary>The most that is bought at once. Default 5000.</summary>
    public string Most { get; init; } = "5000";

    /// <summary>Whether an account whose payment is disputed is suspended. Default true.</summary>
    public bool SuspendOnDispute { get; init; } = true;

    /// <summary>What holds automatic recharges back.</summary>
    public BrakeOptions Brake { get; init; } = new();

    /// <summary>How a card is confirmed.</summary>
    public ConfirmationOptions Confirmation { get; init; } = new();

    /// <summary>Stripe.</summary>
    public StripeOptions Stripe { get; init; } = new();

    /// <summary>Where the provider tells us what happened.</summary>
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>How much is bought at once, for the Engine.</summary>
    public PurchaseLimits Limits =>
        new()
        {
            Packs = Packs,
            Least = Least,
            Most = Most,
        };
}

/// <summary>Who takes money from cards.</summary>
public enum CardProvider
{
    /// <summary>Nobody: credit comes in by hand and by invoice.</summary>
    None,

    /// <summary>Stripe.</summary>
    Stripe,
}

/// <summary>When automatic recharges of an account stop since they are suspiciously many: section <c>Payments:Brake</c>.</summary>
public sealed record BrakeOptions
{
    /// <summary>How many, 1 to 1000. Default 5.</summary>
    public int Recharges { get; init; } = 5;

    /// <summary>In how many minutes, 1 to 1440. Default 60.</summary>
    public int Minutes { get; init; } = 60;
}

/// <summary>How a card is confirmed: section <c>Payments:Confirmation</c>.</summary>
public sealed record ConfirmationOptions
{
    /// <summary>The least that is charged, in hundredths of the currency's unit, or in units where it has none; 50 to 1000. Default 50.</summary>
    public int Least { get; init; } = 50;

    /// <summary>The most, <see cref="Least"/> to 10,000, and at least 50 more, so that it can't be guessed. Default 199.</summary>
    public int Most { get; init; } = 199;

    /// <summary>How many wrong amounts block the card, 1 to 10. Default 3.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>After how many days it is given back though nobody named it, 1 to 60. Default 7.</summary>
    public int Days { get; init; } = 7;
}

/// <summary>Stripe: section <c>Payments:Stripe</c>.</summary>
public sealed record StripeOptions
{
    /// <summary>
    /// The secret or restricted key: from <c>SecretKey</c>, from the file that <c>SecretKeyFile</c> names, or from the systemd
    /// credential <c>stripe-secret-key</c>.
    /// </summary>
    public Secret SecretKey { get; init; }

    /// <summary>
    /// What webhooks are signed with: from <c>WebhookSecret</c>, from the file that <c>WebhookSecretFile</c> names, or from
    /// the systemd credential <c>stripe-webhook-secret</c>.
    /// </summary>
    public Secret WebhookSecret { get; init; }

    /// <summary>Where its API is. Default https://api.stripe.com/.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.stripe.com/");

    /// <summary>A page of the operator's that people see after they entered a card or agreed to a payment. Needed with Stripe.</summary>
    public string ReturnUrl { get; init; } = "";

    /// <summary>How long an answer may take, 1 to 300 s; longer, and its outcome is unknown. Default 30.</summary>
    public int TimeoutSeconds { get; init; } = 30;
}

/// <summary>Where the provider tells us what happened: section <c>Payments:Webhook</c>.</summary>
public sealed record WebhookOptions
{
    /// <summary>Address and port to listen on; null, as by default: off, and outcomes are asked for instead.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>How long a request may be, 1 to 4096 KiB. Default 256.</summary>
    public int MaxKilobytes { get; init; } = 256;

    /// <summary>How long a request may take to arrive, and its work to be done, 1 to 60 s. Default 10.</summary>
    public int TimeoutSeconds { get; init; } = 10;
}
