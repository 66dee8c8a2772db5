using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>
/// What every store must do, whatever database keeps it: a class for each database inherits these tests and opens the
/// books.
/// </summary>
public abstract class StoreContract : IAsyncLifetime
{
    /// <summary>The books under test, empty at first.</summary>
    protected Books Books { get; private set; } = null!;

    public async Task InitializeAsync() => Books = await OpenBooksAsync();

    public abstract Task DisposeAsync();

    /// <summary>Opens empty books.</summary>
    protected abstract Task<Books> OpenBooksAsync();

    /// <summary>Fails with the faults if the books are not right.</summary>
    protected async Task BooksShouldBeRight()
    {
        var report = await Books.Ledger.VerifyAsync(CancellationToken.None);
        report.Faults.Should().BeEmpty();
    }

    /// <summary>Fails if the account's money is not just this.</summary>
    protected async Task MoneyShouldBe(
        string balance,
        string held,
        string account = Sample.AccountId
    )
    {
        var money = await Books.BalanceAsync(account);
        (money.Balance, money.Held).Should().Be((Sample.Dollars(balance), Sample.Dollars(held)));
    }
}
