namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Checks texts before they are stored, whoever they come from.</summary>
internal static class StoredArgument
{
    private const int MaxId = 64;

    /// <summary>The longest text of any other kind: a channel's name, a person's, a note.</summary>
    private const int MaxText = 1000;

    /// <summary>An account id: 1–64 of <c>a–z 0–9 . _ -</c>, beginning with a letter or digit.</summary>
    internal static string AccountId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var isRight =
            id.Length is > 0 and <= MaxId
            && IsLetterOrDigit(id[0])
            && id.All(c => IsLetterOrDigit(c) || c is '.' or '_' or '-');
        return isRight
            ? id
            : throw new ArgumentException(
                $"'{id}' is not an account id: expected 1 to {MaxId} of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.",
                nameof(id)
            );
    }

    /// <summary>A plan's or a deck's name: 1 to 64 characters on one line.</summary>
    internal static string Name(string name, string what) =>
        Text(name, what) is { Length: > 0 and <= MaxId }
            ? name
            : throw new ArgumentException(
                $"'{name}' is not a {what}: expected 1 to {MaxId} characters.",
                nameof(name)
            );

    /// <summary>A text that may not be empty.</summary>
    internal static string Required(string text, string what) =>
        Text(text, what).Length > 0
            ? text
            : throw new ArgumentException($"The {what} is empty.", nameof(text));

    /// <summary>A text on one line; control characters in it would break the log's lines, and NUL the database's texts.</summary>
    internal static string Text(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxText)
        {
            throw new ArgumentException(
                $"The {what} has {text.Length} characters: at most {MaxText}.",
                nameof(text)
            );
        }
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                throw new ArgumentException(
                    $"The {what} has a control character in it.",
                    nameof(text)
                );
            }
        }
        return text;
    }

    /// <summary>As above, or nothing.</summary>
    internal static string? Optional(string? text, string what) =>
        text is null ? null : Text(text, what);

    /// <summary>A sentence that somebody else wrote, such as a provider or a mail server: it may hold anything, and be long.</summary>
    internal static string OneLine(string text)
    {
        const int longest = 500;
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length > longest ? line[..longest] : line;
    }

    /// <summary>A limit of zero or more, or none.</summary>
    internal static int? Limit(int? limit, string what) =>
        limit is null or >= 0
            ? limit
            : throw new ArgumentOutOfRangeException(
                nameof(limit),
                limit,
                $"The {what} is below zero."
            );

    private static bool IsLetterOrDigit(char c) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
