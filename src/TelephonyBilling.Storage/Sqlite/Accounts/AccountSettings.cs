using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>An account as its row is written, checked.</summary>
internal sealed class AccountSettings
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required string Plan { get; init; }
    public required string Status { get; init; }
    public int? MaxCalls { get; init; }
    public long CreatedAt { get; init; }
    public required string TimeZone { get; init; }
    public long MinBalance { get; init; }
    public long? MaxPerMinute { get; init; }
    public long? MaxConnectionFee { get; init; }
    public required string Email { get; init; }
    public required string BillingEmail { get; init; }
    public required string BillingAddress { get; init; }
    public required string Language { get; init; }
    public bool IsTrial { get; init; }
    public bool NeedsCardConfirmation { get; init; }

    internal static AccountSettings Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountSettings
        {
            Id = StoredArgument.AccountId(account.Id),
            Name = StoredArgument.Text(account.Name, "account's name"),
            Currency = Domain.Monetary.Currency.Parse(account.Currency.Code).Code,
            Plan = StoredArgument.Name(account.Plan, "plan"),
            Status = StoredText.Of(account.Status),
            MaxCalls = StoredArgument.Limit(account.MaxCalls, "limit of calls"),
            CreatedAt = Instant.ToStored(account.CreatedAt),
            TimeZone = StoredArgument.Required(account.TimeZone, "time zone"),
            MinBalance = Amount(account, account.MinBalance, "least balance") ?? 0,
            MaxPerMinute = Amount(account, account.MaxPerMinute, "highest price per minute"),
            MaxConnectionFee = Amount(account, account.MaxConnectionFee, "highest connection fee"),
            Email = StoredArgument.Text(account.Email, "mail address"),
            BillingEmail = StoredArgument.Text(account.BillingEmail, "billing mail address"),
            BillingAddress = StoredArgument.Text(account.BillingAddress, "billing address"),
            Language = StoredArgument.Required(account.Language, "language"),
            IsTrial = account.IsTrial,
            NeedsCardConfirmation = account.NeedsCardConfirmation,
        };
    }

    /// <summary>In the account's currency and not below zero, or none.</summary>
    private static long? Amount(Account account, Money? amount, string what) =>
        amount is not { } given || (given.Currency == account.Currency && !given.IsNegative)
            ? amount?.Micros
            : throw new ArgumentException(
                $"The {what} is {given}: expected an amount of 0 or more in {account.Currency}.",
                nameof(account)
            );
}
