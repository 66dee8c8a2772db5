using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Retention;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What every <see cref="IRetentionStore"/> must do: see <see cref="StoreContract"/>.</summary>
public abstract class RetentionStoreContract : StoreContract
{
    private const int Plenty = 100;

    /// <summary>The store under test, over the same books.</summary>
    protected abstract IRetentionStore Retention { get; }

    [Fact]
    public async Task MaskCalls_OldOnes_HidesBothPartiesAndNothingElse()
    {
        await Books.OpenAccountAsync("10");
        await SettleAsync(1);
        var before = await FindAsync(1);

        var masked = await Retention.MaskCallsAsync(Noon.AddTicks(1), Plenty, default);

        masked.Should().Be(new MaskedRecords(1, 0, 0));
        var after = await FindAsync(1);
        after.Parties.To.Should().Be("44207946****");
        after.Parties.Dialled.Should().Be("01144207946****");
        after.Parties.From.Should().Be("1001", "an extension is no telephone number");
        after
            .Should()
            .BeEquivalentTo(
                before,
                options =>
                    options
                        .Excluding(call => call.Parties.To)
                        .Excluding(call => call.Parties.Dialled)
            );
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task MaskCalls_Twice_MasksNothingTwice()
    {
        await Books.OpenAccountAsync("10");
        await SettleAsync(1);
        await Retention.MaskCallsAsync(Noon.AddTicks(1), Plenty, default);
        await SettleAsync(2);

        (await Retention.MaskCallsAsync(Noon.AddTicks(1), Plenty, default))
            .Should()
            .Be(new MaskedRecords(1, 0, 0), "only the second is new");
        (await Retention.MaskCallsAsync(Noon.AddTicks(1), Plenty, default)).Total.Should().Be(0);
    }

    [Fact]
    public async Task MaskCalls_Young_LeavesThem()
    {
        await Books.OpenAccountAsync("10");
        await SettleAsync(1);

        (await Retention.MaskCallsAsync(Noon, Plenty, default)).Total.Should().Be(0);

        (await FindAsync(1)).Parties.To.Should().Be("442079460000");
    }

    [Fact]
    public async Task MaskCalls_OneIsStillOpen_WaitsForItsEnd()
    {
        await Books.OpenAccountAsync("10");
        await Books.Calls.AuthoriseAsync(NewCall(1), default);
        await SettleAsync(2);

        (await Retention.MaskCallsAsync(Noon.AddDays(1), Plenty, default)).Total.Should().Be(0);
        await Books.Calls.ReleaseAsync(CallId(1), EndReason.Busy, 17, Noon, default);

        (await Retention.MaskCallsAsync(Noon.AddDays(1), Plenty, default)).Calls.Should().Be(2);
    }

    [Fact]
    public async Task MaskCalls_More_TakesNoMoreThanAskedFor()
    {
        await Books.OpenAccountAsync("10");
        for (var call = 1; call <= 5; call++)
        {
            await SettleAsync(call);
        }

        var taken = new List<int>();
        while (
            (await Retention.MaskCallsAsync(Noon.AddDays(1), 2, default)).Calls is > 0 and var some
        )
        {
            taken.Add(some);
        }

        taken.Should().Equal(2, 2, 1);
    }

    [Fact]
    public async Task Mask_RefusedForALimit_HidesTheNumberInTheCallItsEventAndItsMail()
    {
        await Books.OpenAccountAsync("10");
        await Books.Calls.RecordRefusalAsync(
            new RefusedCall(
                CallId(1),
                "pbx1",
                "Local/011442079460000@tb-1;1",
                Parties(),
                "call-rate-limit",
                Noon
            )
            {
                Limit = new LimitUse(
                    LimitScope.Account,
                    AccountId,
                    LimitKind.CallsPerMinute,
                    "6",
                    "6"
                ),
            },
            default
        );

        (await Retention.MaskCallsAsync(Noon.AddDays(1), Plenty, default))
            .Should()
            .Be(new MaskedRecords(1, 1, 0));
        var events = await Books.Events.ListAsync(new(), default);
        events.Single().Detail.Should().Contain("+44207946****").And.NotContain("460000");

        (await Retention.MaskMailsAsync(Noon.AddDays(1), Plenty, default))
            .Total.Should()
            .Be(0, "the mail waits: whoever it is for must read it");
    }

    private async Task SettleAsync(int call)
    {
        await Books.Calls.AuthoriseAsync(NewCall(call), default);
        await Books.Calls.SettleAsync(Settlement(call, TimeSpan.FromSeconds(63)), default);
    }

    private async Task<CallRecord> FindAsync(int call) =>
        (await Books.Calls.FindAsync(CallId(call), default))!;
}
