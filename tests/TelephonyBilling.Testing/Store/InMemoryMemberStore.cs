using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Testing.Store;

/// <summary>Members in memory; see <see cref="InMemoryBooks"/>.</summary>
internal sealed class InMemoryMemberStore(InMemoryBooks books) : IMemberStore
{
    private readonly SortedDictionary<(string Account, string Name), Member> members = new(
        Comparer<(string Account, string Name)>.Create(
            (left, right) =>
                string.CompareOrdinal(left.Account, right.Account) is not 0 and var order
                    ? order
                    : string.CompareOrdinal(left.Name, right.Name)
        )
    );

    public Task<AddOutcome> AddAsync(Member member, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            MustBeRight(member);
            if (!books.ById.ContainsKey(member.Account))
            {
                return AddOutcome.UnknownAccount;
            }
            return members.TryAdd((member.Account, member.Name), member)
                ? AddOutcome.Added
                : AddOutcome.Duplicate;
        });

    public Task<bool> SetAsync(Member member, CancellationToken cancellationToken) =>
        books.RunAsync(() =>
        {
            MustBeRight(member);
            var exists = members.ContainsKey((member.Account, member.Name));
            if (exists)
            {
                members[(member.Account, member.Name)] = member;
            }
            return exists;
        });

    public async Task<RemoveOutcome> RemoveAsync(
        string account,
        string name,
        CancellationToken cancellationToken
    )
    {
        var extensions = await books.Accounts.ListExtensionsAsync(account, cancellationToken);
        return await books.RunAsync(() =>
        {
            if (!members.ContainsKey((account, name)))
            {
                return RemoveOutcome.Unknown;
            }
            if (extensions.Any(extension => extension.Member == name))
            {
                return RemoveOutcome.HasExtension;
            }
            members.Remove((account, name));
            return RemoveOutcome.Removed;
        });
    }

    public Task<Member?> FindAsync(
        string account,
        string name,
        CancellationToken cancellationToken
    ) => books.RunAsync(() => members.GetValueOrDefault((account.ToLowerInvariant(), name)));

    public Task<IReadOnlyList<Member>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<Member>>(() =>
            [.. members.Values.Where(member => account is null || member.Account == account)]
        );

    private static void MustBeRight(Member member)
    {
        if (
            member.Name.Length is 0 or > 100
            || $"{member.Name}{member.Email}{member.Department}".Any(char.IsControl)
        )
        {
            throw new ArgumentException("That can't be kept of a member.", nameof(member));
        }
    }
}
