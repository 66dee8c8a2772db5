using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="CallStoreContract"/> on SQLite.</summary>
public sealed class SqliteCallStoreTests : CallStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}

/// <summary><see cref="LedgerStoreContract"/> on SQLite.</summary>
public sealed class SqliteLedgerStoreTests : LedgerStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}

/// <summary><see cref="AccountStoreContract"/> on SQLite.</summary>
public sealed class SqliteAccountStoreTests : AccountStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}

/// <summary><see cref="MemberStoreContract"/> on SQLite.</summary>
public sealed class SqliteMemberStoreTests : MemberStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}

/// <summary><see cref="LimitStoreContract"/> on SQLite.</summary>
public sealed class SqliteLimitStoreTests : LimitStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync(time: Clock));
}

/// <summary><see cref="LimitedCallContract"/> on SQLite.</summary>
public sealed class SqliteLimitedCallTests : LimitedCallContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync(time: Clock));
}

/// <summary><see cref="RateStoreContract"/> on SQLite.</summary>
public sealed class SqliteRateStoreTests : RateStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<IRateStore> OpenRatesAsync() => (await temp.OpenAsync()).Rates;
}

/// <summary><see cref="DirectoryContract"/> on SQLite, where the changes come from another process's side.</summary>
public sealed class SqliteDirectoryTests : DirectoryContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Opened> OpenAsync()
    {
        var writing = await temp.OpenAsync();
        var reading = await temp.OpenAsync(time: Clock);
        return new Opened(
            TempStore.BooksOf(writing),
            writing.Rates,
            writing.Plans,
            writing.ExchangeRates,
            writing.Surcharges,
            reading.Directory
        );
    }
}

/// <summary><see cref="TopUpStoreContract"/> on SQLite.</summary>
public sealed class SqliteTopUpStoreTests : TopUpStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Opened> OpenAsync()
    {
        var store = await temp.OpenAsync();
        return new Opened(TempStore.BooksOf(store), store.TopUps, store.Recharges, store.Cards);
    }
}

/// <summary><see cref="SurchargeStoreContract"/> on SQLite.</summary>
public sealed class SqliteSurchargeStoreTests : SurchargeStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<(IPlanStore, ISurchargeStore)> OpenAsync()
    {
        var store = await temp.OpenAsync();
        return (store.Plans, store.Surcharges);
    }
}

/// <summary><see cref="SurchargeCallContract"/> on SQLite.</summary>
public sealed class SqliteSurchargeCallTests : SurchargeCallContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<Books> OpenBooksAsync() =>
        TempStore.BooksOf(await temp.OpenAsync());
}
