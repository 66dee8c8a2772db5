using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Rentals;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>The rent of a row of <c>number</c>, with what its account has, as Dapper reads it.</summary>
internal sealed class RentalRow
{
    /// <summary>All numbers, to be followed by a condition.</summary>
    internal const string Select = """
        SELECT n.digits, a.id AS account, a.currency, a.balance_micros - a.held_micros AS available_micros,
               n.status, n.monthly_fee_micros, n.rented_at, n.paid_until
        FROM number n JOIN account a ON a.key = n.account

        """;

    public required string Digits { get; init; }
    public required string Account { get; init; }
    public required string Currency { get; init; }
    public long AvailableMicros { get; init; }
    public required string Status { get; init; }
    public long MonthlyFeeMicros { get; init; }
    public long? RentedAt { get; init; }
    public long? PaidUntil { get; init; }

    internal Currency Unit => Domain.Monetary.Currency.Parse(Currency);

    internal Money Available => new(AvailableMicros, Unit);

    internal bool IsSuspended => Status == "suspended";

    internal RentedNumber? ToRented() =>
        RentedAt is { } rentedAt
            ? new RentedNumber(
                E164Number.Parse(Digits),
                Account,
                new Money(MonthlyFeeMicros, Unit),
                Instant.FromStored(rentedAt),
                Instant.FromStored(PaidUntil),
                IsSuspended
            )
            : null;
}
