using System.Globalization;
using System.Text.Json.Nodes;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Rates;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>The job <c>rate-change-notice</c>, on the shipped store and on virtual time. It begins at noon of 22 November 2026.</summary>
public sealed class RateChangeMailsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset December = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private MailRig rig = null!;

    public async Task InitializeAsync()
    {
        rig = await MailRig.OpenAsync();
        await ImportAsync(null, Row("44", "United Kingdom", "0.04 0.02 60/60"), Free("49"));
    }

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task DearerRates_AreToldAheadOfTheirDate_OnceForTheVersion()
    {
        (await RunAsync()).Should().Be("0 accounts told");
        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.03 60/6"), Free("49"));

        (await RunAsync()).Should().Be("1 accounts told");
        (await RunAsync()).Should().Be("0 accounts told");
        rig.Time.Advance(TimeSpan.FromDays(8));
        (await RunAsync()).Should().Be("0 accounts told");
        rig.Time.Advance(TimeSpan.FromDays(8));
        (await RunAsync()).Should().Be("0 accounts told", "it is so now");

        var mail = await rig.MailAsync();
        (mail.Kind, mail.Account).Should().Be(("rate-change", AccountId));
        var notice = JsonNode.Parse(mail.Data)!;
        DateTimeOffset
            .Parse((string)notice["effectiveAt"]!, CultureInfo.InvariantCulture)
            .Should()
            .Be(December);
        notice["changes"]!
            .AsArray()
            .Should()
            .ContainSingle()
            .Which!.ToJsonString()
            .Should()
            .Be(
                """
                {"destination":"United Kingdom","prefix":"44","prefixes":1,"service":"international-outbound","origin":"*","currency":"USD","free":false,"perMinuteBeforeMicros":20000,"perMinuteAfterMicros":30000,"connectionFeeBeforeMicros":40000,"connectionFeeAfterMicros":40000,"stepsBefore":"60/60","stepsAfter":"60/6"}
                """
            );
    }

    [Fact]
    public async Task FreeThatBecomesPaid_IsToldFirst()
    {
        await ImportAsync(
            December,
            Row("44", "United Kingdom", "0.04 0.03 60/60"),
            Row("49", "Zone of Germany", "0 0.015 60/60")
        );

        await RunAsync();

        var changes = await ChangesAsync();
        changes.Select(line => (bool)line["free"]!).Should().Equal(true, false);
        ((string)changes[0]["prefix"]!).Should().Be("49");
    }

    [Theory]
    [InlineData("0.04 0.01 60/60")]
    [InlineData("0.04 0.02 60/6")]
    [InlineData("0.04 0.02 60/60")]
    public async Task RatesThatAreNotDearer_AreNotTold(string price)
    {
        await ImportAsync(December, Row("44", "United Kingdom", price), Free("49"));

        (await RunAsync()).Should().Be("0 accounts told");
    }

    [Fact]
    public async Task VersionThatIsImportedAgain_IsNotToldAgain_UnlessItsPricesChanged()
    {
        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.20 60/60"), Free("49"));
        await RunAsync();

        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.20 60/60"), Free("49"));
        (await RunAsync()).Should().Be("0 accounts told");

        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.03 60/60"), Free("49"));
        (await RunAsync()).Should().Be("1 accounts told");
    }

    [Fact]
    public async Task OnlyAccounts_WhosePlanIsTouched_AndWhoPayMore_AreTold()
    {
        await rig.Store.Rates.ImportAsync(
            new RateImport(
                "other",
                Usd,
                [Row("44", "United Kingdom", "0 1 60/60")],
                rig.Clock.UtcNow
            ),
            default
        );
        await OpenAsync("other", "other");
        await OpenAsync("included", "standard");
        await OpenAsync("half", "standard");
        await OpenAsync("like-acme", "standard");
        await RuleAsync("included", new RateEffect.Included());
        await RuleAsync("half", new RateEffect.Scaled(50));
        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.04 60/60"), Free("49"));

        (await RunAsync()).Should().Be("3 accounts told");

        var mails = await rig.MailsAsync();
        mails.Select(mail => mail.Account).Should().BeEquivalentTo(AccountId, "half", "like-acme");
        var half = JsonNode.Parse(mails.Single(mail => mail.Account == "half").Data)!;
        half["changes"]![0]!["perMinuteAfterMicros"]!.GetValue<long>().Should().Be(20_000);
    }

    [Fact]
    public async Task RowsWithDatesOfTheirOwn_AreToldByThem()
    {
        await ImportAsync(
            null,
            Row("44", "United Kingdom", "0.04 0.02 60/60"),
            Dated("44", "0.04 0.03 60/60", December),
            Dated("44", "0.04 0.05 60/60", December.AddDays(14))
        );

        (await RunAsync()).Should().Be("2 accounts told");
        (await RunAsync()).Should().Be("0 accounts told");

        (await rig.MailsAsync())
            .Select(mail => JsonNode.Parse(mail.Data)!["changes"]![0]!)
            .Select(line =>
                (
                    line["perMinuteBeforeMicros"]!.GetValue<long>(),
                    line["perMinuteAfterMicros"]!.GetValue<long>()
                )
            )
            .Should()
            .Equal((20_000, 30_000), (30_000, 50_000));
    }

    [Fact]
    public async Task ChangeThatIsFarAway_IsToldWhenItHasComeNearer()
    {
        var far = rig.Clock.UtcNow + RateChangeMails.Ahead + TimeSpan.FromHours(1);
        await ImportAsync(far, Row("44", "United Kingdom", "0.04 0.03 60/60"), Free("49"));
        (await RunAsync()).Should().Be("0 accounts told");

        rig.Time.Advance(TimeSpan.FromHours(1));

        (await RunAsync()).Should().Be("1 accounts told");
    }

    [Fact]
    public async Task PrefixesThatCostTheSame_AreOneLine_AndAMailHasNotTooMany()
    {
        var mobile = Enumerable.Range(4471, 9).Select(prefix => $"{prefix}");
        await ImportAsync(
            December,
            [
                .. mobile.Select(prefix => Row(prefix, "Any UK mobile", "0.04 0.10 60/60")),
                .. Enumerable
                    .Range(0, 50)
                    .Select(number =>
                        Row($"442{number:D2}", $"UK city {number:D2}", "0.04 0.03 60/60")
                    ),
            ]
        );
        await RunAsync();

        var notice = JsonNode.Parse((await rig.MailAsync()).Data)!;
        notice["count"]!.GetValue<long>().Should().Be(51);
        notice["more"]!.GetValue<long>().Should().Be(11);
        var lines = notice["changes"]!.AsArray();
        lines.Should().HaveCount(40);

        lines
            .Take(2)
            .Select(line =>
                (
                    (string)line!["destination"]!,
                    (string)line["prefix"]!,
                    line["prefixes"]!.GetValue<long>()
                )
            )
            .Should()
            .Equal(("Any UK mobile", "4471", 9), ("UK city 00", "44200", 1));
    }

    [Fact]
    public async Task SeveralNodesAtOnce_TellEachAccountOnce_AndNobodyWhereNobodyReads()
    {
        for (var number = 0; number < 600; number++)
        {
            await OpenAsync($"a{number}", "standard");
        }
        await rig.Store.Accounts.SetAsync("a7", account => account with { Email = "" }, default);
        await ImportAsync(December, Row("44", "United Kingdom", "0.04 0.03 60/60"), Free("49"));

        var told = await Task.WhenAll(RunAsync(), RunAsync(), RunAsync());

        told.Sum(words => int.Parse(words.Split(' ')[0], CultureInfo.InvariantCulture))
            .Should()
            .Be(600);
        var all = await rig.Store.Outbox.ListAsync(new OutboxFilter { Limit = 2000 }, default);
        all.Select(mail => mail.Account).Should().OnlyHaveUniqueItems().And.HaveCount(600);
        all.Should().NotContain(mail => mail.Account == "a7");
    }

    private Task<string> RunAsync() =>
        new RateChangeMails(
            rig.Store.Prices,
            rig.Store.Accounts,
            rig.Store.Notices,
            rig.Clock
        ).RunAsync(default);

    private async Task<IReadOnlyList<JsonNode>> ChangesAsync() =>
        [
            .. JsonNode.Parse((await rig.MailAsync()).Data)!["changes"]!
                .AsArray()
                .Select(line => line!),
        ];

    private async Task ImportAsync(DateTimeOffset? from, params RateRow[] rows)
    {
        // Prefixes that a version does not name can't be called.
        var import = new RateImport("standard", Usd, rows, rig.Clock.UtcNow)
        {
            EffectiveFrom = from,
        };
        (await rig.Store.Rates.ImportAsync(import, default)).Should().BeTrue();
    }

    private async Task OpenAsync(string account, string plan) =>
        await rig.Store.Accounts.CreateAsync(
            Account(account, plan) with
            {
                Email = $"{account}@example.com",
            },
            default
        );

    private async Task RuleAsync(string account, RateEffect effect) =>
        (
            await rig.Store.Plans.AddRuleAsync(
                RuleOwner.Account(account),
                new RateRule { Effect = effect },
                default
            )
        )
            .Outcome.Should()
            .Be(RuleOutcome.Added);

    private static RateRow Free(string prefix)
    {
        var row = Row(prefix, "Germany", "0 0 60/60");
        return row with { Rate = row.Rate with { IsFree = true } };
    }

    private static RateRow Dated(string prefix, string price, DateTimeOffset from)
    {
        var row = Row(prefix, "United Kingdom", price);
        return row with { Rate = row.Rate with { EffectiveFrom = from } };
    }

    private static RateRow Row(string prefix, string destination, string price)
    {
        var texts = price.Split(' ');
        return new RateRow(
            2,
            new Rate
            {
                Service = Service.InternationalOutbound,
                Prefix = NumberPrefix.Parse(prefix),
                Destination = destination,
                Price = PriceOf(texts[0], texts[1], texts[2]),
            }
        );
    }
}
