using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The words that stand for enumerations in the database. The schema knows the same ones.</summary>
internal static class StoredText
{
    internal static string Of(AccountStatus status) =>
        status switch
        {
            AccountStatus.Active => "active",
            AccountStatus.Suspended => "suspended",
            _ => throw Unknown(status),
        };

    internal static AccountStatus ToAccountStatus(string text) =>
        text switch
        {
            "active" => AccountStatus.Active,
            "suspended" => AccountStatus.Suspended,
            _ => throw Unreadable(text),
        };

    internal static string Of(NumberKind kind) =>
        kind switch
        {
            NumberKind.Local => "local",
            NumberKind.TollFree => "toll-free",
            _ => throw Unknown(kind),
        };

    internal static NumberKind ToNumberKind(string text) =>
        text switch
        {
            "local" => NumberKind.Local,
            "toll-free" => NumberKind.TollFree,
            _ => throw Unreadable(text),
        };

    internal static string Of(NumberStatus status) =>
        status switch
        {
            NumberStatus.Active => "active",
            NumberStatus.Suspended => "suspended",
            _ => throw Unknown(status),
        };

    internal static NumberStatus ToNumberStatus(string text) =>
        text switch
        {
            "active" => NumberStatus.Active,
            "suspended" => NumberStatus.Suspended,
            _ => throw Unreadable(text),
        };

    internal static string Of(MemberRole role) =>
        role switch
        {
            MemberRole.Owner => "owner",
            MemberRole.Admin => "admin",
            MemberRole.Manager => "manager",
            MemberRole.Member => "member",
            _ => throw Unknown(role),
        };

    internal static MemberRole ToMemberRole(string text) =>
        text switch
        {
            "owner" => MemberRole.Owner,
            "admin" => MemberRole.Admin,
            "manager" => MemberRole.Manager,
            "member" => MemberRole.Member,
            _ => throw Unreadable(text),
        };

    internal static string Of(EntryKind kind) =>
        kind switch
        {
            EntryKind.TopUp => "top-up",
            EntryKind.Charge => "charge",
            EntryKind.Rental => "rental",
            EntryKind.Adjustment => "adjustment",
            EntryKind.Refund => "refund",
            _ => throw Unknown(kind),
        };

    internal static EntryKind ToEntryKind(string text) =>
        text switch
        {
            "top-up" => EntryKind.TopUp,
            "charge" => EntryKind.Charge,
            "rental" => EntryKind.Rental,
            "adjustment" => EntryKind.Adjustment,
            "refund" => EntryKind.Refund,
            _ => throw Unreadable(text),
        };

    internal static string Of(CallState state) =>
        state switch
        {
            CallState.Authorised => "authorised",
            CallState.Connected => "connected",
            CallState.Settled => "settled",
            CallState.Released => "released",
            CallState.Refused => "refused",
            _ => throw Unknown(state),
        };

    internal static CallState ToCallState(string text) =>
        text switch
        {
            "authorised" => CallState.Authorised,
            "connected" => CallState.Connected,
            "settled" => CallState.Settled,
            "released" => CallState.Released,
            "refused" => CallState.Refused,
            _ => throw Unreadable(text),
        };

    private static ArgumentOutOfRangeException Unknown(Enum value) =>
        new(nameof(value), value, $"There is no such {value.GetType().Name}.");

    internal static InvalidOperationException Unreadable(string text) =>
        new($"The database holds '{text}', which this program does not know.");
}
