using Dapper;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Rentals;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Rents of numbers in SQLite.</summary>
internal sealed class SqliteRentalStore(StoreGateway gateway) : IRentalStore
{
    public Task<RentalStart> StartAsync(
        NumberRental rental,
        Money leastAvailable,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(rental);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rental.MonthlyFee.Micros, nameof(rental));
        return gateway.ChangeAsync(
            session => Start(session, rental, leastAvailable, at, by),
            by,
            cancellationToken
        );
    }

    public Task<bool> StopAsync(E164Number number, string by, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE number SET status = 'active', monthly_fee_micros = 0, rented_at = NULL, paid_until = NULL
            WHERE digits = @digits AND rented_at IS NOT NULL
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, new { digits = number.Digits }) == 1,
            by,
            cancellationToken
        );
    }

    public Task<IReadOnlyList<E164Number>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string sql = """
            SELECT digits FROM number
            WHERE rented_at IS NOT NULL AND (status = 'suspended' OR coalesce(paid_until, 0) <= @now)
            ORDER BY digits
            """;
        return gateway.ReadAsync<IReadOnlyList<E164Number>>(
            connection =>
                [
                    .. connection
                        .Query<string>(sql, new { now = Instant.ToStored(at) })
                        .Select(E164Number.Parse),
                ],
            cancellationToken
        );
    }

    public Task<RentCharge> ChargeAsync(
        E164Number number,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        gateway.ChangeAsync(
            session => RentCharging.ChargeIfDue(session, number.Digits, at),
            cancellationToken
        );

    public Task<RentedNumber?> FindAsync(E164Number number, CancellationToken cancellationToken) =>
        gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<RentalRow>(
                        RentalRow.Select + "WHERE n.digits = @digits",
                        new { digits = number.Digits }
                    )
                    ?.ToRented(),
            cancellationToken
        );

    private static RentalStart Start(
        WriterSession session,
        NumberRental rental,
        Money leastAvailable,
        DateTimeOffset at,
        string by
    )
    {
        var digits = rental.Number.Digits;
        if (RentCharging.Find(session, digits) is not { } row)
        {
            return new RentalStart.UnknownNumber();
        }
        if (row.ToRented() is { } already)
        {
            return new RentalStart.AlreadyRented(already);
        }
        if (row.Unit != rental.MonthlyFee.Currency)
        {
            return new RentalStart.WrongCurrency(row.Unit);
        }
        var needed = leastAvailable < rental.MonthlyFee ? rental.MonthlyFee : leastAvailable;
        if (row.Available < needed)
        {
            return new RentalStart.InsufficientCredit(row.Available, needed);
        }
        var rented = new RentedNumber(
            rental.Number,
            row.Account,
            rental.MonthlyFee,
            at,
            PaidUntil: null,
            IsSuspended: false
        );
        RentCharging.Charge(session, rented, anchor: at, start: at, by, at);
        return new RentalStart.Started(
            RentCharging.Find(session, digits)?.ToRented()
                ?? throw new InvalidOperationException($"The number {rental.Number} is gone.")
        );
    }
}
