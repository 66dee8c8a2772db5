using System.Text.RegularExpressions;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Testing.Store;

/// <summary>Accounts, numbers and extensions in memory; see <see cref="InMemoryBooks"/>.</summary>
internal sealed partial class InMemoryAccountStore(InMemoryBooks books) : IAccountStore
{
    private readonly Dictionary<E164Number, AccountNumber> numbers = [];
    private readonly Dictionary<string, Extension> extensions = new(StringComparer.Ordinal);

    public Task<bool> CreateAsync(Account account, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            MustBeRight(account);
            return books.ById.TryAdd(account.Id, new AccountBook(account));
        });

    public Task<(Account Account, AccountBalance Balance)?> FindAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
            books.ById.TryGetValue(id, out var book)
                ? (book.Account, book.Money)
                : ((Account, AccountBalance)?)null
        );

    public Task<IReadOnlyList<(Account Account, AccountBalance Balance)>> ListAsync(
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<(Account, AccountBalance)>>(() =>
            [
                .. books
                    .ById.Values.OrderBy(book => book.Account.Id, StringComparer.Ordinal)
                    .Select(book => (book.Account, book.Money)),
            ]
        );

    public Task<Account?> SetAsync(
        string id,
        Func<Account, Account> change,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            if (!books.ById.TryGetValue(id, out var book))
            {
                return null;
            }
            var before = book.Account;
            var changed = change(before);
            var after = changed with
            {
                Id = before.Id,
                Currency = before.Currency,
                Status = before.Status,
                CreatedAt = before.CreatedAt,
            };
            MustBeRight(after);
            return book.Account = after;
        });

    public Task<bool> SetStatusAsync(
        string id,
        AccountStatus status,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            if (!books.ById.TryGetValue(id, out var book))
            {
                return false;
            }
            book.Account = book.Account with { Status = status };
            return true;
        });

    public Task<AddOutcome> AddNumberAsync(
        AccountNumber number,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            if (!books.ById.ContainsKey(number.Account))
            {
                return AddOutcome.UnknownAccount;
            }
            return numbers.TryAdd(number.Number, number) ? AddOutcome.Added : AddOutcome.Duplicate;
        });

    public Task<bool> SetNumberAsync(AccountNumber number, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            if (!numbers.TryGetValue(number.Number, out var before))
            {
                return false;
            }
            numbers[number.Number] = number with { Account = before.Account };
            return true;
        });

    public Task<AccountNumber?> FindNumberAsync(
        E164Number number,
        CancellationToken cancellationToken
    ) => books.RunAsync(() => numbers.GetValueOrDefault(number));

    public Task<IReadOnlyList<AccountNumber>> ListNumbersAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<AccountNumber>>(() =>
            [
                .. numbers
                    .Values.Where(number => account is null || number.Account == account)
                    .OrderBy(number => number.Number.Digits, StringComparer.Ordinal),
            ]
        );

    public Task<RemoveOutcome> RemoveNumberAsync(
        E164Number number,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            if (!numbers.TryGetValue(number, out var found))
            {
                return RemoveOutcome.Unknown;
            }
            if (
                books
                    .ById[found.Account]
                    .Open.Any(call => call.Record.Parties.Number == number.Digits)
            )
            {
                return RemoveOutcome.HasOpenCall;
            }
            if (extensions.Values.Any(extension => extension.DefaultNumber == number))
            {
                return RemoveOutcome.HasExtension;
            }
            numbers.Remove(number);
            books.LimitBook.Forget(LimitScope.Number, number.Digits);
            return RemoveOutcome.Removed;
        });

    public Task<AddOutcome> AddExtensionAsync(
        Extension extension,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            MustBeOneLine(
                extension.Endpoint,
                extension.AccountCode,
                extension.Member,
                extension.Department
            );
            if (!books.ById.ContainsKey(extension.Account))
            {
                return AddOutcome.UnknownAccount;
            }
            if (!OwnsDefaultNumber(extension))
            {
                return AddOutcome.UnknownNumber;
            }
            return !IsCodeTaken(extension) && extensions.TryAdd(extension.Endpoint, extension)
                ? AddOutcome.Added
                : AddOutcome.Duplicate;
        });

    public Task<SetOutcome> SetExtensionAsync(
        Extension extension,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            MustBeOneLine(extension.AccountCode, extension.Member, extension.Department);
            if (!extensions.TryGetValue(extension.Endpoint, out var before))
            {
                return SetOutcome.Unknown;
            }
            var after = extension with { Account = before.Account };
            if (IsCodeTaken(after))
            {
                return SetOutcome.Duplicate;
            }
            if (!OwnsDefaultNumber(after))
            {
                return SetOutcome.UnknownNumber;
            }
            extensions[extension.Endpoint] = after;
            return SetOutcome.Done;
        });

    public Task<bool> RemoveExtensionAsync(string endpoint, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            books.LimitBook.Forget(LimitScope.Extension, endpoint);
            return extensions.Remove(endpoint);
        });

    public Task<Extension?> FindExtensionAsync(
        string endpoint,
        CancellationToken cancellationToken
    ) => books.RunAsync(() => extensions.GetValueOrDefault(endpoint));

    public Task<IReadOnlyList<Extension>> ListExtensionsAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<Extension>>(() =>
            [
                .. extensions
                    .Values.Where(extension => account is null || extension.Account == account)
                    .OrderBy(extension => extension.Endpoint, StringComparer.Ordinal),
            ]
        );

    private bool OwnsDefaultNumber(Extension extension) =>
        extension.DefaultNumber is not { } own
        || numbers.GetValueOrDefault(own)?.Account == extension.Account;

    private bool IsCodeTaken(Extension extension) =>
        extension.AccountCode is not null
        && extensions.Values.Any(other =>
            other.AccountCode == extension.AccountCode && other.Endpoint != extension.Endpoint
        );

    private static void MustBeRight(Account account)
    {
        if (!IdShape().IsMatch(account.Id))
        {
            throw new ArgumentException($"'{account.Id}' is not an account id.", nameof(account));
        }
        MustBeOneLine(account.Name, account.Plan, account.TimeZone);
        foreach (
            var amount in (Money?[])
                [account.MinBalance, account.MaxPerMinute, account.MaxConnectionFee]
        )
        {
            if (amount is { } given && (given.IsNegative || given.Currency != account.Currency))
            {
                throw new ArgumentException($"{given} can't be a limit.", nameof(account));
            }
        }
    }

    internal bool Knows(LimitOwner owner) =>
        owner.Scope switch
        {
            LimitScope.Account => true,
            LimitScope.Number => numbers.Values.Any(number =>
                number.Account == owner.Account && number.Number.Digits == owner.Subject
            ),
            _ => extensions.GetValueOrDefault(owner.Subject)?.Account == owner.Account,
        };

    private static void MustBeOneLine(params IEnumerable<string?> texts)
    {
        if (texts.Any(text => text is not null && text.Any(char.IsControl)))
        {
            throw new ArgumentException("A text has a control character in it.", nameof(texts));
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
