using System.Globalization;

namespace TelephonyBilling.Engine.Notices;

/// <summary>One try to send one mail: an envelope for each address, so that a bad one costs the others nothing.</summary>
internal sealed class MailDelivery(IMailer mailer, OutboxMail mail)
{
    private readonly List<string> delivered = [.. mail.Delivered];
    private readonly List<string> refused = [];
    private readonly List<string> failures = [];

    /// <summary>The addresses that have the mail now.</summary>
    internal IReadOnlyList<string> Delivered => delivered;

    /// <summary>Whether some address may have it yet, later.</summary>
    internal bool HasToGoOn => failures.Count > 0;

    /// <summary>Whether the server is the trouble.</summary>
    internal bool IsServerAway { get; private set; }

    /// <summary>What went wrong; empty: nothing.</summary>
    internal string Error => string.Join(' ', failures.Concat(refused));

    /// <summary>Sends to everybody who does not have it yet.</summary>
    /// <param name="composed">The mail.</param>
    /// <param name="patience">Cancelled when the try has taken too long.</param>
    /// <param name="cancellationToken">Cancelled when nobody wants it sent any more.</param>
    internal async Task RunAsync(
        ComposedMail composed,
        CancellationToken patience,
        CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience,
            cancellationToken
        );
        var missing = composed.Recipients.Except(mail.Delivered, StringComparer.OrdinalIgnoreCase);
        foreach (var address in missing)
        {
            if (!MailAddressees.IsAddress(address))
            {
                refused.Add($"'{address}' is not a mail address.");
                continue;
            }
            try
            {
                await mailer.SendAsync(Outgoing(address, composed), either.Token);
                delivered.Add(address);
            }
            catch (MailFailedException e) when (e.Failure == MailFailure.AddressRefused)
            {
                refused.Add($"{address}: {e.Message}");
            }
            catch (MailFailedException e)
            {
                failures.Add($"{address}: {e.Message}");
                IsServerAway |= e.Failure == MailFailure.ServerAway;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add($"{address}: the mail server took too long.");
                IsServerAway = true;
            }
            if (IsServerAway)
            {
                return;
            }
        }
    }

    private OutgoingMail Outgoing(string address, ComposedMail composed) =>
        new(
            address,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{mail.CreatedAt.UtcDateTime:yyyyMMddHHmmssfffffff}.{mail.Id}"
            ),
            composed.Content,
            composed.Attachments
        );
}
