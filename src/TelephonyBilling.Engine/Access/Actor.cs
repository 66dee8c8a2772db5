using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Engine.Access;

/// <summary>Who wants something done, and what they are.</summary>
/// <param name="Name">As the ledger and the audit log name them.</param>
/// <param name="Role">What they are.</param>
/// <param name="Account">The account that they are a member of; null: of none, since they work for all.</param>
public sealed record Actor(string Name, ActorRole Role, string? Account)
{
    /// <summary>Whoever runs the service: the command line acts as one.</summary>
    public static Actor Operator(string name) => new(name, ActorRole.Operator, null);

    /// <summary>The program itself: jobs, automatic recharge.</summary>
    public static Actor System(string name) => new(name, ActorRole.System, null);

    /// <summary>A member of an account.</summary>
    public static Actor Of(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new Actor(
            member.Name,
            member.Role switch
            {
                MemberRole.Owner => ActorRole.Owner,
                MemberRole.Admin => ActorRole.Admin,
                MemberRole.Manager => ActorRole.Manager,
                MemberRole.Member => ActorRole.Member,
                _ => throw new ArgumentOutOfRangeException(
                    nameof(member),
                    member.Role,
                    "There is no such role."
                ),
            },
            member.Account
        );
    }
}

/// <summary>What somebody is.</summary>
public enum ActorRole
{
    /// <summary>Calls, and sees their own calls.</summary>
    Member,

    /// <summary>Leads a department.</summary>
    Manager,

    /// <summary>Runs the account for its owner.</summary>
    Admin,

    /// <summary>Has the contract.</summary>
    Owner,

    /// <summary>Runs the service.</summary>
    Operator,

    /// <summary>The program itself.</summary>
    System,
}
