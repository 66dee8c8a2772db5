using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Ami;

/// <summary>The common actions in one call each. All throw what <see cref="IAmiSender.SendAsync"/> throws.</summary>
public static class AmiSenderExtensions
{
    /// <summary>Sets a channel's absolute timeout; see <see cref="AmiActions.AbsoluteTimeout"/>.</summary>
    /// <returns>The response; an error says that the channel is gone.</returns>
    public static Task<AmiResponse> AbsoluteTimeoutAsync(
        this IAmiSender sender,
        string channel,
        TimeSpan timeout,
        CancellationToken cancellationToken = default
    ) => Check(sender).SendAsync(AmiActions.AbsoluteTimeout(channel, timeout), cancellationToken);

    /// <summary>Hangs a channel up.</summary>
    /// <returns>The response; an error says that the channel is gone.</returns>
    public static Task<AmiResponse> HangupAsync(
        this IAmiSender sender,
        string channel,
        int cause = 16,
        CancellationToken cancellationToken = default
    ) => Check(sender).SendAsync(AmiActions.Hangup(channel, cause), cancellationToken);

    /// <summary>All live channels.</summary>
    /// <exception cref="AmiActionException">The user may not ask.</exception>
    public static async Task<IReadOnlyList<CoreShowChannelEvent>> CoreShowChannelsAsync(
        this IAmiSender sender,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.CoreShowChannels(), cancellationToken)
            .ConfigureAwait(false);
        return response
            .EnsureSuccess("CoreShowChannels")
            .Events.OfType<CoreShowChannelEvent>()
            .ToList();
    }

    /// <summary>A channel's status, or null when there is no such channel.</summary>
    public static async Task<StatusEvent?> StatusAsync(
        this IAmiSender sender,
        string channel,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.Status(channel), cancellationToken)
            .ConfigureAwait(false);
        return response.Events.OfType<StatusEvent>().FirstOrDefault();
    }

    /// <summary>An entry of Asterisk's database, or null when there is none.</summary>
    /// <exception cref="AmiActionException">Refused for another reason.</exception>
    public static async Task<string?> DbGetAsync(
        this IAmiSender sender,
        string family,
        string key,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.DbGet(family, key), cancellationToken)
            .ConfigureAwait(false);
        return IsMissing(response)
            ? null
            : response
                .EnsureSuccess("DBGet")
                .Events.OfType<DbGetResponseEvent>()
                .FirstOrDefault()
                ?.Value;
    }

    /// <summary>All entries of a family; empty when there are none. Keys are whole paths: <c>/family/key</c>.</summary>
    /// <exception cref="AmiActionException">Refused.</exception>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> DbGetTreeAsync(
        this IAmiSender sender,
        string family,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.DbGetTree(family), cancellationToken)
            .ConfigureAwait(false);
        return IsMissing(response)
            ? []
            : response
                .EnsureSuccess("DBGetTree")
                .Events.OfType<DbGetResponseEvent>()
                .Select(e => KeyValuePair.Create(e.Key, e.Value))
                .ToList();
    }

    /// <summary>Deletes an entry of Asterisk's database.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="AmiActionException">Refused for another reason.</exception>
    public static async Task<bool> DbDelAsync(
        this IAmiSender sender,
        string family,
        string key,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.DbDel(family, key), cancellationToken)
            .ConfigureAwait(false);
        if (response.IsSuccess)
        {
            return true;
        }

        // Asterisk 16 and 22 say "could not be deleted" both when there was no entry and when the database failed.
        if (await sender.DbGetAsync(family, key, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        throw new AmiActionException("DBDel", response);
    }

    /// <summary>A channel variable or function; empty when unset, null when the channel is gone.</summary>
    public static async Task<string?> GetvarAsync(
        this IAmiSender sender,
        string? channel,
        string variable,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.Getvar(channel, variable), cancellationToken)
            .ConfigureAwait(false);
        return response.IsSuccess ? response["Value"] ?? string.Empty : null;
    }

    /// <summary>Runs a CLI command and gives its lines.</summary>
    /// <exception cref="AmiActionException">The user may not, or the command failed.</exception>
    public static async Task<IReadOnlyList<string>> CommandAsync(
        this IAmiSender sender,
        string command,
        CancellationToken cancellationToken = default
    )
    {
        var response = await Check(sender)
            .SendAsync(AmiActions.Command(command), cancellationToken)
            .ConfigureAwait(false);
        return response.EnsureSuccess("Command").Output;
    }

    // "Database entry not found".
    private static bool IsMissing(AmiResponse response) =>
        !response.IsSuccess
        && response.Text?.Contains("not found", StringComparison.OrdinalIgnoreCase) == true;

    private static IAmiSender Check(IAmiSender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return sender;
    }
}
