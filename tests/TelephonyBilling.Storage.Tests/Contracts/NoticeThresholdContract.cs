using System.Text.Json;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="INoticeThresholdStore"/> promises, together with whoever notes accounts that fall.</summary>
public abstract class NoticeThresholdContract : IAsyncLifetime
{
    private Opened Stores { get; set; } = null!;

    private INoticeThresholdStore Thresholds => Stores.Thresholds;

    public async Task InitializeAsync()
    {
        Stores = await OpenAsync();
        await Stores.Books.OpenAccountAsync("10");
    }

    public abstract Task DisposeAsync();

    /// <summary>Opens empty stores.</summary>
    protected abstract Task<Opened> OpenAsync();

    [Fact]
    public async Task Tell_BelowAThreshold_IsOneMailUntilATopUpLiftsItAndADayHasPassed()
    {
        await SetAsync("5");
        (await TellAsync(Noon)).Should().BeNull();
        await SpendAsync("5");
        (await TellAsync(Noon)).Should().BeNull("it lies at the threshold, not below it");
        await SpendAsync("0.50");

        var low = await TellAsync(Noon);

        low.Should().Be(new LowBalance(Dollars("5"), Dollars("4.50")));
        (await TellAsync(Noon.AddDays(3))).Should().BeNull("no top-up came in");
        await TopUpAsync("0.10");
        await SpendAsync("0.10");
        (await TellAsync(Noon.AddDays(3))).Should().BeNull("a top-up came in, but too little");

        await TopUpAsync("10");
        await SpendAsync("10");
        (await TellAsync(Noon.AddHours(24).AddTicks(-1))).Should().BeNull("once a day");
        (await TellAsync(Noon.AddHours(24))).Should().NotBeNull();
        (await MailsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Tell_ByManyAtOnce_IsOneMail()
    {
        await SetAsync("5");
        await SpendAsync("6");

        var told = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TellAsync(Noon)));

        told.Count(low => low is not null).Should().Be(1);
        (await MailsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Tell_SeveralThresholdsCrossed_TellsOfTheLowest_AndOfEachThatIsCrossedLater()
    {
        await SetAsync("8", "5", "2");
        await SpendAsync("6");

        (await TellAsync(Noon))!.Below.Should().Be(Dollars("5"));
        (await TellAsync(Noon)).Should().BeNull();
        await SpendAsync("3");
        (await TellAsync(Noon.AddMinutes(1)))!.Below.Should().Be(Dollars("2"));

        var mails = await MailsAsync();
        mails
            .Select(mail => mail.GetProperty("belowMicros").GetInt64())
            .Should()
            .Equal(5_000_000, 2_000_000);
        mails[1].GetProperty("availableMicros").GetInt64().Should().Be(1_000_000);
        mails[1].GetProperty("recharges").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task Tell_WhatCallsHold_IsNotAvailable()
    {
        await SetAsync("9.95");
        await Stores.Books.Calls.AuthoriseAsync(NewCall(1), default);

        var low = await TellAsync(Noon);

        low!.Available.Should().BeLessThan(Dollars("9.95"));
    }

    [Fact]
    public async Task Fall_BelowAnyThreshold_IsNotedOnce_AlsoBelowOneThatToldToday()
    {
        await SetAsync("8", "5");
        (await FallenAsync()).Should().BeEmpty();
        await SpendAsync("1");
        (await FallenAsync()).Should().BeEmpty();
        await SpendAsync("1.50");
        (await FallenAsync()).Should().Equal(AccountId);
        await TellAsync(Noon);
        (await FallenAsync()).Should().BeEmpty();

        // Up again, and down within the day: 8 is armed, but has told today.
        await TopUpAsync("1");
        await SpendAsync("1");
        (await FallenAsync()).Should().Equal(AccountId);
        (await TellAsync(Noon.AddHours(1))).Should().BeNull();
        (await FallenAsync()).Should().BeEmpty("nobody looks at it again and again");

        await SpendAsync("3");
        (await FallenAsync()).Should().Equal(AccountId);
        (await TellAsync(Noon.AddHours(1)))!.Below.Should().Be(Dollars("5"));
    }

    [Fact]
    public async Task Fall_ToARechargeThatLiesBelowAThreshold_IsNotedThoughTheThresholdToldToday()
    {
        await SetAsync("8");
        await Stores.Recharges.SetAsync(Rule("3"), "me", default);
        await SpendAsync("3");
        await TellAsync(Noon);
        await TopUpAsync("3");
        await SpendAsync("3");
        (await FallenAsync()).Should().Equal(AccountId);
        (await TellAsync(Noon)).Should().BeNull();

        await SpendAsync("4");

        (await FallenAsync()).Should().Equal(AccountId);
    }

    [Fact]
    public async Task Fall_ToAThresholdThatLiesBelowARechargeThatWaits_IsNoted()
    {
        await SetAsync("3");
        await Stores.Recharges.SetAsync(Rule("8"), "me", default);
        await SpendAsync("2");
        (await FallenAsync()).Should().Equal(AccountId);

        await SpendAsync("5.50");

        (await FallenAsync()).Should().Equal(AccountId);
        (await TellAsync(Noon))!.Below.Should().Be(Dollars("3"));
        (await MailsAsync())[0].GetProperty("recharges").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Due_IsWhoHasToBeTold()
    {
        await SetAsync("5");
        (await Thresholds.DueAsync(Noon, default)).Should().BeEmpty();
        await SpendAsync("6");
        (await Thresholds.DueAsync(Noon, default)).Should().Equal(AccountId);
        await TellAsync(Noon);
        (await Thresholds.DueAsync(Noon, default)).Should().BeEmpty();
        await TopUpAsync("10");
        await SpendAsync("10");
        (await Thresholds.DueAsync(Noon.AddHours(23), default)).Should().BeEmpty();
        (await Thresholds.DueAsync(Noon.AddHours(24), default)).Should().Equal(AccountId);
    }

    [Fact]
    public async Task Set_ReplacesAll_AndLeavesThoseThatStayAsTheyAre()
    {
        await SetAsync("8", "5");
        await SpendAsync("6");
        await TellAsync(Noon);
        (await FallenAsync()).Should().NotBeEmpty();

        await SetAsync("5", "5", "3");

        (await Thresholds.ListAsync(AccountId, default))
            .Should()
            .Equal(
                new NoticeThreshold(AccountId, Dollars("5"), IsArmed: false, Noon),
                new NoticeThreshold(AccountId, Dollars("3"), IsArmed: true, null)
            );
        (await Thresholds.ListAsync(null, default)).Should().HaveCount(2);
        (await Thresholds.ListAsync("other", default)).Should().BeEmpty();
        await SetAsync();
        (await Thresholds.ListAsync(null, default)).Should().BeEmpty();
        await SpendAsync("3");
        (await FallenAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Set_AboveWhatIsAvailable_IsNotedAtOnce()
    {
        await SetAsync("20");

        (await FallenAsync()).Should().Equal(AccountId);
        (await TellAsync(Noon))!.Available.Should().Be(Dollars("10"));
    }

    [Fact]
    public async Task Set_ForNobodyOrInAnotherCurrencyOrOfNothing_ChangesNothing()
    {
        (await Thresholds.SetAsync("other", [Dollars("5")], "me", default)).Should().BeFalse();
        var euros = Money.Parse("5", Currency.Parse("EUR"));
        (await Thresholds.SetAsync(AccountId, [euros], "me", default)).Should().BeFalse();
        var zero = () => Thresholds.SetAsync(AccountId, [Dollars("0")], "me", default);
        await zero.Should().ThrowAsync<ArgumentOutOfRangeException>();
        (await Thresholds.ListAsync(null, default)).Should().BeEmpty();
    }

    private static RechargeRule Rule(string threshold) =>
        new(
            AccountId,
            Enabled: true,
            Dollars(threshold),
            Dollars("25"),
            TopUpSource.Card,
            null,
            null
        );

    private async Task SetAsync(params string[] below) =>
        (await Thresholds.SetAsync(AccountId, [.. below.Select(Dollars)], "me", default))
            .Should()
            .BeTrue();

    private Task<LowBalance?> TellAsync(DateTimeOffset at) =>
        Thresholds.TellAsync(AccountId, at, default);

    private async Task<IEnumerable<string>> FallenAsync() =>
        (await Stores.Recharges.TakeFallenAsync(default)).Select(fallen => fallen.Account);

    private async Task<IReadOnlyList<JsonElement>> MailsAsync() =>
        [
            .. (await Stores.Outbox.ListAsync(new OutboxFilter(), default))
                .Where(mail => mail.Kind == "low-balance")
                .OrderBy(mail => mail.Id)
                .Select(mail => JsonDocument.Parse(mail.Data).RootElement),
        ];

    private int changes;

    private async Task TopUpAsync(string amount)
    {
        var topUp = new NewTopUp(
            $"tu-{++changes}",
            AccountId,
            TopUpSource.Manual,
            Dollars(amount),
            $"wire/{changes}",
            "me",
            Noon
        );
        (await Stores.TopUps.AddAsync(topUp, default)).Outcome.Should().Be(TopUpOutcome.Requested);
    }

    private async Task SpendAsync(string amount)
    {
        var entry = new NewEntry(
            AccountId,
            EntryKind.Adjustment,
            -Dollars(amount),
            $"spent/{++changes}",
            "",
            "me",
            Noon
        );
        (await Stores.Books.Ledger.PostAsync(entry, default))
            .Outcome.Should()
            .Be(PostOutcome.Posted);
    }

    /// <summary>What is under test.</summary>
    protected sealed record Opened(
        Books Books,
        ITopUpStore TopUps,
        IRechargeStore Recharges,
        INoticeThresholdStore Thresholds,
        IOutboxStore Outbox
    );
}
