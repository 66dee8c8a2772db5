namespace TelephonyBilling.Domain.Monetary;

/// <summary>Two amounts of different currencies met in one operation: always a defect, never a rate of exchange.</summary>
public sealed class CurrencyMismatchException(Currency left, Currency right)
    : InvalidOperationException($"An amount in {left} can't be combined with one in {right}.");
