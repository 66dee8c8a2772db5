using System.Text.Json;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Notices as they are kept: JSON, names in camelCase, instants in ISO 8601.</summary>
public static class NoticeJson
{
    /// <summary>Writes what a mail tells.</summary>
    public static string Write<T>(T notice)
        where T : INotice => JsonSerializer.Serialize(notice, JsonSerializerOptions.Web);
}
