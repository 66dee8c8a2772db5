using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.Model;

/// <summary>The model that databases are compared with keeps the same promises as a database: <see cref="CallStoreContract"/>.</summary>
public sealed class ModelCallStoreTests : CallStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() => Task.FromResult(new ModelBooks().ToBooks());
}

/// <summary><see cref="LedgerStoreContract"/> in memory.</summary>
public sealed class ModelLedgerStoreTests : LedgerStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() => Task.FromResult(new ModelBooks().ToBooks());
}
