using System.Globalization;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>How values are written on the command line.</summary>
internal static class Words
{
    internal static string Of(AccountStatus status) =>
        status == AccountStatus.Active ? "active" : "suspended";

    internal static string Of(NumberKind kind) => kind == NumberKind.Local ? "local" : "toll-free";

    internal static string Of(CallState state) =>
        state switch
        {
            CallState.Authorised => "authorised",
            CallState.Connected => "connected",
            CallState.Settled => "settled",
            CallState.Released => "released",
            CallState.Refused => "refused",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
        };

    internal static string Of(CallOutcome outcome) =>
        outcome switch
        {
            CallOutcome.Answered => "answered",
            CallOutcome.Unanswered => "unanswered",
            CallOutcome.Refused => "refused",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
        };

    internal static string Of(EntryKind kind) =>
        kind switch
        {
            EntryKind.TopUp => "top-up",
            EntryKind.Charge => "charge",
            EntryKind.Rental => "rental",
            EntryKind.Adjustment => "adjustment",
            EntryKind.Refund => "refund",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind."),
        };

    internal static string Of(MemberRole role) =>
        role switch
        {
            MemberRole.Owner => "owner",
            MemberRole.Admin => "admin",
            MemberRole.Manager => "manager",
            MemberRole.Member => "member",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
        };

    internal static string Of(MailState state) =>
        state switch
        {
            MailState.Waiting => "waiting",
            MailState.Sent => "sent",
            MailState.Dead => "dead",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
        };

    /// <summary>A call's <see cref="CallOutcome"/>, or that it goes on.</summary>
    internal static string OutcomeOf(CallRecord call) =>
        call.State switch
        {
            CallState.Settled => Of(CallOutcome.Answered),
            CallState.Released => Of(CallOutcome.Unanswered),
            CallState.Refused => Of(CallOutcome.Refused),
            _ => "going-on",
        };

    /// <summary>What became of a call, in a word or two.</summary>
    internal static string Result(CallRecord call) =>
        call.State switch
        {
            CallState.Released => call.EndReason ?? "",
            CallState.Refused => $"refused: {call.EndReason}",
            _ => OutcomeOf(call),
        };

    internal static string Of(TopUpSource source) => source.ToString().ToLowerInvariant();

    internal static string Of(TopUpState state) => state.ToString().ToLowerInvariant();

    internal static string Of(RefundState state) => state.ToString().ToLowerInvariant();

    internal static string Of(RefundKind kind) => kind.ToString().ToLowerInvariant();

    internal static string Of(CardState state) => state.ToString().ToLowerInvariant();

    /// <summary>A text for JSON, where an empty one says nothing.</summary>
    internal static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    internal static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>An account's id, with its name where it has one.</summary>
    internal static string NameOf(Account account) =>
        account.Name.Length > 0 ? $"{account.Id} ({account.Name})" : account.Id;

    internal static string Month(AccountMonth month) =>
        new DateOnly(month.Year, month.Month, 1).ToString(
            "MMMM yyyy",
            CultureInfo.InvariantCulture
        );

    internal static string MonthNumber(AccountMonth month) =>
        string.Create(CultureInfo.InvariantCulture, $"{month.Year:D4}-{month.Month:D2}");

    internal static string YesNo(bool value) => value ? "yes" : "no";

    /// <summary>A number of things, in groups of three digits: <c>250,000</c>.</summary>
    internal static string Grouped(long count) =>
        count.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Limit(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal static string Of(NumberStatus status) =>
        status == NumberStatus.Active ? "active" : "suspended";

    /// <summary>An instant for people: UTC to the second.</summary>
    internal static string Time(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset? instant) => instant is { } given ? Time(given) : "";

    /// <summary>An instant for people of a time zone, with its offset from UTC, since an hour of autumn comes twice.</summary>
    internal static string Time(DateTimeOffset instant, AccountTimeZone zone) =>
        zone == AccountTimeZone.Utc
            ? Time(instant)
            : zone.ToLocal(instant)
                .ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>An instant in a list that says which time zone it is.</summary>
    internal static string LocalTime(DateTimeOffset instant, AccountTimeZone zone) =>
        zone.ToLocal(instant).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>An instant to the microsecond, where that matters.</summary>
    internal static string ExactTime(DateTimeOffset? instant, AccountTimeZone zone) =>
        instant is not { } given
            ? ""
            : zone.ToLocal(given)
                .ToString(
                    zone == AccountTimeZone.Utc
                        ? "yyyy-MM-dd HH:mm:ss.ffffff'Z'"
                        : "yyyy-MM-dd HH:mm:ss.ffffffzzz",
                    CultureInfo.InvariantCulture
                );

    /// <summary>Minutes and seconds, such as <c>12:05</c>; hours where there are any.</summary>
    internal static string Duration(TimeSpan time) =>
        time.ToString(
            time >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"m\:ss",
            CultureInfo.InvariantCulture
        );

    /// <summary>Minutes with two decimals, begun hundredths not counted.</summary>
    internal static string Minutes(TimeSpan time)
    {
        var (minutes, rest) = Math.DivRem(time.Ticks, TimeSpan.TicksPerMinute);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{minutes}.{rest * 100 / TimeSpan.TicksPerMinute:D2}"
        );
    }

    /// <summary>Seconds to the microsecond, the finest that the PBX keeps.</summary>
    internal static decimal Seconds(TimeSpan time) =>
        Math.Round((decimal)time.Ticks / TimeSpan.TicksPerSecond, 6) + 0.000000m;

    internal static string SecondsText(TimeSpan time) =>
        Seconds(time).ToString("0.######", CultureInfo.InvariantCulture) + " s";

    /// <summary>Called number: E.164 with a plus, or what was dialled where that is not a number.</summary>
    internal static string CalledNumber(CallRecord call) =>
        call.State == CallState.Refused && call.Parties.To == call.Parties.Dialled
            ? call.Parties.To
            : Number(call.Parties.To);

    /// <summary>The caller: an extension as it is; a number from outside with a plus.</summary>
    internal static string Caller(CallRecord call) =>
        IsInbound(call) ? Number(call.Parties.From) : call.Parties.From;

    /// <summary>Who is at the other end: whoever called in, or was called.</summary>
    internal static string OtherParty(CallRecord call) =>
        IsInbound(call) ? Caller(call) : CalledNumber(call);

    /// <summary>Whether the account was called.</summary>
    internal static bool IsInbound(Service service) =>
        service
            is Service.TollFreeInbound
                or Service.DomesticInbound
                or Service.InternationalInbound;

    private static bool IsInbound(CallRecord call) => IsInbound(call.Parties.Service);

    /// <summary>A number with a plus, also one whose last digits are masked; anything else as it is.</summary>
    internal static string Number(string? digits) =>
        digits is not null
        && char.IsAsciiDigit(digits.FirstOrDefault())
        && E164Number.TryParse(digits.Replace('*', '0'), out _)
            ? $"+{digits}"
            : digits ?? "";

    internal static string? Amount(Money? amount) => amount?.ToDecimalString();
}
