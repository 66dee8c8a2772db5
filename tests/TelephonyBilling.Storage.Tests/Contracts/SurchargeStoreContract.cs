using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Rates;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="ISurchargeStore"/> promises.</summary>
public abstract class SurchargeStoreContract : IAsyncLifetime
{
    private static readonly CallFeature Barge = CallFeature.Parse("barge");

    private IPlanStore Plans { get; set; } = null!;

    private ISurchargeStore Surcharges { get; set; } = null!;

    public async Task InitializeAsync()
    {
        (Plans, Surcharges) = await OpenAsync();
        await Plans.CreateAsync("standard", default);
        await Plans.CreateAsync("pro", default);
    }

    public abstract Task DisposeAsync();

    /// <summary>The stores, empty.</summary>
    protected abstract Task<(IPlanStore, ISurchargeStore)> OpenAsync();

    [Fact]
    public async Task Set_New_IsListedByPlanAndFeature()
    {
        var recording = new SurchargeRate(
            "standard",
            CallFeature.Recording,
            PriceOf("0.01", "0.005", "60/6")
        );
        var barge = recording with { Feature = Barge };
        var ofPro = recording with { Plan = "pro", Price = PriceOf("0", "0.001", "1/1") };
        foreach (var rate in (SurchargeRate[])[recording, barge, ofPro])
        {
            (await Surcharges.SetAsync(rate, default)).Should().BeTrue();
        }

        (await Surcharges.ListAsync(null, default)).Should().Equal(ofPro, barge, recording);
        (await Surcharges.ListAsync("standard", default)).Should().Equal(barge, recording);
        (await Surcharges.ListAsync("gold", default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Set_Again_Replaces()
    {
        var rate = new SurchargeRate(
            "standard",
            CallFeature.Recording,
            PriceOf("0", "0.005", "60/60")
        );
        await Surcharges.SetAsync(rate, default);
        var dearer = rate with { Price = PriceOf("0.02", "0.01", "6/6") };

        (await Surcharges.SetAsync(dearer, default)).Should().BeTrue();

        (await Surcharges.ListAsync(null, default)).Should().Equal(dearer);
    }

    [Fact]
    public async Task Set_UnknownPlan_ChangesNothing()
    {
        var rate = new SurchargeRate("gold", CallFeature.Recording, PriceOf("0", "0.005", "60/60"));

        (await Surcharges.SetAsync(rate, default)).Should().BeFalse();

        (await Surcharges.ListAsync(null, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Remove_TakesThatOneAway()
    {
        var rate = new SurchargeRate(
            "standard",
            CallFeature.Recording,
            PriceOf("0", "0.005", "60/60")
        );
        await Surcharges.SetAsync(rate, default);
        await Surcharges.SetAsync(rate with { Feature = Barge }, default);

        (await Surcharges.RemoveAsync("standard", Barge, default)).Should().BeTrue();
        (await Surcharges.RemoveAsync("standard", Barge, default)).Should().BeFalse();
        (await Surcharges.RemoveAsync("pro", CallFeature.Recording, default)).Should().BeFalse();

        (await Surcharges.ListAsync(null, default)).Should().Equal(rate);
    }

    [Fact]
    public async Task Set_ForNoFeature_Throws() =>
        await FluentActions
            .Awaiting(() =>
                Surcharges.SetAsync(
                    new SurchargeRate("standard", default, PriceOf("0", "1", "60/60")),
                    default
                )
            )
            .Should()
            .ThrowAsync<ArgumentException>();
}
