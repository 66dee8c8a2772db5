using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>A row of <c>account</c>, as Dapper reads it.</summary>
internal sealed class AccountRow
{
    /// <summary>What <see cref="ToAccount"/> needs, of the table <c>account</c>.</summary>
    internal const string Columns = """
        id, name, currency, plan, status, max_calls, created_at,
        time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros,
        email, billing_email, billing_address, language, is_trial, needs_card_confirmation
        """;

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required string Plan { get; init; }
    public required string Status { get; init; }
    public int? MaxCalls { get; init; }
    public long CreatedAt { get; init; }
    public required string TimeZone { get; init; }
    public long MinBalanceMicros { get; init; }
    public long? MaxPerMinuteMicros { get; init; }
    public long? MaxConnectionFeeMicros { get; init; }
    public required string Email { get; init; }
    public required string BillingEmail { get; init; }
    public required string BillingAddress { get; init; }
    public required string Language { get; init; }
    public bool IsTrial { get; init; }
    public bool NeedsCardConfirmation { get; init; }
    public long BalanceMicros { get; init; }
    public long HeldMicros { get; init; }

    internal Account ToAccount()
    {
        var currency = Domain.Monetary.Currency.Parse(Currency);
        return new Account(
            Id,
            Name,
            currency,
            Plan,
            StoredText.ToAccountStatus(Status),
            MaxCalls,
            Instant.FromStored(CreatedAt)
        )
        {
            TimeZone = TimeZone,
            MinBalance = new Money(MinBalanceMicros, currency),
            MaxPerMinute = MaxPerMinuteMicros is { } perMinute
                ? new Money(perMinute, currency)
                : null,
            MaxConnectionFee = MaxConnectionFeeMicros is { } fee ? new Money(fee, currency) : null,
            Email = Email,
            BillingEmail = BillingEmail,
            BillingAddress = BillingAddress,
            Language = Language,
            IsTrial = IsTrial,
            NeedsCardConfirmation = NeedsCardConfirmation,
        };
    }

    internal AccountBalance ToBalance()
    {
        var currency = Domain.Monetary.Currency.Parse(Currency);
        return new AccountBalance(
            new Money(BalanceMicros, currency),
            new Money(HeldMicros, currency)
        );
    }
}

/// <summary>A row of <c>number</c>, with its owner's id.</summary>
internal sealed class NumberRow
{
    /// <summary>What <see cref="ToNumber"/> needs, of <c>number n JOIN account a</c>.</summary>
    internal const string Columns = """
        n.digits, a.id AS account, n.kind, n.country, n.international,
        n.max_calls, n.max_calls_per_caller, n.max_calls_per_caller_per_hour, n.status,
        n.monthly_fee_micros, n.rented_at, n.paid_until, a.currency
        """;

    public required string Digits { get; init; }
    public required string Account { get; init; }
    public required string Kind { get; init; }
    public required string Country { get; init; }
    public bool International { get; init; }
    public int? MaxCalls { get; init; }
    public int? MaxCallsPerCaller { get; init; }
    public int? MaxCallsPerCallerPerHour { get; init; }
    public required string Status { get; init; }
    public long MonthlyFeeMicros { get; init; }
    public long? RentedAt { get; init; }
    public long? PaidUntil { get; init; }
    public string? Currency { get; init; }

    internal static NumberRow Of(AccountNumber number)
    {
        ArgumentNullException.ThrowIfNull(number);
        if (number.Country is not { Length: 2 } || !number.Country.All(char.IsAsciiLetterUpper))
        {
            throw new ArgumentException(
                $"'{number.Country}' is not a country: expected two capital letters of ISO 3166, such as US.",
                nameof(number)
            );
        }
        return new NumberRow
        {
            Digits = StoredArgument.Required(number.Number.Digits, "number"),
            Account = StoredArgument.AccountId(number.Account),
            Kind = StoredText.Of(number.Kind),
            Country = number.Country,
            International = number.International,
            MaxCalls = StoredArgument.Limit(number.MaxCalls, "limit of calls"),
            MaxCallsPerCaller = StoredArgument.Limit(
                number.MaxCallsPerCaller,
                "limit of calls per caller"
            ),
            MaxCallsPerCallerPerHour = StoredArgument.Limit(
                number.MaxCallsPerCallerPerHour,
                "limit of calls per caller and hour"
            ),
            Status = StoredText.Of(number.Status),
        };
    }

    internal AccountNumber ToNumber() =>
        new(
            E164Number.Parse(Digits),
            Account,
            StoredText.ToNumberKind(Kind),
            Country,
            International,
            MaxCalls,
            MaxCallsPerCaller,
            MaxCallsPerCallerPerHour
        )
        {
            Status = StoredText.ToNumberStatus(Status),
            MonthlyFee =
                RentedAt is not null && Currency is not null
                    ? new Money(MonthlyFeeMicros, Domain.Monetary.Currency.Parse(Currency))
                    : null,
            PaidUntil = RentedAt is null ? null : Instant.FromStored(PaidUntil),
        };
}

/// <summary>A row of <c>extension</c>, with its account's id.</summary>
internal sealed class ExtensionRow
{
    /// <summary>What <see cref="ToExtension"/> needs, of <c>extension e JOIN account a</c>.</summary>
    internal const string Columns = """
        e.endpoint, a.id AS account, e.account_code, e.member, e.department,
        e.default_number, e.international, e.max_calls, e.fax
        """;

    public required string Endpoint { get; init; }
    public required string Account { get; init; }
    public string? AccountCode { get; init; }
    public string? Member { get; init; }
    public string? Department { get; init; }
    public string? DefaultNumber { get; init; }
    public bool International { get; init; }
    public int? MaxCalls { get; init; }
    public bool Fax { get; init; }

    /// <summary>Of the member who has the extension, where the query asks for it.</summary>
    public string? MemberDepartment { get; init; }

    internal static ExtensionRow Of(Extension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return new ExtensionRow
        {
            Endpoint = StoredArgument.Required(extension.Endpoint, "endpoint"),
            Account = StoredArgument.AccountId(extension.Account),
            AccountCode = StoredArgument.Optional(extension.AccountCode, "account code"),
            Member = StoredArgument.Optional(extension.Member, "member"),
            Department = StoredArgument.Optional(extension.Department, "department"),
            DefaultNumber = extension.DefaultNumber?.Digits,
            International = extension.International,
            MaxCalls = StoredArgument.Limit(extension.MaxCalls, "limit of calls"),
            Fax = extension.IsFax,
        };
    }

    /// <summary>With the department that counts: its own, else its member's.</summary>
    internal Extension ToExtensionOfMember() =>
        Department is null ? ToExtension() with { Department = MemberDepartment } : ToExtension();

    internal Extension ToExtension() =>
        new(
            Endpoint,
            Account,
            AccountCode,
            Member,
            Department,
            DefaultNumber is null ? null : E164Number.Parse(DefaultNumber),
            International,
            MaxCalls
        )
        {
            IsFax = Fax,
        };
}
