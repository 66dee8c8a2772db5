using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IRentalStore"/> promises.</summary>
public abstract class RentalStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset NewYearsEve = new(2026, 12, 31, 9, 0, 0, TimeSpan.Zero);
    private static readonly E164Number Rented = Number().Number;

    private Books Books { get; set; } = null!;

    private IRentalStore Rentals { get; set; } = null!;

    public async Task InitializeAsync()
    {
        (Books, Rentals) = await OpenAsync();
        await Books.OpenAccountAsync("10.00");
        await Books.Accounts.AddNumberAsync(Number(), default);
    }

    public abstract Task DisposeAsync();

    /// <summary>Opens empty stores.</summary>
    protected abstract Task<(Books Books, IRentalStore Rentals)> OpenAsync();

    [Fact]
    public async Task Start_ChargesTheFirstMonth()
    {
        var started = await StartAsync("1.50", NewYearsEve);

        started.Should().BeOfType<RentalStart.Started>();
        (await Rentals.FindAsync(Rented, default))
            .Should()
            .Be(
                new RentedNumber(
                    Rented,
                    AccountId,
                    Dollars("1.50"),
                    NewYearsEve,
                    NewYearsEve.AddMonths(1),
                    IsSuspended: false
                )
            );
        var entry = (await Books.Ledger.EntriesAsync(AccountId, 1, default))[0];
        (entry.Kind, entry.Amount, entry.Note)
            .Should()
            .Be((EntryKind.Rental, Dollars("-1.50"), "+12125550100, 2026-12-31 to 2027-01-31"));
        (await StartAsync("2", NewYearsEve)).Should().BeOfType<RentalStart.AlreadyRented>();
        await BalanceShouldBe("8.50");
    }

    [Theory]
    [InlineData("1.50", "10.01", "10.01")] // the least balance is more than there is
    [InlineData("10.50", "2", "10.50")] // the fee itself is
    public async Task Start_WithTooLittle_ChangesNothing(string fee, string least, string needed)
    {
        (
            await Rentals.StartAsync(
                new NumberRental(Rented, Dollars(fee)),
                Dollars(least),
                NewYearsEve,
                "me",
                default
            )
        )
            .Should()
            .Be(new RentalStart.InsufficientCredit(Dollars("10.00"), Dollars(needed)));
        (await Rentals.FindAsync(Rented, default)).Should().BeNull();
        await BalanceShouldBe("10.00");
    }

    [Fact]
    public async Task Start_NobodysNumberOrAnotherCurrency_IsRefused()
    {
        (
            await Rentals.StartAsync(
                new NumberRental(E164Number.Parse("12125559999"), Dollars("1")),
                Dollars("0"),
                NewYearsEve,
                "me",
                default
            )
        )
            .Should()
            .BeOfType<RentalStart.UnknownNumber>();
        var euro = Money.Parse("1", Currency.Parse("EUR"));
        (
            await Rentals.StartAsync(
                new NumberRental(Rented, euro),
                Dollars("0"),
                NewYearsEve,
                "me",
                default
            )
        )
            .Should()
            .Be(new RentalStart.WrongCurrency(Usd));
    }

    [Fact]
    public async Task Charge_AskedOftenAndByMany_ChargesAMonthOnce()
    {
        await StartAsync("1.00", NewYearsEve);
        var due = NewYearsEve.AddMonths(1);
        (await Rentals.DueAsync(due.AddTicks(-1), default)).Should().BeEmpty();
        (await Rentals.DueAsync(due, default)).Should().Equal(Rented);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Rentals.ChargeAsync(Rented, due, default))
        );

        outcomes.Count(outcome => outcome == RentCharge.Charged).Should().Be(1);
        await BalanceShouldBe("8.00");
    }

    [Fact]
    public async Task Charge_MonthAfterMonth_KeepsTheDay_AlsoAfterFebruary()
    {
        await StartAsync("0.10", NewYearsEve);
        var ends = new List<string>();
        for (var month = 1; month <= 4; month++)
        {
            await Rentals.ChargeAsync(Rented, NewYearsEve.AddMonths(month), default);
            ends.Add(
                (await Rentals.FindAsync(Rented, default))!.PaidUntil!.Value.ToString(
                    "MM-dd",
                    System.Globalization.CultureInfo.InvariantCulture
                )
            );
        }
        ends.Should().Equal("02-28", "03-31", "04-30", "05-31");
    }

    [Fact]
    public async Task Charge_MonthsThatWereMissed_AreEachCharged()
    {
        await StartAsync("1.00", NewYearsEve);
        var late = NewYearsEve.AddMonths(3).AddDays(2);
        var charged = 0;
        while (await Rentals.ChargeAsync(Rented, late, default) == RentCharge.Charged)
        {
            charged++;
        }
        charged.Should().Be(3);
        await BalanceShouldBe("6.00");
    }

    [Fact]
    public async Task Charge_AnAccountThatCantPay_SuspendsTheNumberUntilItCan()
    {
        await StartAsync("6.00", NewYearsEve);
        var due = NewYearsEve.AddMonths(1);

        (await Rentals.ChargeAsync(Rented, due, default)).Should().Be(RentCharge.Suspended);
        (await Rentals.ChargeAsync(Rented, due.AddHours(1), default))
            .Should()
            .Be(RentCharge.StillSuspended);
        (await Books.Accounts.FindNumberAsync(Rented, default))!
            .Status.Should()
            .Be(NumberStatus.Suspended);
        await BalanceShouldBe("4.00");

        await Books.Ledger.PostAsync(TopUp("5"), default);
        var paid = due.AddDays(10);
        (await Rentals.DueAsync(paid, default)).Should().Equal(Rented);
        (await Rentals.ChargeAsync(Rented, paid, default)).Should().Be(RentCharge.Charged);

        await BalanceShouldBe("3.00");
        var rented = (await Rentals.FindAsync(Rented, default))!;
        (rented.IsSuspended, rented.PaidUntil).Should().Be((false, paid.AddMonths(1)));
    }

    [Fact]
    public async Task Stop_EndsTheRent()
    {
        await StartAsync("1.00", NewYearsEve);
        (await Rentals.StopAsync(Rented, "me", default)).Should().BeTrue();
        (await Rentals.StopAsync(Rented, "me", default)).Should().BeFalse();
        (await Rentals.ChargeAsync(Rented, NewYearsEve.AddYears(1), default))
            .Should()
            .Be(RentCharge.NotDue);
        await BalanceShouldBe("9.00");
    }

    private Task<RentalStart> StartAsync(string fee, DateTimeOffset at) =>
        Rentals.StartAsync(new NumberRental(Rented, Dollars(fee)), Dollars("2"), at, "me", default);

    private async Task BalanceShouldBe(string balance)
    {
        (await Books.BalanceAsync(AccountId)).Balance.Should().Be(Dollars(balance));
        (await Books.Ledger.VerifyAsync(default)).Faults.Should().BeEmpty();
    }
}
