namespace TelephonyBilling.Engine.Payments;

/// <summary>Keeps which messages of a payment provider were worked, so that one that comes again is known.</summary>
public interface IWebhookStore
{
    /// <summary>Whether a message was worked.</summary>
    Task<bool> IsKnownAsync(string id, CancellationToken cancellationToken);

    /// <summary>A message was worked. Told twice, it is one.</summary>
    Task RememberAsync(
        string id,
        string kind,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>Forgets messages that came before a time: providers repeat none after some days.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
