using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IDirectory"/> promises.</summary>
public abstract class DirectoryContract : IAsyncLifetime
{
    private static readonly E164Number London = E164Number.Parse("442079460000");

    /// <summary>The clock that the directory under test goes by.</summary>
    protected FakeTimeProvider Clock { get; } = new(Noon);

    private Books Books { get; set; } = null!;

    private IRateStore Rates { get; set; } = null!;

    private IDirectory Directory { get; set; } = null!;

    public async Task InitializeAsync() => (Books, Rates, Directory) = await OpenAsync();

    public abstract Task DisposeAsync();

    /// <summary>The stores, and a directory that was opened apart from them where the database allows that.</summary>
    protected abstract Task<(Books Books, IRateStore Rates, IDirectory Directory)> OpenAsync();

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

        Directory.Current().FindDeck("standard").Should().BeNull();
        await ImportAsync("standard", "0.02");
        PriceToLondon().Should().Be("0.02");
        await ImportAsync("standard", "0.03");
        PriceToLondon().Should().Be("0.03");
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
        var (standard, gold) = (
            Directory.Current().FindDeck("standard"),
            Directory.Current().FindDeck("gold")
        );

        await Books.Accounts.CreateAsync(Account(), default);
        await ImportAsync("gold", "0.005");

        Directory.Current().FindDeck("standard").Should().BeSameAs(standard);
        Directory.Current().FindDeck("gold").Should().NotBeSameAs(gold);
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

    private string? PriceToLondon() =>
        Directory
            .Current()
            .FindDeck("standard")
            ?.Lookup(Service.InternationalOutbound, London)
            ?.PerMinute.ToDecimalString();
}
