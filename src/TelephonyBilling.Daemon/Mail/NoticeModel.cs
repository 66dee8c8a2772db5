using System.Text.Json;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>What templates see: the fields of the notice, and of its account what every mail may say.</summary>
internal static class NoticeModel
{
    /// <summary>What every template may use beside its notice's own fields.</summary>
    internal static IReadOnlyList<string> CommonFields { get; } =
    ["accountId", "accountName", "company", "createdAt"];

    /// <summary>The fields by name: texts, whole numbers, switches, lists. A field that an older program did not write yet is null.</summary>
    /// <exception cref="NoticeUnrenderableException">The data is no JSON of a notice.</exception>
    internal static Dictionary<string, object?> Of(
        NoticeSample kind,
        OutboxMail mail,
        Account account,
        string company
    )
    {
        var model = kind.Fields.ToDictionary(
            field => field,
            _ => (object?)null,
            StringComparer.Ordinal
        );
        try
        {
            using var document = JsonDocument.Parse(mail.Data);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                model[property.Name] = ValueOf(property.Value);
            }
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new NoticeUnrenderableException(
                $"The data of mail {mail.Id} can't be read: {e.Message}",
                e
            );
        }
        model["accountId"] = account.Id;
        model["accountName"] = account.Name.Length > 0 ? account.Name : account.Id;
        model["company"] = company;
        model["createdAt"] = mail.CreatedAt.UtcDateTime.ToString(
            "O",
            System.Globalization.CultureInfo.InvariantCulture
        );
        return model;
    }

    private static object? ValueOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetInt64(), // never a fraction: that would be money in floating point
            JsonValueKind.Array => value.EnumerateArray().Select(ValueOf).ToList(),
            _ => value
                .EnumerateObject()
                .ToDictionary(
                    property => property.Name,
                    property => ValueOf(property.Value),
                    StringComparer.Ordinal
                ),
        };
}
