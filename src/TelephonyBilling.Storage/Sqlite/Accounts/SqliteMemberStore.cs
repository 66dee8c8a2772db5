using Dapper;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Members in SQLite.</summary>
internal sealed class SqliteMemberStore(StoreGateway gateway) : IMemberStore
{
    private const string Select = """
        SELECT a.id AS account, m.name, m.email, m.role, m.department
        FROM member m JOIN account a ON a.key = m.account

        """;

    private const string SelectOne = Select + "WHERE a.id = @account AND m.name = @name";

    public Task<AddOutcome> AddAsync(Member member, CancellationToken cancellationToken)
    {
        var row = MemberRow.Of(member);
        const string find = "SELECT key FROM account WHERE id = @Account";
        const string insert = """
            INSERT INTO member (account, name, email, role, department)
            SELECT key, @Name, @Email, @Role, @Department
            FROM account
            WHERE id = @Account
            ON CONFLICT (account, name) DO NOTHING
            """;
        return gateway.ChangeAsync(
            session =>
            {
                if (session.Connection.ExecuteScalar<long?>(find, row) is null)
                {
                    return AddOutcome.UnknownAccount;
                }
                return session.Connection.Execute(insert, row) == 1
                    ? AddOutcome.Added
                    : AddOutcome.Duplicate;
            },
            cancellationToken
        );
    }

    public Task<bool> SetAsync(Member member, CancellationToken cancellationToken)
    {
        var row = MemberRow.Of(member);
        const string sql = """
            UPDATE member
            SET email = @Email, role = @Role, department = @Department
            WHERE account = (SELECT key FROM account WHERE id = @Account) AND name = @Name
            """;
        return gateway.ChangeAsync(
            session => session.Connection.Execute(sql, row) == 1,
            cancellationToken
        );
    }

    public Task<RemoveOutcome> RemoveAsync(
        string account,
        string name,
        CancellationToken cancellationToken
    )
    {
        var which = Which(account, name);
        const string extension = """
            SELECT 1 FROM extension
            WHERE account = (SELECT key FROM account WHERE id = @account) AND member = @name
            """;
        const string remove = """
            DELETE FROM member
            WHERE account = (SELECT key FROM account WHERE id = @account) AND name = @name
            """;
        return gateway.ChangeAsync(
            session =>
            {
                if (session.Connection.QuerySingleOrDefault<MemberRow>(SelectOne, which) is null)
                {
                    return RemoveOutcome.Unknown;
                }
                if (session.Connection.ExecuteScalar<long?>(extension, which) is not null)
                {
                    return RemoveOutcome.HasExtension;
                }
                session.Connection.Execute(remove, which);
                return RemoveOutcome.Removed;
            },
            cancellationToken
        );
    }

    public Task<Member?> FindAsync(
        string account,
        string name,
        CancellationToken cancellationToken
    ) =>
        gateway.ReadAsync(
            connection =>
                connection
                    .QuerySingleOrDefault<MemberRow>(SelectOne, Which(account, name))
                    ?.ToMember(),
            cancellationToken
        );

    public Task<IReadOnlyList<Member>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    )
    {
        const string sql =
            Select + "WHERE @account IS NULL OR a.id = @account ORDER BY a.id, m.name";
        return gateway.ReadAsync<IReadOnlyList<Member>>(
            connection =>
                [
                    .. connection
                        .Query<MemberRow>(sql, new { account = account?.ToLowerInvariant() })
                        .Select(row => row.ToMember()),
                ],
            cancellationToken
        );
    }

    private static object Which(string account, string name)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(name);
        return new { account = account.ToLowerInvariant(), name };
    }

    /// <summary>A row of <c>member</c>, with its account's id.</summary>
    private sealed class MemberRow
    {
        private const int LongestName = 100;

        public required string Account { get; init; }
        public required string Name { get; init; }
        public required string Email { get; init; }
        public required string Role { get; init; }
        public required string Department { get; init; }

        internal static MemberRow Of(Member member)
        {
            ArgumentNullException.ThrowIfNull(member);
            if (member.Name.Length > LongestName)
            {
                throw new ArgumentException(
                    $"The member's name has {member.Name.Length} characters: at most {LongestName}.",
                    nameof(member)
                );
            }
            return new MemberRow
            {
                Account = StoredArgument.AccountId(member.Account),
                Name = StoredArgument.Required(member.Name, "member's name"),
                Email = StoredArgument.Text(member.Email, "member's address"),
                Role = StoredText.Of(member.Role),
                Department = StoredArgument.Text(member.Department, "department"),
            };
        }

        internal Member ToMember() =>
            new(Account, Name, Email, StoredText.ToMemberRole(Role), Department);
    }
}
