using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IDirectory"/> promises.</summary>
public abstract class DirectoryContract : IAsyncLifetime
{
    private static readonly Currency Euro = Currency.Parse("EUR");
    private static readonly E164Number London = E164Number.Parse("442079460000");

    /// <summary>The clock that the directory under test goes by.</summary>
    protected FakeTimeProvider Clock { get; } = new(Noon);

    private Books Books { get; set; } = null!;

    private IRateStore Rates { get; set; } = null!;

    private IDirectory Directory { get; set; } = null!;

    private IPlanStore Plans { get; set; } = null!;

    private IExchangeRateStore Exchange { get; set; } = null!;

    private ISurchargeStore Surcharges { get; set; } = null!;

    public async Task InitializeAsync()
    {
        var opened = await OpenAsync();
        (Books, Rates, Directory) = (opened.Books, opened.Rates, opened.Directory);
        (Plans, Exchange, Surcharges) = (opened.Plans, opened.Exchange, opened.Surcharges);
    }

    public abstract Task DisposeAsync();

    /// <summary>The stores, and a directory that was opened apart from them where the database allows that.</summary>
    protected abstract Task<Opened> OpenAsync();

    /// <summary>What is under test.</summary>
    protected sealed record Opened(
        Books Books,
        IRateStore Rates,
        IPlanStore Plans,
        IExchangeRateStore Exchange,
        ISurchargeStore Surcharges,
        IDirectory Directory
    );

    [Fact]
    public async Task Current_AfterEachChange_HasIt()
    {
        Directory.Current().FindAccount(AccountId).Should().BeNull();

        await Books.Accounts.CreateAsync(Account(), default);
        Directory.Current().FindAccount("Acme").Should().Be(Account());

        await Books.Accounts.SetStatusAsync(AccountId, AccountStatus.Suspended, default);
        Directory.Current().FindAccount(AccountId)!.Status.Should().Be(AccountStatus.Suspended);

        await Books.Accounts.AddNumberAsync(Number(), default);
        Directory.Current().FindNumber(Number().Number).Should().Be(Number());

        await Books.Accounts.SetNumberAsync(Number() with { MaxCalls = 3 }, default);
        Directory.Current().FindNumber(Number().Number)!.MaxCalls.Should().Be(3);

        var extension = Extension() with { AccountCode = "4711", DefaultNumber = Number().Number };
        await Books.Accounts.AddExtensionAsync(extension, default);
        Directory.Current().FindExtension("1001").Should().Be(extension);
        Directory.Current().FindExtensionByAccountCode("4711").Should().Be(extension);
        Directory.Current().FindExtensionByAccountCode("1001").Should().BeNull();

        await Books.Accounts.SetExtensionAsync(extension with { IsFax = true }, default);
        Directory.Current().FindExtension("1001")!.IsFax.Should().BeTrue();

        Directory.Current().FindTariff("standard").Should().BeNull();
        await ImportAsync("standard", "0.02");
        PriceToLondon().Should().Be("0.02");
        await ImportAsync("standard", "0.03");
        PriceToLondon().Should().Be("0.03");
    }

    [Fact]
    public async Task Current_AfterASurchargeChanged_HasIt()
    {
        CallPrice? Recording() =>
            Directory.Current().FindTariff("standard")!.FindSurcharge(CallFeature.Recording);
        await Plans.CreateAsync("standard", default);
        await Plans.CreateAsync("gold", default);
        Recording().Should().BeNull();

        var price = PriceOf("0.01", "0.005", "6/6");
        await Surcharges.SetAsync(new("standard", CallFeature.Recording, price), default);

        Recording().Should().Be(price);
        Directory
            .Current()
            .FindTariff("gold")!
            .FindSurcharge(CallFeature.Recording)
            .Should()
            .BeNull();

        await Surcharges.RemoveAsync("standard", CallFeature.Recording, default);

        Recording().Should().BeNull();
    }

    [Fact]
    public async Task Current_ExtensionWithoutDepartment_HasThatOfItsMember()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await Books.Accounts.CreateAsync(Account("beta"), default);
        var ada = new Member(AccountId, "Ada", "", MemberRole.Member, "Sales");
        await Books.Members.AddAsync(
            ada with
            {
                Account = "beta",
                Department = "Support",
            },
            default
        );
        await Books.Accounts.AddExtensionAsync(Extension() with { Member = "Ada" }, default);
        await Books.Accounts.AddExtensionAsync(
            Extension("1002") with
            {
                Member = "Ada",
                Department = "Board",
            },
            default
        );
        Department("1001").Should().BeNull("she is another account's");

        await Books.Members.AddAsync(ada, default);
        (Department("1001"), Department("1002")).Should().Be(("Sales", "Board"));
        (await Books.Accounts.FindExtensionAsync("1001", default))!.Department.Should().BeNull();

        await Books.Members.SetAsync(ada with { Department = "Finance" }, default);
        Department("1001").Should().Be("Finance");
        await Books.Members.SetAsync(ada with { Department = "" }, default);
        Department("1001").Should().BeNull();

        string? Department(string endpoint) =>
            Directory.Current().FindExtension(endpoint)!.Department;
    }

    [Fact]
    public async Task Current_AfterLimitsAreSet_HasThemForEachWay()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await Books.Accounts.AddNumberAsync(Number(), default);
        await Books.Accounts.AddExtensionAsync(Extension(), default);
        Directory.Current().LimitsOf(AccountId).Should().BeNull();
        var limits = new UsageLimits { CallsPerMinute = 6, SpendPerDay = Dollars("20") };
        foreach (
            var owner in (LimitOwner[])
                [
                    LimitOwner.OfAccount(AccountId),
                    LimitOwner.OfNumber(AccountId, Number().Number.Digits),
                    LimitOwner.OfExtension(AccountId, "1001"),
                ]
        )
        {
            await Books.Limits.SetAsync(owner, limits, default);
        }
        var limited = Directory.Current().LimitsOf("Acme")!;
        limited
            .ForCallOut(Number().Number.Digits, "1001")
            .Should()
            .Equal(
                new LimitedSubject(LimitScope.Account, AccountId, limits),
                new LimitedSubject(LimitScope.Number, Number().Number.Digits, limits),
                new LimitedSubject(LimitScope.Extension, "1001", limits)
            );
        limited.ForCallOut(null, "1002").Should().ContainSingle();
        limited
            .ForCallIn(Number().Number.Digits)
            .Should()
            .Equal(
                new LimitedSubject(
                    LimitScope.Account,
                    AccountId,
                    new UsageLimits { SpendPerDay = Dollars("20") }
                ),
                new LimitedSubject(LimitScope.Number, Number().Number.Digits, limits)
            );
    }

    [Fact]
    public async Task Current_WithoutAChange_IsTheSameSnapshot()
    {
        await Books.OpenAccountAsync("10.00");
        await ImportAsync("standard", "0.02");
        var before = Directory.Current();

        await Books.Calls.AuthoriseAsync(NewCall(1), default);
        await Books.Ledger.PostAsync(TopUp("5"), default);

        Directory.Current().Should().BeSameAs(before, "money is not part of the directory");
    }

    [Fact]
    public async Task Current_AfterAnAccountChanged_KeepsTheCompiledDecks()
    {
        await ImportAsync("standard", "0.02");
        await ImportAsync("gold", "0.01");
        var (standard, gold) = (DeckOf("standard"), DeckOf("gold"));

        await Books.Accounts.CreateAsync(Account(), default);
        await ImportAsync("gold", "0.005");

        DeckOf("standard").Should().BeSameAs(standard);
        DeckOf("gold").Should().NotBeSameAs(gold);
    }

    [Fact]
    public async Task Current_WhenARateTakesEffect_UsesIt()
    {
        RateRow[] rows =
        [
            new(2, RateStoreContract.RateOf("44", "0.02")),
            new(
                3,
                RateStoreContract.RateOf("44", "0.05") with
                {
                    EffectiveFrom = Noon.AddHours(12),
                }
            ),
        ];
        await Rates.ImportAsync("standard", Usd, rows, Noon, default);
        PriceToLondon().Should().Be("0.02");

        Clock.Advance(TimeSpan.FromHours(12));

        PriceToLondon().Should().Be("0.05");
    }

    [Fact]
    public async Task Current_WhenAVersionOfADeckTakesEffect_UsesIt()
    {
        await ImportAsync("standard", "0.02");
        await Rates.ImportAsync(
            new RateImport(
                "standard",
                Usd,
                [new RateRow(2, RateStoreContract.RateOf("44", "0.05"))],
                Noon
            )
            {
                EffectiveFrom = Noon.AddHours(12),
            },
            default
        );
        PriceToLondon().Should().Be("0.02");
        PriceToLondon(Directory.At(Noon.AddHours(12))).Should().Be("0.05");
        PriceToLondon().Should().Be("0.02", "asking about another time changes nothing now");

        Clock.Advance(TimeSpan.FromHours(12));

        PriceToLondon().Should().Be("0.05");
        PriceToLondon(Directory.At(Noon)).Should().Be("0.02");
    }

    [Fact]
    public async Task Current_AfterAChangeOfPlansRulesOrExchange_HasIt()
    {
        await ImportAsync("standard", "0.02");
        await ImportAsync("pro", "0.01");
        await Books.Accounts.CreateAsync(Account(), default);

        (await Plans.SetDecksAsync("standard", null, ["pro", "standard"], default))
            .Should()
            .Be(PlanChange.Done);
        PriceToLondon().Should().Be("0.01");

        var half = new RateRule { Country = "GB", Effect = new RateEffect.Scaled(50) };
        var rule = await Plans.AddRuleAsync(RuleOwner.Plan("standard"), half, default);
        rule.Outcome.Should().Be(RuleOutcome.Added);
        PriceToLondon().Should().Be("0.005");

        var own = new RateRule
        {
            Prefix = NumberPrefix.Parse("4420"),
            Effect = new RateEffect.Priced(PriceOf("0.04", "0.003", "6/6")),
        };
        await Plans.AddRuleAsync(RuleOwner.Account("Acme"), own, default);
        PriceToLondon().Should().Be("0.003");

        (await Plans.RemoveRuleAsync(rule.Id, default)).Should().BeTrue();
        (await Plans.RulesAsync(null, default))
            .Select(owned => owned.Rule with { Id = 0 })
            .Should()
            .Equal(own);

        Directory.Current().FindExchangeRate(Usd, Euro).Should().BeNull();
        var now = new ExchangeRate(Usd, Euro, 925_000_000_000);
        var later = new ExchangeRate(Usd, Euro, 950_000_000_000);
        await Exchange.AddAsync([new(now, Noon), new(later, Noon.AddHours(1))], default);
        Directory.Current().FindExchangeRate(Usd, Euro).Should().Be(now);
        Clock.Advance(TimeSpan.FromHours(1));
        Directory.Current().FindExchangeRate(Usd, Euro).Should().Be(later);
    }

    [Fact]
    public async Task Plans_WhatIsNotThereOrTwice_IsRefused()
    {
        await ImportAsync("standard", "0.02");
        var free = new RateRule { Country = "GB", Effect = new RateEffect.Free() };

        (await Plans.CreateAsync("standard", default)).Should().BeFalse();
        (await Plans.CreateAsync("pro", default)).Should().BeTrue();
        (await Plans.SetDecksAsync("nothing", null, ["standard"], default))
            .Should()
            .Be(PlanChange.UnknownPlan);
        (await Plans.SetDecksAsync("pro", null, ["standard", "nothing"], default))
            .Should()
            .Be(PlanChange.UnknownDeck);
        (await Plans.SetDecksAsync("pro", Service.TollFreeInbound, ["standard"], default))
            .Should()
            .Be(PlanChange.Done);
        (await Plans.ListAsync(default))
            .Should()
            .BeEquivalentTo([
                new Plan("pro", [new PlanDeck(Service.TollFreeInbound, "standard")]),
                new Plan("standard", [new PlanDeck(null, "standard")]),
            ]);
        (await Plans.AddRuleAsync(RuleOwner.Account("nobody"), free, default))
            .Outcome.Should()
            .Be(RuleOutcome.UnknownOwner);
        var added = await Plans.AddRuleAsync(RuleOwner.Plan("pro"), free, default);
        (await Plans.AddRuleAsync(RuleOwner.Plan("pro"), free, default))
            .Should()
            .Be(new RuleAddition(RuleOutcome.Duplicate, added.Id));
    }

    [Fact]
    public async Task Current_AskedByManyThreadsDuringChanges_IsNeverOlderThanWhatTheySaw()
    {
        await Books.Accounts.CreateAsync(Account("acme0"), default);
        var newest = 0;
        using var done = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    while (!done.IsCancellationRequested)
                    {
                        var committed = Volatile.Read(ref newest);
                        Directory.Current().FindAccount($"acme{committed}").Should().NotBeNull();
                    }
                })
            )
            .ToArray();
        try
        {
            for (var i = 1; i <= 50; i++)
            {
                await Books.Accounts.CreateAsync(Account($"acme{i}"), default);
                Volatile.Write(ref newest, i);
            }
        }
        finally
        {
            await done.CancelAsync();
        }
        await Task.WhenAll(readers);
    }

    private Task<bool> ImportAsync(string deck, string perMinute) =>
        Rates.ImportAsync(
            deck,
            Usd,
            [new RateRow(2, RateStoreContract.RateOf("44", perMinute))],
            Noon,
            default
        );

    private RateDeck DeckOf(string plan) =>
        Directory.Current().FindTariff(plan)!.Decks.Single().Deck;

    private string? PriceToLondon() => PriceToLondon(Directory.Current());

    private static string? PriceToLondon(DirectorySnapshot directory) =>
        directory
            .FindTariff("standard")
            ?.Find(
                Service.InternationalOutbound,
                London,
                Rate.AnyOrigin,
                "GB",
                directory.RulesOf(AccountId)
            )
            ?.Price?.PerMinute.ToDecimalString();
}
