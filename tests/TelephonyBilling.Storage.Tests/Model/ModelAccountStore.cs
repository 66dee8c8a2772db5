using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Tests.Model;

/// <summary>Accounts, numbers and extensions in memory; see <see cref="ModelBooks"/>. It does not check texts.</summary>
public sealed class ModelAccountStore : IAccountStore
{
    private readonly ModelBooks books;
    private readonly Dictionary<E164Number, AccountNumber> numbers = [];
    private readonly Dictionary<string, Extension> extensions = new(StringComparer.Ordinal);

    internal ModelAccountStore(ModelBooks books) => this.books = books;

    /// <inheritdoc/>
    public Task<bool> CreateAsync(Account account, CancellationToken cancellationToken) =>
        books.Run(() => books.AccountsById.TryAdd(account.Id, account));

    /// <inheritdoc/>
    public Task<(Account Account, AccountBalance Balance)?> FindAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
            books.AccountsById.TryGetValue(id, out var account)
                ? (account, books.BalanceOf(account))
                : ((Account, AccountBalance)?)null
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<(Account Account, AccountBalance Balance)>> ListAsync(
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<(Account, AccountBalance)>>(() =>
            [
                .. books
                    .AccountsById.Values.OrderBy(account => account.Id, StringComparer.Ordinal)
                    .Select(account => (account, books.BalanceOf(account))),
            ]
        );

    /// <inheritdoc/>
    public Task<bool> SetStatusAsync(
        string id,
        AccountStatus status,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
        {
            if (!books.AccountsById.TryGetValue(id, out var account))
            {
                return false;
            }
            books.AccountsById[id] = account with { Status = status };
            return true;
        });

    /// <inheritdoc/>
    public Task<AddOutcome> AddNumberAsync(
        AccountNumber number,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
        {
            if (!books.AccountsById.ContainsKey(number.Account))
            {
                return AddOutcome.UnknownAccount;
            }
            return numbers.TryAdd(number.Number, number) ? AddOutcome.Added : AddOutcome.Duplicate;
        });

    /// <inheritdoc/>
    public Task<bool> SetNumberAsync(AccountNumber number, CancellationToken cancellationToken) =>
        books.Run(() =>
        {
            if (!numbers.TryGetValue(number.Number, out var before))
            {
                return false;
            }
            numbers[number.Number] = number with { Account = before.Account };
            return true;
        });

    /// <inheritdoc/>
    public Task<AccountNumber?> FindNumberAsync(
        E164Number number,
        CancellationToken cancellationToken
    ) => books.Run(() => numbers.GetValueOrDefault(number));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountNumber>> ListNumbersAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<AccountNumber>>(() =>
            [
                .. numbers
                    .Values.Where(number => account is null || number.Account == account)
                    .OrderBy(number => number.Number.Digits, StringComparer.Ordinal),
            ]
        );

    /// <inheritdoc/>
    public Task<AddOutcome> AddExtensionAsync(
        Extension extension,
        CancellationToken cancellationToken
    ) =>
        books.Run(() =>
        {
            if (!books.AccountsById.ContainsKey(extension.Account))
            {
                return AddOutcome.UnknownAccount;
            }
            if (
                extension.DefaultNumber is { } own
                && numbers.GetValueOrDefault(own)?.Account != extension.Account
            )
            {
                return AddOutcome.UnknownNumber;
            }
            var codeIsTaken =
                extension.AccountCode is not null
                && extensions.Values.Any(other => other.AccountCode == extension.AccountCode);
            return !codeIsTaken && extensions.TryAdd(extension.Endpoint, extension)
                ? AddOutcome.Added
                : AddOutcome.Duplicate;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Extension>> ListExtensionsAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.Run<IReadOnlyList<Extension>>(() =>
            [
                .. extensions
                    .Values.Where(extension => account is null || extension.Account == account)
                    .OrderBy(extension => extension.Endpoint, StringComparer.Ordinal),
            ]
        );
}
