using TelephonyBilling.Daemon.Cli.Statements;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Auditing;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Events;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.Usage;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Turns what the stores give into the JSON contract.</summary>
internal static class ToShape
{
    internal static AccountShape Of(Account account, AccountBalance balance) =>
        new()
        {
            Id = account.Id,
            Name = account.Name,
            Currency = account.Currency.Code,
            Plan = account.Plan,
            Status = Words.Of(account.Status),
            Balance = balance.Balance.ToDecimalString(),
            Held = balance.Held.ToDecimalString(),
            Available = balance.Available.ToDecimalString(),
            MaxCalls = account.MaxCalls,
            TimeZone = account.TimeZone,
            MinBalance = account.MinBalance.ToDecimalString(),
            MaxRatePerMinute = Words.Amount(account.MaxPerMinute),
            MaxConnectionFee = Words.Amount(account.MaxConnectionFee),
            Email = account.Email.Length > 0 ? account.Email : null,
            BillingEmail = account.BillingEmail.Length > 0 ? account.BillingEmail : null,
            BillingAddress = account.BillingAddress.Length > 0 ? account.BillingAddress : null,
            Language = account.Language,
            Trial = account.IsTrial,
            NeedsCardConfirmation = account.NeedsCardConfirmation,
            CreatedAt = account.CreatedAt.UtcDateTime,
        };

    internal static NumberShape Of(AccountNumber number) =>
        new()
        {
            Number = number.Number.ToString(),
            Account = number.Account,
            Kind = Words.Of(number.Kind),
            Country = number.Country,
            International = number.International,
            MaxCalls = number.MaxCalls,
            MaxCallsPerCaller = number.MaxCallsPerCaller,
            MaxCallsPerCallerPerHour = number.MaxCallsPerCallerPerHour,
            Status = Words.Of(number.Status),
            MonthlyFee = number.MonthlyFee?.ToDecimalString(),
            PaidUntil = number.PaidUntil?.UtcDateTime,
        };

    internal static ExtensionShape Of(Extension extension) =>
        new()
        {
            Endpoint = extension.Endpoint,
            Account = extension.Account,
            AccountCode = extension.AccountCode,
            Member = extension.Member,
            Department = extension.Department,
            Number = extension.DefaultNumber?.ToString(),
            International = extension.International,
            MaxCalls = extension.MaxCalls,
            Fax = extension.IsFax,
        };

    internal static MemberShape Of(Member member) =>
        new()
        {
            Account = member.Account,
            Name = member.Name,
            Email = member.Email.Length > 0 ? member.Email : null,
            Role = Words.Of(member.Role),
            Department = member.Department.Length > 0 ? member.Department : null,
        };

    internal static EntryShape Of(LedgerEntry entry) =>
        new()
        {
            Id = entry.Id,
            Account = entry.Account,
            Kind = Words.Of(entry.Kind),
            Amount = entry.Amount.ToDecimalString(),
            BalanceAfter = entry.BalanceAfter.ToDecimalString(),
            Currency = entry.Amount.Currency.Code,
            Cause = entry.Cause,
            Note = entry.Note,
            Actor = entry.Actor,
            At = entry.At.UtcDateTime,
        };

    internal static AuditShape Of(AuditEntry entry) =>
        new()
        {
            Id = entry.Id,
            At = entry.At.UtcDateTime,
            Actor = entry.Actor,
            Action = entry.Action,
            Subject = entry.Subject,
            Changed = [.. entry.Fields.Where(field => field.IsChanged).Select(field => field.Name)],
            Before = FieldsOf(entry, field => field.Before),
            After = FieldsOf(entry, field => field.After),
        };

    internal static SurchargeShape Of(SurchargeRate surcharge) =>
        new()
        {
            Plan = surcharge.Plan,
            Feature = surcharge.Feature.Name,
            ConnectionFee = surcharge.Price.ConnectionFee.ToDecimalString(),
            RatePerMinute = surcharge.Price.PerMinute.ToDecimalString(),
            Currency = surcharge.Price.Currency.Code,
            Increments = surcharge.Price.Increments.ToString(),
        };

    internal static CallShape Of(CallRecord call) =>
        new()
        {
            Id = call.Id.Value,
            Account = call.Parties.Account,
            Service = call.Parties.Service.ToName(),
            From = Words.Caller(call),
            To = Words.CalledNumber(call),
            Dialled = call.Parties.Dialled,
            Destination = call.Parties.Destination,
            State = Words.Of(call.State),
            AuthorisedAt = call.AuthorisedAt.UtcDateTime,
            AnsweredAt = call.AnsweredAt?.UtcDateTime,
            EndedAt = call.EndedAt?.UtcDateTime,
            ConnectedSeconds = Words.Seconds(call.Connected),
            BilledSeconds = call.BilledSeconds,
            FundedSeconds = call.FundedSeconds,
            ConnectionFee = Words.Amount(call.Price?.ConnectionFee),
            RatePerMinute = Words.Amount(call.Price?.PerMinute),
            RateCurrency = call.Price?.Currency.Code,
            ExchangeRate = call.Price?.Conversion?.ToDecimalString(),
            Increments = call.Price?.Increments.ToString(),
            Plan = call.Source.Plan,
            Deck = call.Source.Deck,
            Prefix = call.Source.Prefix,
            Origin = call.Source.Origin,
            Charge = Words.Amount(call.Charge),
            Held = call.Held.ToDecimalString(),
            Currency = call.Currency.Code.Length > 0 ? call.Currency.Code : null,
            EndReason = call.EndReason,
            Cause = call.Cause,
            Estimated = call.Estimated,
            ClockStepped = call.ClockStepped,
            Pbx = call.Pbx,
            Uniqueid = call.Leg,
            Number = call.Parties.Number is { } number ? Words.Number(number) : null,
            Extension = call.Parties.Extension,
            Member = call.Parties.Member,
            Department = call.Parties.Department,
            Parent = call.Parent?.Value,
        };

    internal static UsageShape Of(Account account, AccountMonth month, UsageReport report) =>
        new()
        {
            Account = account.Id,
            Name = account.Name,
            Currency = account.Currency.Code,
            TimeZone = account.TimeZone,
            Month = Words.MonthNumber(month),
            From = month.From.UtcDateTime,
            Until = month.Until.UtcDateTime,
            TollFreeCalls = report.TollFree,
            InternationalCalls = report.International,
            OtherCalls = report.Other,
            Surcharges = report.Surcharges,
            UnansweredCalls = report.Unanswered,
            RefusedCalls = report.Refused,
            OpenCalls = report.Open,
            Total = Of(report.Total, null),
            ByService = Of(report.ByService),
            ByMember = Of(report.ByMember),
            ByDepartment = Of(report.ByDepartment),
            ByDestination = Of(report.ByDestination),
        };

    private static UsageSumShape[] Of(IReadOnlyList<UsageGroup> groups) =>
        [.. groups.Select(group => Of(group.Sum, group.Name))];

    private static UsageSumShape Of(UsageSum sum, string? name) =>
        new()
        {
            Name = name,
            Calls = sum.Calls,
            ConnectedSeconds = Words.Seconds(sum.Connected),
            BilledSeconds = sum.BilledSeconds,
            Charge = sum.Charge.ToDecimalString(),
        };

    internal static StatementEntryShape Of(StatementLine line) =>
        new()
        {
            Id = line.Entry.Id,
            At = line.Entry.At.UtcDateTime,
            Kind = Words.Of(line.Entry.Kind),
            Text = StatementText.Of(line),
            Amount = line.Entry.Amount.ToDecimalString(),
            Balance = line.Entry.BalanceAfter.ToDecimalString(),
            Cause = line.Entry.Cause,
            Note = line.Entry.Note,
            Actor = line.Entry.Actor,
        };

    /// <summary>Null where all are: the subject was not there yet, or is gone.</summary>
    private static Dictionary<string, string?>? FieldsOf(
        AuditEntry entry,
        Func<AuditField, string?> value
    ) =>
        entry.Fields.All(field => value(field) is null)
            ? null
            : entry.Fields.ToDictionary(field => field.Name, value, StringComparer.Ordinal);

    internal static LimitShape Of(OwnedLimits limits) => Of(limits, used: null);

    internal static LimitShape Of(OwnedLimits owned, UsageSoFar? used)
    {
        var (owner, limits) = owned;
        return new LimitShape
        {
            Account = owner.Account,
            Scope = owner.Scope.ToText(),
            Subject =
                owner.Scope == LimitScope.Number ? Words.Number(owner.Subject) : owner.Subject,
            SpendPerCall = Words.Amount(limits.SpendPerCall),
            SpendPerHour = Words.Amount(limits.SpendPerHour),
            SpendPerDay = Words.Amount(limits.SpendPerDay),
            CallsPerMinute = limits.CallsPerMinute,
            CallsPerHour = limits.CallsPerHour,
            MaxCallsToDestination = limits.MaxCallsToDestination,
            MaxCallSeconds = limits.MaxCallSeconds,
            Hours = limits.AllowedHours?.ToString(),
            Used = used is null ? null : Of(limits, used),
        };
    }

    private static LimitUseShape Of(UsageLimits limits, UsageSoFar used) =>
        new()
        {
            SpendPerHour = limits.SpendPerHour is null
                ? null
                : Words.Amount(used.ChargedInHour + used.Held),
            SpendPerDay = limits.SpendPerDay is null
                ? null
                : Words.Amount(used.ChargedInDay + used.Held),
            CallsPerMinute = limits.CallsPerMinute is null ? null : used.CallsInMinute,
            CallsPerHour = limits.CallsPerHour is null ? null : used.CallsInHour,
            MaxCallsToDestination = limits.MaxCallsToDestination is null
                ? null
                : used.CallsToDestination,
        };

    internal static EventShape Of(EventRecord found) =>
        new()
        {
            Id = found.Id,
            At = found.At.UtcDateTime,
            Account = found.Account,
            Kind = found.Kind,
            Subject = found.Subject,
            Detail = found.Detail,
            Call = found.Call,
        };

    /// <summary>A call with its surcharges.</summary>
    internal static WholeCallShape Whole(CallRecord call, IEnumerable<CallRecord> surcharges) =>
        new(Of(call)) { Surcharges = [.. surcharges.Select(Of)] };

    /// <summary>A call that goes on, as it stands at this moment.</summary>
    internal static LiveCallShape Live(CallRecord call, DateTimeOffset now)
    {
        var connected = call.AnsweredAt is { } answered ? now - answered : TimeSpan.Zero;
        var funded = TimeSpan.FromSeconds(call.FundedSeconds);
        // This machine's clock against the PBX's: a little before the answer, or after the lease, is neither.
        connected = TimeSpan.FromTicks(Math.Clamp(connected.Ticks, 0, funded.Ticks));
        var cost = call is { AnsweredAt: not null, Price: { } price }
            ? price.ChargeFor(connected).ToDecimalString()
            : "0.00";
        return new LiveCallShape(Of(call) with { ConnectedSeconds = Words.Seconds(connected) })
        {
            RemainingSeconds = Words.Seconds(funded - connected),
            CostSoFar = cost,
        };
    }
}
