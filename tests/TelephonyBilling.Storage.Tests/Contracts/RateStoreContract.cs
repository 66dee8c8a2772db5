using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IRateStore"/> promises.</summary>
public abstract class RateStoreContract : IAsyncLifetime
{
    private IRateStore Rates { get; set; } = null!;

    public async Task InitializeAsync() => Rates = await OpenRatesAsync();

    public abstract Task DisposeAsync();

    protected abstract Task<IRateStore> OpenRatesAsync();

    [Fact]
    public async Task Import_EveryKindOfRow_IsExportedAsItWasByServiceAndPrefix()
    {
        RateRow[] rows =
        [
            new(2, RateOf("44", "0.02")),
            new(3, RateOf("4477", "0.25") with { Destination = "UK mobile" }),
            new(4, RateOf("44", "0.03") with { Origin = "CA" }),
            new(5, RateOf("44", "0.01") with { EffectiveFrom = Noon.AddDays(30) }),
            new(6, RateOf("870", "0") with { IsBlocked = true, BlockReason = "satellite" }),
            new(7, RateOf("1800", "0") with { IsFree = true }),
            new(
                8,
                RateOf("1", "0.015") with
                {
                    Service = Service.DomesticOutbound,
                    Price = PriceOf("0", "0.015", "6/6"),
                }
            ),
        ];

        (await Rates.ImportAsync("standard", Usd, [.. rows.Reverse()], Noon, default))
            .Should()
            .BeTrue();

        var stored = (await Rates.ExportAsync("standard", default))!;
        stored.Currency.Should().Be(Usd);
        stored.Rows.Select(row => row.Line).Should().Equal(8, 7, 2, 5, 4, 3, 6);
        stored.Rows.Should().BeEquivalentTo(rows);
    }

    [Fact]
    public async Task Import_Again_ReplacesTheWholeDeck()
    {
        await Rates.ImportAsync(
            "standard",
            Usd,
            [new(2, RateOf("44", "0.02")), new(3, RateOf("33", "0.02"))],
            Noon,
            default
        );
        await Rates.ImportAsync("other", Usd, [new(2, RateOf("49", "0.02"))], Noon, default);

        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.05"))], Noon, default);

        (await Rates.ExportAsync("standard", default))!
            .Rows.Should()
            .BeEquivalentTo([new RateRow(2, RateOf("44", "0.05"))]);
        (await Rates.ExportAsync("other", default))!.Rows.Should().ContainSingle();
    }

    [Fact]
    public async Task Import_ForALaterDate_ChangesNothingUntilThen()
    {
        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.02"))], Noon, default);
        await Rates.ImportAsync(
            new RateImport("standard", Usd, [new(2, RateOf("44", "0.05"))], Noon.AddDays(1))
            {
                EffectiveFrom = Noon.AddDays(9),
                Source = "next-month.csv",
            },
            default
        );

        (await PriceAtAsync(Noon.AddDays(9).AddTicks(-1))).Should().Be("0.02");
        (await PriceAtAsync(Noon.AddDays(9))).Should().Be("0.05");
        (await Rates.VersionsAsync("standard", default))
            .Should()
            .Equal(
                new DeckVersion("standard", Usd, null, Noon, 1, ""),
                new DeckVersion(
                    "standard",
                    Usd,
                    Noon.AddDays(9),
                    Noon.AddDays(1),
                    1,
                    "next-month.csv"
                )
            );
    }

    [Fact]
    public async Task Import_ForTheSameDateAgain_ReplacesThatVersion()
    {
        foreach (var price in new[] { "0.02", "0.03", "0.04" })
        {
            await ImportForAsync(Noon.AddDays(9), price);
        }
        (await PriceAtAsync(Noon.AddDays(8))).Should().BeNull();
        (await PriceAtAsync(Noon.AddDays(9))).Should().Be("0.04");
        (await Rates.VersionsAsync(null, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task RemoveVersion_ThatHasNotBegun_LeavesTheOneBefore()
    {
        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.02"))], Noon, default);
        await ImportForAsync(Noon.AddDays(9), "0.05");

        (await RemoveAsync(Noon.AddDays(9), Noon.AddDays(9).AddTicks(-1)))
            .Should()
            .Be(VersionRemoval.Removed);

        (await PriceAtAsync(Noon.AddDays(9))).Should().Be("0.02");
        (await Rates.VersionsAsync("standard", default)).Should().ContainSingle();
        (await RemoveAsync(Noon.AddDays(9), Noon)).Should().Be(VersionRemoval.Unknown);
    }

    [Fact]
    public async Task RemoveVersion_ThatHasBegun_IsRefused()
    {
        await ImportForAsync(Noon.AddDays(9), "0.05");

        (await RemoveAsync(Noon.AddDays(9), Noon.AddDays(9))).Should().Be(VersionRemoval.HasBegun);

        (await PriceAtAsync(Noon.AddDays(9))).Should().Be("0.05");
    }

    [Fact]
    public async Task RemoveVersion_OfAnotherDeckOrInstant_IsUnknown()
    {
        await ImportForAsync(Noon.AddDays(9), "0.05");

        (await RemoveAsync(Noon.AddDays(8), Noon)).Should().Be(VersionRemoval.Unknown);
        (await Rates.RemoveVersionAsync("other", Noon.AddDays(9), Noon, default))
            .Should()
            .Be(VersionRemoval.Unknown);
    }

    [Fact]
    public async Task Import_AtOnceIntoADeckThatHasRates_KeepsThemForTheirTime()
    {
        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.02"))], Noon, default);
        await Rates.ImportAsync(
            "standard",
            Usd,
            [new(2, RateOf("44", "0.03"))],
            Noon.AddDays(1),
            default
        );
        (await PriceAtAsync(Noon.AddYears(-5))).Should().Be("0.02", "the first holds since ever");
        (await PriceAtAsync(Noon.AddDays(1))).Should().Be("0.03");
    }

    [Fact]
    public async Task Import_DeckOfAnotherCurrency_IsRefusedAndKept()
    {
        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.02"))], Noon, default);
        var euro = Currency.Parse("EUR");
        var price = new CallPrice(Money.Zero(euro), new Money(20_000, euro), default);

        (
            await Rates.ImportAsync(
                "standard",
                euro,
                [new(2, RateOf("44", "0") with { Price = price })],
                Noon,
                default
            )
        )
            .Should()
            .BeFalse();

        (await Rates.ExportAsync("standard", default))!.Currency.Should().Be(Usd);
    }

    [Fact]
    public async Task Import_RowsThatContradictEachOther_ThrowsAndKeepsTheOldDeck()
    {
        await Rates.ImportAsync("standard", Usd, [new(2, RateOf("44", "0.02"))], Noon, default);

        await FluentActions
            .Invoking(() =>
                Rates.ImportAsync(
                    "standard",
                    Usd,
                    [new(2, RateOf("33", "0.02")), new(3, RateOf("33", "0.03"))],
                    Noon,
                    default
                )
            )
            .Should()
            .ThrowAsync<ArgumentException>();

        (await Rates.ExportAsync("standard", default))!
            .Rows.Single()
            .Rate.Prefix.ToString()
            .Should()
            .Be("44");
    }

    [Fact]
    public async Task Import_ManyRows_AreAllThere()
    {
        var rows = Enumerable
            .Range(0, 10_000)
            .Select(i => new RateRow(i + 2, RateOf($"4{i:D5}", "0.02")))
            .ToArray();

        await Rates.ImportAsync("standard", Usd, rows, Noon, default);
        await Rates.ImportAsync("standard", Usd, rows, Noon, default);

        (await Rates.ExportAsync("standard", default))!.Rows.Should().Equal(rows);
    }

    [Fact]
    public async Task Import_NoRows_MakesAnEmptyDeck()
    {
        (await Rates.ImportAsync("empty", Usd, [], Noon, default)).Should().BeTrue();
        (await Rates.ExportAsync("empty", default))!.Rows.Should().BeEmpty();
    }

    [Fact]
    public async Task Import_SameDeckTwiceAtOnce_LeavesOneOfThemWhole()
    {
        RateRow[] Of(string price) =>
            [.. Enumerable.Range(0, 5000).Select(i => new RateRow(i, RateOf($"4{i:D4}", price)))];

        await Task.WhenAll(
            Rates.ImportAsync("standard", Usd, Of("0.02"), Noon, default),
            Rates.ImportAsync("standard", Usd, Of("0.03"), Noon, default)
        );

        var rows = (await Rates.ExportAsync("standard", default))!.Rows;
        rows.Should().HaveCount(5000);
        rows.Select(row => row.Rate.PerMinute).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Export_UnknownDeck_IsNull() =>
        (await Rates.ExportAsync("nothing", default)).Should().BeNull();

    private Task<bool> ImportForAsync(DateTimeOffset from, string price) =>
        Rates.ImportAsync(
            new RateImport("standard", Usd, [new(2, RateOf("44", price))], Noon)
            {
                EffectiveFrom = from,
            },
            default
        );

    private Task<VersionRemoval> RemoveAsync(DateTimeOffset from, DateTimeOffset at) =>
        Rates.RemoveVersionAsync("standard", from, at, default);

    private async Task<string?> PriceAtAsync(DateTimeOffset at) =>
        (await Rates.ExportAsync("standard", at, default))
            ?.Rows.Single()
            .Rate.PerMinute.ToDecimalString();

    /// <summary>An international rate without a fee, in whole minutes.</summary>
    internal static Rate RateOf(string prefix, string perMinute) =>
        new()
        {
            Service = Service.InternationalOutbound,
            Prefix = NumberPrefix.Parse(prefix),
            Destination = "Somewhere",
            Price = PriceOf("0", perMinute, "60/60"),
        };
}
