using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>Keeps accounts, their numbers and their extensions. Every method is one transaction.</summary>
public interface IAccountStore
{
    /// <summary>Adds an account with a balance of zero.</summary>
    /// <returns>False where the id is taken.</returns>
    Task<bool> CreateAsync(Account account, CancellationToken cancellationToken);

    /// <summary>The account and its money; null where there is none.</summary>
    Task<(Account Account, AccountBalance Balance)?> FindAsync(
        string id,
        CancellationToken cancellationToken
    );

    /// <summary>All accounts by id.</summary>
    Task<IReadOnlyList<(Account Account, AccountBalance Balance)>> ListAsync(
        CancellationToken cancellationToken
    );

    /// <summary>Changes an account's settings, as they are at that moment: nothing comes between. Id, currency, status and beginning stay.</summary>
    /// <param name="id">The account.</param>
    /// <param name="change">Makes the new one of the old one; may be asked more than once, so it does nothing else.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The account as it is now; null where there is none.</returns>
    /// <exception cref="ArgumentException">The new one has something that an account can't have; nothing changed.</exception>
    Task<Account?> SetAsync(
        string id,
        Func<Account, Account> change,
        CancellationToken cancellationToken
    );

    /// <summary>Suspends or resumes an account.</summary>
    /// <returns>False where there is no such account.</returns>
    Task<bool> SetStatusAsync(string id, AccountStatus status, CancellationToken cancellationToken);

    /// <summary>Adds a number.</summary>
    Task<AddOutcome> AddNumberAsync(AccountNumber number, CancellationToken cancellationToken);

    /// <summary>Replaces a number's settings; its owner stays.</summary>
    /// <returns>False where there is no such number.</returns>
    Task<bool> SetNumberAsync(AccountNumber number, CancellationToken cancellationToken);

    /// <summary>One number.</summary>
    Task<AccountNumber?> FindNumberAsync(E164Number number, CancellationToken cancellationToken);

    /// <summary>Numbers by digits, of one account or of all.</summary>
    Task<IReadOnlyList<AccountNumber>> ListNumbersAsync(
        string? account,
        CancellationToken cancellationToken
    );

    /// <summary>Takes a number away, with the limits that are on it, unless an open call or an extension uses it.</summary>
    Task<RemoveOutcome> RemoveNumberAsync(E164Number number, CancellationToken cancellationToken);

    /// <summary>Adds an extension. Its endpoint and its account code must be new.</summary>
    Task<AddOutcome> AddExtensionAsync(Extension extension, CancellationToken cancellationToken);

    /// <summary>Replaces an extension's settings; its account stays.</summary>
    Task<SetOutcome> SetExtensionAsync(Extension extension, CancellationToken cancellationToken);

    /// <summary>Takes an extension away, with the limits that are on it. Its calls keep its name; open ones go on.</summary>
    /// <returns>False where there is no such extension.</returns>
    Task<bool> RemoveExtensionAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>One extension, with the department that it was given itself.</summary>
    Task<Extension?> FindExtensionAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Extensions by endpoint, of one account or of all.</summary>
    Task<IReadOnlyList<Extension>> ListExtensionsAsync(
        string? account,
        CancellationToken cancellationToken
    );
}

/// <summary>What became of an addition.</summary>
public enum AddOutcome
{
    /// <summary>It is there now.</summary>
    Added,

    /// <summary>Something of that name, number or account code exists; nothing changed.</summary>
    Duplicate,

    /// <summary>There is no such account; nothing changed.</summary>
    UnknownAccount,

    /// <summary>The extension's default number isn't one of its account's; nothing changed.</summary>
    UnknownNumber,
}

/// <summary>What became of a change.</summary>
public enum SetOutcome
{
    /// <summary>It is so now.</summary>
    Done,

    /// <summary>There is nothing of that name; nothing changed.</summary>
    Unknown,

    /// <summary>Another one has this account code; nothing changed.</summary>
    Duplicate,

    /// <summary>The extension's default number isn't one of its account's; nothing changed.</summary>
    UnknownNumber,
}

/// <summary>What became of a removal.</summary>
public enum RemoveOutcome
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>There was nothing of that name.</summary>
    Unknown,

    /// <summary>An open call uses it; nothing changed.</summary>
    HasOpenCall,

    /// <summary>An extension names it; nothing changed.</summary>
    HasExtension,
}
