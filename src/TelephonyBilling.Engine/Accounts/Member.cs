namespace TelephonyBilling.Engine.Accounts;

/// <summary>A person of an account.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Name">Unique within the account; extensions name their member by it.</param>
/// <param name="Email">Where mail reaches them; empty: nobody said.</param>
/// <param name="Role">What they are to the account.</param>
/// <param name="Department">Their group, which counts for their extensions without one; empty: none.</param>
public sealed record Member(
    string Account,
    string Name,
    string Email,
    MemberRole Role,
    string Department
);

/// <summary>What a member is to the account.</summary>
public enum MemberRole
{
    /// <summary>Who has the contract.</summary>
    Owner,

    /// <summary>Who runs the account for the owner.</summary>
    Admin,

    /// <summary>Who leads a department.</summary>
    Manager,

    /// <summary>Who just calls.</summary>
    Member,
}
