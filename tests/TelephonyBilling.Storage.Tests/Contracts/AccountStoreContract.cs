using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IAccountStore"/> promises.</summary>
public abstract class AccountStoreContract : StoreContract
{
    private IAccountStore Accounts => Books.Accounts;

    [Fact]
    public async Task Create_NewAccount_IsFoundInEitherCaseWithNothing()
    {
        var account = Account() with
        {
            MaxCalls = 7,
            Status = AccountStatus.Suspended,
            Name = "Müller & Søn",
        };

        (await Accounts.CreateAsync(account, default)).Should().BeTrue();

        (await Accounts.FindAsync("ACME", default))
            .Should()
            .Be((account, new AccountBalance(Dollars("0"), Dollars("0"))));
        (await Accounts.FindAsync("nobody", default)).Should().BeNull();
    }

    [Fact]
    public async Task Create_SameId_IsRefusedAndKeepsTheFirst()
    {
        await Accounts.CreateAsync(Account(), default);

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => Accounts.CreateAsync(Account() with { Name = $"Other {i}" }, default))
        );

        outcomes.Should().AllBeEquivalentTo(false);
        (await Accounts.ListAsync(default)).Single().Account.Should().Be(Account());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("ac me")]
    [InlineData("ac'; DROP TABLE account; --")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task Create_IdThatIsNone_Throws(string id) =>
        await FluentActions
            .Invoking(() => Accounts.CreateAsync(Account() with { Id = id }, default))
            .Should()
            .ThrowAsync<ArgumentException>();

    [Fact]
    public async Task Create_EverySetting_IsFoundAgain()
    {
        var account = Account() with
        {
            TimeZone = "America/Toronto",
            MinBalance = Dollars("1.50"),
            MaxPerMinute = Dollars("0.50"),
            MaxConnectionFee = Dollars("0.25"),
            Email = "ann@acme.example",
            BillingEmail = "bills@acme.example",
            BillingAddress = "12 High St, London W1A 1AA, UK",
            Language = "fr",
            IsTrial = true,
            NeedsCardConfirmation = true,
        };
        await Accounts.CreateAsync(account, default);
        (await Accounts.FindAsync(AccountId, default))!.Value.Account.Should().Be(account);
    }

    [Fact]
    public async Task Set_Account_ChangesItsSettingsAndNothingElse()
    {
        await Books.OpenAccountAsync("5.00");
        var expected = Account() with
        {
            Name = "Acme & Daughters",
            Plan = "pro",
            MaxCalls = 3,
            TimeZone = "Europe/Zurich",
            MinBalance = Dollars("2"),
            MaxPerMinute = Dollars("0.50"),
            MaxConnectionFee = Dollars("0.10"),
            Email = "ann@acme.example",
            BillingEmail = "bills@acme.example",
            BillingAddress = "12 High St, London W1A 1AA, UK",
            Language = "fr",
            IsTrial = true,
            NeedsCardConfirmation = true,
        };

        var after = await Accounts.SetAsync(
            AccountId.ToUpperInvariant(),
            before =>
                expected with
                {
                    Id = "other",
                    Currency = Currency.Parse("EUR"),
                    Status = AccountStatus.Suspended,
                    CreatedAt = before.CreatedAt.AddDays(1),
                },
            default
        );

        after.Should().Be(expected);
        (await Accounts.FindAsync(AccountId, default))
            .Should()
            .Be((expected, new AccountBalance(Dollars("5"), Dollars("0"))));
    }

    [Fact]
    public async Task Set_AccountWithNoLimits_TakesThemAway()
    {
        await Accounts.CreateAsync(
            Account() with
            {
                MaxCalls = 3,
                MinBalance = Dollars("2"),
                MaxPerMinute = Dollars("0.50"),
                MaxConnectionFee = Dollars("0.10"),
            },
            default
        );

        await Accounts.SetAsync(AccountId, _ => Account(), default);

        (await Accounts.FindAsync(AccountId, default))!.Value.Account.Should().Be(Account());
    }

    [Fact]
    public async Task Set_ManyAtOnce_NoneIsLost()
    {
        await Accounts.CreateAsync(Account() with { MaxCalls = 0 }, default);

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    Accounts.SetAsync(
                        AccountId,
                        before => before with { MaxCalls = before.MaxCalls + 1 },
                        default
                    )
                )
        );

        (await Accounts.FindAsync(AccountId, default))!.Value.Account.MaxCalls.Should().Be(20);
    }

    [Fact]
    public async Task Set_UnknownAccount_IsNull() =>
        (await Accounts.SetAsync(AccountId, before => before, default)).Should().BeNull();

    [Fact]
    public async Task Set_WhatAnAccountCantHave_ThrowsAndChangesNothing()
    {
        await Accounts.CreateAsync(Account(), default);
        foreach (
            var wrong in (Func<Account, Account>[])
                [
                    before => before with { MinBalance = Dollars("-1") },
                    before => before with { MaxPerMinute = new Money(1, Currency.Parse("EUR")) },
                    before => before with { TimeZone = "UTC\n" },
                ]
        )
        {
            await FluentActions
                .Invoking(() => Accounts.SetAsync(AccountId, wrong, default))
                .Should()
                .ThrowAsync<ArgumentException>();
        }
        (await Accounts.FindAsync(AccountId, default))!.Value.Account.Should().Be(Account());
    }

    [Fact]
    public async Task List_GivesAllById()
    {
        foreach (var id in new[] { "delta", "acme", "beta" })
        {
            await Books.OpenAccountAsync("1", id);
        }
        (await Accounts.ListAsync(default))
            .Select(row => (row.Account.Id, row.Balance.Available))
            .Should()
            .Equal(("acme", Dollars("1")), ("beta", Dollars("1")), ("delta", Dollars("1")));
    }

    [Fact]
    public async Task SetStatus_UnknownAccount_SaysSo()
    {
        await Accounts.CreateAsync(Account(), default);
        (await Accounts.SetStatusAsync(AccountId, AccountStatus.Suspended, default))
            .Should()
            .BeTrue();
        (await Accounts.SetStatusAsync("nobody", AccountStatus.Suspended, default))
            .Should()
            .BeFalse();
        (await Accounts.FindAsync(AccountId, default))!
            .Value.Account.Status.Should()
            .Be(AccountStatus.Suspended);
    }

    [Fact]
    public async Task AddNumber_NewDuplicateOrOfNobody_SaysWhich()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        var number = new AccountNumber(
            E164Number.Parse("18005550100"),
            AccountId,
            NumberKind.TollFree,
            "US",
            International: false,
            MaxCalls: 10,
            MaxCallsPerCaller: 2,
            MaxCallsPerCallerPerHour: 20
        );

        (await Accounts.AddNumberAsync(number with { Account = "nobody" }, default))
            .Should()
            .Be(AddOutcome.UnknownAccount);
        (await Accounts.AddNumberAsync(number, default)).Should().Be(AddOutcome.Added);
        (await Accounts.AddNumberAsync(number with { Account = "beta" }, default))
            .Should()
            .Be(AddOutcome.Duplicate);

        (await Accounts.FindNumberAsync(number.Number, default)).Should().Be(number);
        (await Accounts.FindNumberAsync(E164Number.Parse("18005550199"), default))
            .Should()
            .BeNull();
    }

    [Fact]
    public async Task SetNumber_ReplacesSettingsAndKeepsTheOwner()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        await Accounts.AddNumberAsync(Number(), default);
        var changed = Number(account: "beta") with
        {
            International = false,
            MaxCalls = 3,
            Country = "CA",
        };

        (await Accounts.SetNumberAsync(changed, default)).Should().BeTrue();
        (await Accounts.SetNumberAsync(Number("12125550199"), default)).Should().BeFalse();

        (await Accounts.FindNumberAsync(Number().Number, default))
            .Should()
            .Be(changed with { Account = AccountId });
    }

    [Fact]
    public async Task ListNumbers_OfOneAccountOrAll_ComeByDigits()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        await Accounts.AddNumberAsync(Number("442079460000"), default);
        await Accounts.AddNumberAsync(Number("12125550100"), default);
        await Accounts.AddNumberAsync(Number("33140000000", "beta"), default);

        (await Accounts.ListNumbersAsync(AccountId, default))
            .Should()
            .Equal(Number("12125550100"), Number("442079460000"));
        (await Accounts.ListNumbersAsync(null, default)).Should().HaveCount(3);
    }

    [Fact]
    public async Task AddExtension_EachWayToFail_SaysWhichAndChangesNothing()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        await Accounts.AddNumberAsync(Number("12125550100"), default);
        await Accounts.AddNumberAsync(Number("33140000000", "beta"), default);
        var extension = new Extension(
            "1001",
            AccountId,
            AccountCode: "4711",
            "Jo",
            "Sales",
            E164Number.Parse("12125550100"),
            International: true,
            MaxCalls: 2
        );

        (await Accounts.AddExtensionAsync(extension, default)).Should().Be(AddOutcome.Added);
        (await Accounts.AddExtensionAsync(extension with { AccountCode = null }, default))
            .Should()
            .Be(AddOutcome.Duplicate, "the endpoint is taken");
        (await Accounts.AddExtensionAsync(extension with { Endpoint = "1002" }, default))
            .Should()
            .Be(AddOutcome.Duplicate, "the account code is taken");
        (await Accounts.AddExtensionAsync(Extension("1003", "nobody"), default))
            .Should()
            .Be(AddOutcome.UnknownAccount);
        var foreign = Extension("1004") with { DefaultNumber = E164Number.Parse("33140000000") };
        (await Accounts.AddExtensionAsync(foreign, default)).Should().Be(AddOutcome.UnknownNumber);

        (await Accounts.ListExtensionsAsync(null, default)).Should().Equal(extension);
    }

    [Fact]
    public async Task SetExtension_ReplacesItsSettings_ItsOwnerStays()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.AddNumberAsync(Number("12125550100"), default);
        await Accounts.AddExtensionAsync(Extension() with { Member = "Jo" }, default);
        var changed = Extension() with
        {
            AccountCode = "4711",
            Department = "Sales",
            DefaultNumber = E164Number.Parse("12125550100"),
            International = false,
            MaxCalls = 2,
            IsFax = true,
        };

        (await Accounts.SetExtensionAsync(changed with { Account = "beta" }, default))
            .Should()
            .Be(SetOutcome.Done);

        (await Accounts.FindExtensionAsync("1001", default)).Should().Be(changed);
        (await Accounts.ListExtensionsAsync(null, default)).Should().Equal(changed);
        (await Accounts.FindExtensionAsync("1002", default)).Should().BeNull();
    }

    [Fact]
    public async Task SetExtension_EachWayToFail_SaysWhichAndChangesNothing()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        await Accounts.AddNumberAsync(Number("33140000000", "beta"), default);
        var (one, other) = (Extension() with { AccountCode = "4711" }, Extension("1002"));
        await Accounts.AddExtensionAsync(one, default);
        await Accounts.AddExtensionAsync(other, default);

        (await Accounts.SetExtensionAsync(Extension("1003"), default))
            .Should()
            .Be(SetOutcome.Unknown);
        (await Accounts.SetExtensionAsync(other with { AccountCode = "4711" }, default))
            .Should()
            .Be(SetOutcome.Duplicate);
        var foreign = other with { DefaultNumber = E164Number.Parse("33140000000") };
        (await Accounts.SetExtensionAsync(foreign, default)).Should().Be(SetOutcome.UnknownNumber);
        (await Accounts.SetExtensionAsync(one, default))
            .Should()
            .Be(SetOutcome.Done, "its own account code is not in its way");

        (await Accounts.ListExtensionsAsync(null, default)).Should().Equal(one, other);
    }

    [Fact]
    public async Task ListExtensions_OfOneAccountOrAll_ComeByEndpoint()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.CreateAsync(Account("beta"), default);
        foreach (
            var (endpoint, account) in new[]
            {
                ("1002", AccountId),
                ("1001", AccountId),
                ("2001", "beta"),
            }
        )
        {
            await Accounts.AddExtensionAsync(Extension(endpoint, account), default);
        }
        (await Accounts.ListExtensionsAsync(AccountId, default))
            .Select(e => e.Endpoint)
            .Should()
            .Equal("1001", "1002");
        (await Accounts.ListExtensionsAsync(null, default)).Should().HaveCount(3);
    }

    [Fact]
    public async Task RemoveExtension_IsGone_AndItsNameIsFree()
    {
        await Accounts.CreateAsync(Account(), default);
        await Accounts.AddExtensionAsync(Extension() with { AccountCode = "4711" }, default);

        (await Accounts.RemoveExtensionAsync("1002", default)).Should().BeFalse();
        (await Accounts.RemoveExtensionAsync("1001", default)).Should().BeTrue();

        (await Accounts.FindExtensionAsync("1001", default)).Should().BeNull();
        (await Accounts.AddExtensionAsync(Extension() with { AccountCode = "4711" }, default))
            .Should()
            .Be(AddOutcome.Added);
    }

    [Fact]
    public async Task RemoveNumber_WhileSomethingUsesIt_IsRefused()
    {
        await Books.OpenAccountAsync("10.00");
        await Accounts.AddNumberAsync(Number(), default);
        await Accounts.AddNumberAsync(Number("12125550199"), default);
        await Accounts.AddExtensionAsync(
            Extension() with
            {
                DefaultNumber = Number().Number,
            },
            default
        );
        await Books.Calls.AuthoriseAsync(NewCall(1), default);

        (await Accounts.RemoveNumberAsync(E164Number.Parse("33140000000"), default))
            .Should()
            .Be(RemoveOutcome.Unknown);
        (await Accounts.RemoveNumberAsync(Number().Number, default))
            .Should()
            .Be(RemoveOutcome.HasOpenCall);
        await Books.Calls.SettleAsync(Settlement(1, TimeSpan.FromSeconds(60)), default);
        (await Accounts.RemoveNumberAsync(Number().Number, default))
            .Should()
            .Be(RemoveOutcome.HasExtension);
        await Accounts.SetExtensionAsync(Extension(), default);
        (await Accounts.RemoveNumberAsync(Number().Number, default))
            .Should()
            .Be(RemoveOutcome.Removed, "calls that are over keep its digits");

        (await Accounts.ListNumbersAsync(null, default)).Should().Equal(Number("12125550199"));
    }

    [Fact]
    public async Task AnyText_WithAControlCharacter_Throws()
    {
        await Accounts.CreateAsync(Account(), default);
        Func<Task>[] writes =
        [
            () => Accounts.CreateAsync(Account("beta") with { Name = "two\nlines" }, default),
            () => Accounts.AddExtensionAsync(Extension("10\u000001"), default),
            () => Accounts.AddExtensionAsync(Extension() with { Member = "Jo\r" }, default),
            () => Accounts.SetExtensionAsync(Extension() with { Member = "Jo\r" }, default),
        ];
        foreach (var write in writes)
        {
            await write.Should().ThrowAsync<ArgumentException>();
        }
    }
}
