using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ICallStore"/> promises of surcharges: calls of their own that belong to a call.</summary>
public abstract class SurchargeCallContract : StoreContract
{
    private ICallStore Calls => Books.Calls;

    [Fact]
    public async Task Authorise_Surcharge_HoldsMoneyBesideItsCallAndIsFoundThere()
    {
        await Books.OpenAccountAsync("10.00");
        await Calls.AuthoriseAsync(NewCall(1), default);

        var answer = await Calls.AuthoriseAsync(Recording(2), default);

        var granted = answer.Should().BeOfType<Authorisation.Granted>().Subject.Call;
        granted.Parent.Should().Be(CallId(1));
        granted.Feature.Should().Be(CallFeature.Recording);
        (await Calls.OpenCallsAsync("pbx1", default))
            .Select(call => call.Parent)
            .Should()
            .Equal(null, CallId(1));
        var found = (await Calls.SurchargesAsync(CallId(1), default)).Single();
        found.Should().BeEquivalentTo(await Calls.FindAsync(CallId(2), default));
        found.Parent.Should().Be(CallId(1));
        (await Calls.SurchargesAsync(CallId(2), default)).Should().BeEmpty();
        await MoneyShouldBe("10.00", held: "0.28");
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task Authorise_SameChannelAndFeatureAgain_GivesTheOneThatIsOpen()
    {
        await Books.OpenAccountAsync("10.00");
        await Calls.AuthoriseAsync(NewCall(1), default);
        await Calls.AuthoriseAsync(Recording(2), default);

        var begun = (Authorisation.Granted)await Calls.AuthoriseAsync(Recording(3), default);
        await Calls.RecordAnswerAsync(CallId(2), "1733.1", Noon, default);
        var running = (Authorisation.Granted)await Calls.AuthoriseAsync(Recording(4), default);
        await Calls.SettleAsync(Ended(2), default);
        var ended = (Authorisation.Granted)await Calls.AuthoriseAsync(Recording(5), default);

        begun.Call.Id.Should().Be(CallId(2));
        running.Call.Id.Should().Be(CallId(2));
        (begun.IsNew, running.IsNew, ended.IsNew).Should().Be((false, false, true));
    }

    [Fact]
    public async Task Authorise_LimitsOfCalls_DoNotCountSurcharges()
    {
        await Books.OpenAccountAsync("10.00");
        await Calls.AuthoriseAsync(NewCall(1), default);
        await Calls.AuthoriseAsync(Recording(2), default);
        var limits = new CallLimits(Account: 2, Number: 2, Extension: 2, Caller: 2, null);

        (await Calls.AuthoriseAsync(NewCall(3) with { Limits = limits }, default))
            .Should()
            .BeOfType<Authorisation.Granted>();
        (await Calls.AuthoriseAsync(NewCall(4) with { Limits = limits }, default))
            .Should()
            .BeOfType<Authorisation.LimitReached>();
    }

    [Fact]
    public async Task Authorise_LimitsOfUse_CountWhatSurchargesCostAndNotHowManyThereAre()
    {
        await Books.OpenAccountAsync("10.00");
        var limited = new LimitedSubject(
            LimitScope.Account,
            AccountId,
            new UsageLimits
            {
                CallsPerMinute = 2,
                MaxCallsToDestination = 2,
                SpendPerHour = Dollars("0.40"),
            }
        );
        await Books.Limits.SetAsync(LimitOwner.OfAccount(AccountId), limited.Limits, default);
        await Calls.AuthoriseAsync(NewCall(1) with { LimitedBy = [limited] }, default);
        var feature = limited with { Limits = limited.Limits.ForCallsIn };
        await Calls.AuthoriseAsync(Recording(2) with { LimitedBy = [feature] }, default);

        (await Calls.AuthoriseAsync(NewCall(3) with { LimitedBy = [limited] }, default))
            .Should()
            .BeOfType<Authorisation.Granted>("one call was begun")
            .Which.Call.FundedSeconds.Should()
            .Be(240, "12 cents are left of 40: 14 each are held already");
    }

    [Fact]
    public async Task Settle_SeveralOnTheTrunkLegOfTheirCall_AreChargedEach()
    {
        await Books.OpenAccountAsync("10.00");
        await Calls.AuthoriseAsync(NewCall(1), default);
        for (var number = 2; number < 4; number++)
        {
            await Calls.AuthoriseAsync(Recording(number), default);
            await Calls.RecordAnswerAsync(CallId(number), "1733.1", Noon, default);
            (await Calls.SettleAsync(Ended(number), default)).Should().Be(SettleOutcome.Settled);
            (await Calls.SettleAsync(Ended(number), default))
                .Should()
                .Be(SettleOutcome.AlreadyClosed);
        }
        await Calls.SettleAsync(Ended(1), default);

        await MoneyShouldBe("9.82", held: "0");
        (await Books.Ledger.EntriesAsync(AccountId, 3, default))
            .Select(entry => entry.Cause)
            .Should()
            .BeEquivalentTo(
                $"surcharge/{CallId(2)}",
                $"surcharge/{CallId(3)}",
                "settlement/pbx1/1733.1"
            );
        (await Calls.SurchargesAsync(CallId(1), default))
            .Select(call => call.State)
            .Should()
            .Equal(CallState.Settled, CallState.Settled);
        await BooksShouldBeRight();
    }

    [Fact]
    public async Task RecordRefusal_OfASurcharge_IsKeptBesideItsCall()
    {
        await Books.OpenAccountAsync("0.14");
        await Calls.AuthoriseAsync(NewCall(1), default);

        await Calls.RecordRefusalAsync(
            new RefusedCall(
                CallId(2),
                "pbx1",
                "1733.1",
                Recording(2).Parties,
                "insufficient-credit",
                Noon
            )
            {
                Parent = CallId(1),
            },
            default
        );

        var refused = (await Calls.SurchargesAsync(CallId(1), default)).Single();
        refused.State.Should().Be(CallState.Refused);
        refused.Parties.Service.Should().Be(Service.Surcharge);
        refused.IsOpen.Should().BeFalse();
    }

    private static NewCall Recording(int number) =>
        NewCall(number) with
        {
            Owner = "1733.1",
            Parent = CallId(1),
            Parties = Parties() with
            {
                Service = Service.Surcharge,
                Dialled = "recording",
                Destination = "recording",
            },
        };

    private static CallSettlement Ended(int number) =>
        Settlement(number, TimeSpan.FromSeconds(30)) with
        {
            Leg = "1733.1",
        };
}
