using System.Text.Json;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Notices as they are kept: JSON, names in camelCase, instants in ISO 8601.</summary>
public static class NoticeJson
{
    /// <summary>Writes what a mail tells.</summary>
    public static string Write<T>(T notice)
        where T : INotice => JsonSerializer.Serialize(notice, JsonSerializerOptions.Web);

    /// <summary>Reads it again.</summary>
    /// <exception cref="NoticeUnrenderableException">The data is none of this kind.</exception>
    public static T Read<T>(OutboxMail mail)
        where T : INotice
    {
        ArgumentNullException.ThrowIfNull(mail);
        try
        {
            return JsonSerializer.Deserialize<T>(mail.Data, JsonSerializerOptions.Web)
                ?? throw new NoticeUnrenderableException($"Mail {mail.Id} tells nothing.");
        }
        catch (JsonException e)
        {
            throw new NoticeUnrenderableException(
                $"The data of mail {mail.Id} can't be read: {e.Message}",
                e
            );
        }
    }
}
