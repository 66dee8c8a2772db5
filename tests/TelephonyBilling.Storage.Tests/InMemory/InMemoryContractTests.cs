using TelephonyBilling.Storage.Tests.Contracts;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Storage.Tests.InMemory;

/// <summary>What the engine is tested on keeps the same promises as a database: <see cref="CallStoreContract"/>.</summary>
public sealed class InMemoryCallStoreTests : CallStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks().ToBooks());
}

/// <summary><see cref="LedgerStoreContract"/> in memory.</summary>
public sealed class InMemoryLedgerStoreTests : LedgerStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks().ToBooks());
}

/// <summary><see cref="AccountStoreContract"/> in memory.</summary>
public sealed class InMemoryAccountStoreTests : AccountStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks().ToBooks());
}

/// <summary><see cref="MemberStoreContract"/> in memory.</summary>
public sealed class InMemoryMemberStoreTests : MemberStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks().ToBooks());
}

/// <summary><see cref="LimitStoreContract"/> in memory.</summary>
public sealed class InMemoryLimitStoreTests : LimitStoreContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks(Clock).ToBooks());
}

/// <summary><see cref="LimitedCallContract"/> in memory.</summary>
public sealed class InMemoryLimitedCallTests : LimitedCallContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks(Clock).ToBooks());
}

/// <summary><see cref="SurchargeCallContract"/> in memory.</summary>
public sealed class InMemorySurchargeCallTests : SurchargeCallContract
{
    public override Task DisposeAsync() => Task.CompletedTask;

    protected override Task<Books> OpenBooksAsync() =>
        Task.FromResult(new InMemoryBooks().ToBooks());
}
