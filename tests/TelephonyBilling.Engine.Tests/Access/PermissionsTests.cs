using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Engine.Tests.Access;

/// <summary>Who may do what, as a table.</summary>
public sealed class PermissionsTests
{
    // deed | member, manager, admin, owner, operator, system
    [Theory]
    [InlineData(Deed.SeeUsage, "no yes yes yes yes yes")]
    [InlineData(Deed.SwitchInternational, "no yes yes yes yes yes")]
    [InlineData(Deed.BuyCredit, "no no yes yes yes yes")]
    [InlineData(Deed.ChangeRecharge, "no no yes yes yes yes")]
    [InlineData(Deed.ChangeMembers, "no no yes yes yes yes")]
    [InlineData(Deed.ChangeNumbers, "no no yes yes yes yes")]
    [InlineData(Deed.GiveCredit, "no no no no yes yes")]
    [InlineData(Deed.GiveBack, "no no no no yes yes")]
    public void Allow_EachRoleInItsOwnAccount(Deed deed, string expected)
    {
        var roles = Enum.GetValues<ActorRole>()
            .Select(role => new Actor("Ann", role, role < ActorRole.Operator ? AccountId : null));
        roles
            .Select(actor => Permissions.Allow(actor, deed, AccountId) ? "yes" : "no")
            .Should()
            .Equal(expected.Split(' '));
    }

    [Fact]
    public void Allow_AnOwnerInAnotherAccount_IsNever()
    {
        foreach (var deed in Enum.GetValues<Deed>())
        {
            Permissions
                .Allow(new Actor("Ann", ActorRole.Owner, "other"), deed, AccountId)
                .Should()
                .BeFalse(deed.ToString());
        }
    }

    [Theory]
    [InlineData(MemberRole.Member, false)]
    [InlineData(MemberRole.Manager, true)]
    [InlineData(MemberRole.Owner, true)]
    public async Task SwitchInternational_IsForManagersAndUp(MemberRole role, bool may)
    {
        var books = new InMemoryBooks();
        await books.ToBooks().OpenAccountAsync("1");
        await books.Accounts.AddNumberAsync(Number() with { International = false }, default);
        var desk = new NumberDesk(books.Accounts);
        var actor = Actor.Of(new Member(AccountId, "Ann", "", role, ""));

        var act = () => desk.SwitchInternationalAsync(actor, Number().Number, on: true, default);

        if (may)
        {
            (await act())!.International.Should().BeTrue();
        }
        else
        {
            (await act.Should().ThrowAsync<PermissionDeniedException>())
                .Which.Message.Should()
                .Contain("Ann, who is member");
        }
        (await books.Accounts.FindNumberAsync(Number().Number, default))!
            .International.Should()
            .Be(may);
    }

    [Theory]
    [InlineData(MemberRole.Manager, false)]
    [InlineData(MemberRole.Admin, true)]
    public async Task ChangeLimitsOfANumber_IsForAdminsAndUp(MemberRole role, bool may)
    {
        var books = new InMemoryBooks();
        await books.ToBooks().OpenAccountAsync("1");
        await books.Accounts.AddNumberAsync(Number() with { International = false }, default);
        var actor = Actor.Of(new Member(AccountId, "Ann", "", role, ""));

        var act = () =>
            new NumberDesk(books.Accounts).ChangeAsync(
                actor,
                Number().Number,
                before => before with { International = true, MaxCalls = 3 },
                default
            );

        if (may)
        {
            await act();
        }
        else
        {
            await act.Should().ThrowAsync<PermissionDeniedException>();
        }
        var after = (await books.Accounts.FindNumberAsync(Number().Number, default))!;
        (after.International, after.MaxCalls).Should().Be(may ? (true, 3) : (false, null));
    }
}
