namespace TelephonyBilling.Engine.Payments;

/// <summary>What became of a payment, or of giving it back.</summary>
public abstract record PaymentOutcome
{
    private PaymentOutcome() { }

    /// <summary>The money was taken, or given back.</summary>
    public sealed record Succeeded(string Reference) : PaymentOutcome;

    /// <summary>It was not, and will not be.</summary>
    /// <param name="Reference">The provider's name of the payment; may be empty.</param>
    /// <param name="Code">The provider's code, such as <c>card_declined</c>.</param>
    /// <param name="Error">A sentence.</param>
    public sealed record Failed(string Reference, string Code, string Error) : PaymentOutcome;

    /// <summary>The card's holder has to agree, under a link.</summary>
    public sealed record ActionRequired(string Reference, string Link) : PaymentOutcome;

    /// <summary>The provider decides later.</summary>
    public sealed record Pending(string Reference) : PaymentOutcome;
}

/// <summary>No answer came that says what happened: the same request has to be asked again.</summary>
public sealed class PaymentUnknownException(string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>How long the provider wants to be left alone; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The provider says no, and would say it again. The message is a sentence for people.</summary>
/// <param name="code">The provider's code, such as <c>resource_missing</c>.</param>
/// <param name="message">Why.</param>
public sealed class PaymentRefusedException(string code, string message) : Exception(message)
{
    /// <summary>The provider's code.</summary>
    public string Code { get; } = code;
}
