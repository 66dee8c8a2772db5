namespace TelephonyBilling.Domain.Limits;

/// <summary>Whose use is limited.</summary>
public enum LimitScope
{
    /// <summary>All that an account does.</summary>
    Account,

    /// <summary>What is done by one of its numbers.</summary>
    Number,

    /// <summary>What is done by one of its extensions.</summary>
    Extension,
}

/// <summary>Text of <see cref="LimitScope"/>.</summary>
public static class LimitScopes
{
    /// <summary>As it is stored and printed, such as <c>account</c>.</summary>
    public static string ToText(this LimitScope scope) =>
        scope switch
        {
            LimitScope.Account => "account",
            LimitScope.Number => "number",
            LimitScope.Extension => "extension",
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Not a scope."),
        };

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a scope.</exception>
    public static LimitScope Parse(string text) =>
        text switch
        {
            "account" => LimitScope.Account,
            "number" => LimitScope.Number,
            "extension" => LimitScope.Extension,
            _ => throw new FormatException(
                $"'{text}' is not whose use is limited: expected account, number or extension."
            ),
        };
}
