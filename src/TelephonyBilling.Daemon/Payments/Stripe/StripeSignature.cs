using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Payments.Stripe;

/// <summary>
/// Checks the header <c>Stripe-Signature</c>: <c>t=SECONDS,v1=HEX[,v1=HEX…]</c>, where each <c>v1</c> is an HMAC-SHA256 over
/// the time, a point and the body as it came. There are several while a secret is being replaced. See
/// https://docs.stripe.com/webhooks/signature.
/// </summary>
internal static class StripeSignature
{
    /// <summary>Older messages, and those from the future, are refused: somebody may have kept them.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>More than Stripe ever sends; each costs a comparison.</summary>
    private const int MostSignatures = 16;

    /// <summary>Whether Stripe sent the body, with our secret, about now.</summary>
    internal static bool IsValid(
        string header,
        ReadOnlySpan<byte> body,
        Secret secret,
        DateTimeOffset now
    )
    {
        var time = "";
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(','))
        {
            var (name, value) = part.IndexOf('=') is var at and >= 0
                ? (part[..at].Trim(), part[(at + 1)..].Trim())
                : ("", "");
            if (name == "t")
            {
                time = value;
            }
            else if (name == "v1" && signatures.Count < MostSignatures && Hex(value) is { } bytes)
            {
                signatures.Add(bytes);
            }
        }
        if (
            secret.IsEmpty
            || !long.TryParse(
                time,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance
        )
        {
            return false;
        }
        var expected = Sign(time, body, secret);
        var isValid = false;
        foreach (var signature in signatures)
        {
            isValid |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }
        return isValid;
    }

    private static byte[] Sign(string time, ReadOnlySpan<byte> body, Secret secret)
    {
        using var mac = IncrementalHash.CreateHMAC(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret.Reveal())
        );
        mac.AppendData(Encoding.ASCII.GetBytes(time));
        mac.AppendData("."u8);
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }

    private static byte[]? Hex(string text)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return
            text.Length == bytes.Length * 2
            && Convert.FromHexString(text, bytes, out _, out var written)
                == System.Buffers.OperationStatus.Done
            && written == bytes.Length
            ? bytes
            : null;
    }
}
