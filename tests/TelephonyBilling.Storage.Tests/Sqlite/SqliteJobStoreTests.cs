using TelephonyBilling.Engine.Jobs;
using TelephonyBilling.Storage.Tests.Contracts;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary><see cref="JobStoreContract"/> on SQLite.</summary>
public sealed class SqliteJobStoreTests : JobStoreContract
{
    private readonly TempStore temp = new();

    public override async Task DisposeAsync() => await temp.DisposeAsync();

    protected override async Task<IJobStore> OpenJobsAsync() => (await temp.OpenAsync()).Jobs;
}
