using TelephonyBilling.Engine.Rates;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Prices of any instant, from SQLite. Decks are compiled each time: it is asked a few times an hour.</summary>
internal sealed class SqlitePriceOutlook(StoreGateway gateway) : IPriceOutlook
{
    public Task<PricesAt> AtAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        gateway.ReadAsync(
            connection =>
            {
                var rates = new RatesReading(connection, at, _ => null).Run();
                return new PricesAt(rates.Tariffs, rates.AccountRules, rates.NextChange);
            },
            cancellationToken
        );
}
