namespace TelephonyBilling.Daemon.Options;

/// <summary>Telephone numbers that accounts rent: section <c>Numbers</c>.</summary>
public sealed record NumbersOptions
{
    /// <summary>What an account must have available to rent a number, in its currency, the first month included. Default 2.</summary>
    public decimal LeastBalanceToRent { get; init; } = 2;
}
