using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Contracts;

/// <summary>What <see cref="IMemberStore"/> promises.</summary>
public abstract class MemberStoreContract : StoreContract
{
    private static readonly Member Ada = new(
        AccountId,
        "Ada Lovelace",
        "ada@example.com",
        MemberRole.Owner,
        "Sales"
    );

    private IMemberStore Members => Books.Members;

    [Fact]
    public async Task Add_NewDuplicateOrOfNobody_SaysWhich()
    {
        await Books.Accounts.CreateAsync(Account(), default);

        (await Members.AddAsync(Ada with { Account = "nobody" }, default))
            .Should()
            .Be(AddOutcome.UnknownAccount);
        (await Members.AddAsync(Ada, default)).Should().Be(AddOutcome.Added);
        (await Members.AddAsync(Ada with { Role = MemberRole.Member }, default))
            .Should()
            .Be(AddOutcome.Duplicate);

        (await Members.FindAsync("Acme", "Ada Lovelace", default)).Should().Be(Ada);
        (await Members.FindAsync(AccountId, "Bob", default)).Should().BeNull();
    }

    [Fact]
    public async Task Set_ReplacesWhatIsKnown()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await Members.AddAsync(Ada, default);
        var changed = Ada with { Email = "", Role = MemberRole.Manager, Department = "" };

        (await Members.SetAsync(changed, default)).Should().BeTrue();
        (await Members.SetAsync(Ada with { Name = "Bob" }, default)).Should().BeFalse();

        (await Members.ListAsync(null, default)).Should().Equal(changed);
    }

    [Fact]
    public async Task List_OfOneAccountOrAll_ComesByAccountAndName()
    {
        await Books.Accounts.CreateAsync(Account("beta"), default);
        await Books.Accounts.CreateAsync(Account(), default);
        var cid = Ada with { Name = "Cid", Role = MemberRole.Admin };
        var bob = Ada with { Name = "Bob", Account = "beta", Role = MemberRole.Member };
        foreach (var member in new[] { bob, cid, Ada })
        {
            await Members.AddAsync(member, default);
        }

        (await Members.ListAsync(null, default)).Should().Equal(Ada, cid, bob);
        (await Members.ListAsync("beta", default)).Should().Equal(bob);
    }

    [Fact]
    public async Task Remove_WhileAnExtensionIsTheirs_IsRefused()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        await Books.Accounts.CreateAsync(Account("beta"), default);
        await Members.AddAsync(Ada, default);
        await Members.AddAsync(Ada with { Account = "beta" }, default);
        await Books.Accounts.AddExtensionAsync(Extension() with { Member = Ada.Name }, default);

        (await Members.RemoveAsync(AccountId, Ada.Name, default))
            .Should()
            .Be(RemoveOutcome.HasExtension);
        (await Members.RemoveAsync("beta", Ada.Name, default)).Should().Be(RemoveOutcome.Removed);
        await Books.Accounts.RemoveExtensionAsync("1001", default);
        (await Members.RemoveAsync(AccountId, Ada.Name, default))
            .Should()
            .Be(RemoveOutcome.Removed);
        (await Members.RemoveAsync(AccountId, Ada.Name, default))
            .Should()
            .Be(RemoveOutcome.Unknown);
    }

    [Fact]
    public async Task WhatCantBeKept_Throws()
    {
        await Books.Accounts.CreateAsync(Account(), default);
        Member[] wrong =
        [
            Ada with
            {
                Name = "",
            },
            Ada with
            {
                Name = new string('a', 101),
            },
            Ada with
            {
                Name = "Ada\nLovelace",
            },
            Ada with
            {
                Email = "ada@example.com\r\nBcc: eve@example.com",
            },
            Ada with
            {
                Department = "\0",
            },
        ];
        foreach (var member in wrong)
        {
            await FluentActions
                .Invoking(() => Members.AddAsync(member, default))
                .Should()
                .ThrowAsync<ArgumentException>();
        }
        (await Members.ListAsync(null, default)).Should().BeEmpty();
    }
}
