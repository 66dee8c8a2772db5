namespace TelephonyBilling.Engine.Accounts;

/// <summary>Keeps the members of accounts. Every method is one transaction.</summary>
public interface IMemberStore
{
    /// <summary>Adds a member. The name must be new in the account.</summary>
    Task<AddOutcome> AddAsync(Member member, CancellationToken cancellationToken);

    /// <summary>Replaces what is known of a member; account and name stay.</summary>
    /// <returns>False where there is no such member.</returns>
    Task<bool> SetAsync(Member member, CancellationToken cancellationToken);

    /// <summary>Takes a member away, unless an extension is theirs.</summary>
    Task<RemoveOutcome> RemoveAsync(
        string account,
        string name,
        CancellationToken cancellationToken
    );

    /// <summary>One member; null where there is none of this name.</summary>
    Task<Member?> FindAsync(string account, string name, CancellationToken cancellationToken);

    /// <summary>Members by account and name, of one account or of all.</summary>
    Task<IReadOnlyList<Member>> ListAsync(string? account, CancellationToken cancellationToken);
}
