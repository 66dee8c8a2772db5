using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Keeps rates of exchange. Of those between two currencies the latest that has begun counts.</summary>
public interface IExchangeRateStore
{
    /// <summary>Adds rates, all or nothing; one of the same currencies and instant is replaced.</summary>
    Task AddAsync(IReadOnlyList<DatedExchangeRate> rates, CancellationToken cancellationToken);

    /// <summary>All rates by currencies and beginning.</summary>
    Task<IReadOnlyList<DatedExchangeRate>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A rate of exchange and from when on it holds.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="EffectiveFrom">UTC.</param>
public sealed record DatedExchangeRate(ExchangeRate Rate, DateTimeOffset EffectiveFrom);
