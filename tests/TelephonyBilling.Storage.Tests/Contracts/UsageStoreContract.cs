using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Usage;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IUsageStore"/> promises.</summary>
public abstract class UsageStoreContract : StoreContract
{
    /// <summary>Of the same books.</summary>
    protected abstract IUsageStore Usage { get; }

    [Fact]
    public async Task Read_OfAMonth_GivesItsCallsOldestFirst_EachKindOfThem()
    {
        await Books.OpenAccountAsync("10.00");
        await Books.OpenAccountAsync("10.00", "beta");
        await AskAsync(1, Noon.AddHours(2));
        await AskAsync(2, Noon);
        await AskAsync(3, Noon.AddHours(1), "beta");
        await AskAsync(4, Noon.AddHours(1));
        await AskAsync(5, Noon.AddHours(3));
        await Books.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(63)), default);
        await Books.Calls.ReleaseAsync(CallId(2), EndReason.Busy, 17, Noon, default);
        await Books.Calls.RecordRefusalAsync(
            new RefusedCall(CallId(6), "pbx1", "1.6", Parties(), "rate-too-high", Noon.AddHours(2)),
            default
        );

        var calls = await ReadAsync("Acme", Noon, Noon.AddHours(3));

        calls
            .Select(call => (call.Id, call.State))
            .Should()
            .Equal(
                (CallId(2), CallState.Released),
                (CallId(4), CallState.Authorised),
                (CallId(1), CallState.Settled),
                (CallId(6), CallState.Refused)
            );
        calls[2].Should().Be(await Books.Calls.FindAsync(CallId(1), default));
        (await ReadAsync("nobody", Noon, Noon.AddHours(3))).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_GoneThroughTwice_IsOfOneMoment()
    {
        await Books.OpenAccountAsync("10.00");
        await AskAsync(1, Noon);
        await AskAsync(2, Noon);

        await Usage.ReadAsync(
            AccountId,
            Noon,
            Noon.AddDays(1),
            calls =>
            {
                calls.Count().Should().Be(2);
                // Another thread writes meanwhile: the reader must neither see it nor keep it waiting.
                Task.Run(async () =>
                    {
                        await AskAsync(3, Noon);
                        await Books.Calls.SettleAsync(
                            Settlement(1, TimeSpan.FromSeconds(1)),
                            default
                        );
                    })
                    .GetAwaiter()
                    .GetResult();
                calls
                    .Select(call => call.State)
                    .Should()
                    .Equal(CallState.Authorised, CallState.Authorised);
            },
            default
        );

        (await ReadAsync(AccountId, Noon, Noon.AddDays(1)))
            .Select(call => call.State)
            .Should()
            .Equal(CallState.Settled, CallState.Authorised, CallState.Authorised);
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        await Books.OpenAccountAsync("10.00");
        await AskAsync(1, Noon);
        await AskAsync(2, Noon);
        using var stop = new CancellationTokenSource();

        await FluentActions
            .Invoking(() =>
                Usage.ReadAsync(
                    AccountId,
                    Noon,
                    Noon.AddDays(1),
                    calls =>
                    {
                        foreach (var call in calls)
                        {
                            call.Id.Should().Be(CallId(1), "the second one is too late");
                            stop.Cancel();
                        }
                    },
                    stop.Token
                )
            )
            .Should()
            .ThrowAsync<OperationCanceledException>();
    }

    private async Task<IReadOnlyList<CallRecord>> ReadAsync(
        string account,
        DateTimeOffset from,
        DateTimeOffset until
    )
    {
        IReadOnlyList<CallRecord> found = [];
        await Usage.ReadAsync(account, from, until, calls => found = [.. calls], default);
        return found;
    }

    private Task<Authorisation> AskAsync(int call, DateTimeOffset at, string account = AccountId) =>
        Books.Calls.AuthoriseAsync(NewCall(call, account) with { At = at }, default);
}
