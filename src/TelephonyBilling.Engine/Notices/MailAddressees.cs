using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Whom a mail goes to. That is asked when it is sent, not when it is caused: people come and go.</summary>
public static class MailAddressees
{
    private const int LongestAddress = 254; // RFC 5321 with the correction of RFC 3696

    /// <summary>
    /// The account's address, for matters of money its billing address too, and those of its members who are owner or admin;
    /// each once, as it was written first.
    /// </summary>
    public static IReadOnlyList<string> Of(
        Account account,
        IReadOnlyList<Member> members,
        NoticeKind kind
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(kind);
        var all = new List<string> { account.Email };
        if (kind.ConcernsMoney)
        {
            all.Add(account.BillingEmail);
        }
        all.AddRange(
            members
                .Where(member => member.Role is MemberRole.Owner or MemberRole.Admin)
                .Select(member => member.Email)
        );
        return
        [
            .. all.Select(address => address.Trim())
                .Where(address => address.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Whether a text can be an address at all: a line break in one would be another header, or another command.</summary>
    public static bool IsAddress(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf('@');
        return at > 0
            && at < text.Length - 1
            && text.Length <= LongestAddress
            && text.IndexOf('@', StringComparison.Ordinal) == at
            && text.All(c =>
                !char.IsControl(c)
                && !char.IsWhiteSpace(c)
                && c is not ('<' or '>' or ',' or ';' or '"' or '(' or ')' or '\\')
            );
    }
}
