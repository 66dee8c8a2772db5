using System.Security.Cryptography;
using System.Text;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>Challenge, login and filters (<c>authenticate</c> in <c>main/manager.c</c>).</summary>
internal static class AmiLogin
{
    public static async Task RunAsync(
        AmiConnection connection,
        AmiClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var login = new AmiAction("Login") { Timeout = Timeout.InfiniteTimeSpan };
        var challenge =
            options.Authentication == AmiAuthentication.Plain
                ? null
                : await ChallengeAsync(connection, options, cancellationToken)
                    .ConfigureAwait(false);
        login.With("Username", options.User);
        if (challenge is null)
        {
            login.With("Secret", options.Secret);
        }
        else
        {
            login.With("AuthType", "MD5").With("Key", Key(challenge, options.Secret));
        }

        login.With("Events", options.EventMask);
        var response = await connection.SendAsync(login, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
        {
            throw new AmiLoginException(
                $"{options.Host}:{options.Port} refused the login of user \"{options.User}\" ({response.Text}): check user, secret, and permit/deny in manager.conf."
            );
        }

        foreach (var filter in options.Filters)
        {
            var added = await connection
                .SendAsync(AmiActions.Filter(filter), cancellationToken)
                .ConfigureAwait(false);
            if (!added.IsSuccess)
            {
                throw new AmiLoginException(
                    $"{options.Host}:{options.Port} refused the event filter \"{filter}\" ({added.Text}): user \"{options.User}\" needs the write class \"system\"."
                );
            }
        }
    }

    private static async Task<string?> ChallengeAsync(
        AmiConnection connection,
        AmiClientOptions options,
        CancellationToken cancellationToken
    )
    {
        var action = new AmiAction("Challenge") { Timeout = Timeout.InfiniteTimeSpan }.With(
            "AuthType",
            "MD5"
        );
        var response = await connection.SendAsync(action, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccess && response["Challenge"] is { Length: > 0 } challenge)
        {
            return challenge;
        }

        if (options.Authentication == AmiAuthentication.Md5OrPlain)
        {
            return null;
        }

        throw new AmiLoginException(
            $"{options.Host}:{options.Port} gives no MD5 challenge ({response.Text}); set Authentication to Plain (over TLS) if it must be."
        );
    }

    // MD5 because the protocol has nothing else; TLS is what protects a connection that leaves the machine.
#pragma warning disable CA5351
    private static string Key(string challenge, string secret) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
#pragma warning restore CA5351
}
