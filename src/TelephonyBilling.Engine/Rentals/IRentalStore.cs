using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Rentals;

/// <summary>Keeps what numbers cost a month, and charges it: once a period, whoever asks how often.</summary>
/// <remarks>
/// The first month is paid when the number is rented, each further one when the one before is over. A period begins where
/// the last one ended; a number that was suspended since begins a new one when it is paid again, for it could not be used
/// in between.
/// </remarks>
public interface IRentalStore
{
    /// <summary>Rents a number and charges its first month, in one transaction.</summary>
    /// <param name="rental">What it costs.</param>
    /// <param name="leastAvailable">What must be available, the rent itself included.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="by">Who rents it.</param>
    /// <param name="cancellationToken">Gives up waiting; it may happen all the same.</param>
    Task<RentalStart> StartAsync(
        NumberRental rental,
        Money leastAvailable,
        DateTimeOffset at,
        string by,
        CancellationToken cancellationToken
    );

    /// <summary>Ends a number's rent: what is paid is paid, and a suspended number is usable again.</summary>
    /// <returns>False where there is no such number, or it costs no rent.</returns>
    Task<bool> StopAsync(E164Number number, string by, CancellationToken cancellationToken);

    /// <summary>Numbers whose month is over, and suspended ones, by digits.</summary>
    Task<IReadOnlyList<E164Number>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>Charges a number's next month if it is due; suspends the number if the account can't pay.</summary>
    Task<RentCharge> ChargeAsync(
        E164Number number,
        DateTimeOffset at,
        CancellationToken cancellationToken
    );

    /// <summary>What a number costs and until when it is paid; null: no rent, or no such number.</summary>
    Task<RentedNumber?> FindAsync(E164Number number, CancellationToken cancellationToken);
}

/// <summary>A number that is to be rented.</summary>
/// <param name="Number">The number, which an account owns.</param>
/// <param name="MonthlyFee">Above zero, in the account's currency.</param>
public sealed record NumberRental(E164Number Number, Money MonthlyFee);

/// <summary>A number that costs rent.</summary>
/// <param name="Number">The number.</param>
/// <param name="Account">Who pays.</param>
/// <param name="MonthlyFee">What a month costs.</param>
/// <param name="RentedAt">When its months begin, UTC.</param>
/// <param name="PaidUntil">When the month ends that was paid last, UTC; null: none was.</param>
/// <param name="IsSuspended">Whether its rent is due and could not be paid.</param>
public sealed record RentedNumber(
    E164Number Number,
    string Account,
    Money MonthlyFee,
    DateTimeOffset RentedAt,
    DateTimeOffset? PaidUntil,
    bool IsSuspended
);

/// <summary>Whether a number could be rented.</summary>
public abstract record RentalStart
{
    private RentalStart() { }

    /// <summary>It is, and the first month is paid.</summary>
    public sealed record Started(RentedNumber Number) : RentalStart;

    /// <summary>The account has too little. Nothing changed.</summary>
    public sealed record InsufficientCredit(Money Available, Money Needed) : RentalStart;

    /// <summary>It costs rent already. Nothing changed.</summary>
    public sealed record AlreadyRented(RentedNumber Number) : RentalStart;

    /// <summary>No account owns the number. Nothing changed.</summary>
    public sealed record UnknownNumber : RentalStart;

    /// <summary>The fee is not in the account's currency. Nothing changed.</summary>
    public sealed record WrongCurrency(Currency Account) : RentalStart;
}

/// <summary>What became of a number's month.</summary>
public enum RentCharge
{
    /// <summary>It was charged.</summary>
    Charged,

    /// <summary>Nothing is due: it is paid, or the number costs no rent.</summary>
    NotDue,

    /// <summary>The account can't pay: the number is suspended now.</summary>
    Suspended,

    /// <summary>The account still can't pay.</summary>
    StillSuspended,
}
