using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>member add|set|list|remove</c>.</summary>
internal static class MemberVerbs
{
    private static readonly MemberRole[] Roles = Enum.GetValues<MemberRole>();

    private static readonly Option<string?> Email = new("--email")
    {
        Description = "Where mail reaches them.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> Department = new("--department")
    {
        Description = "Their group; it counts for their extensions without one.",
        HelpName = "DEPARTMENT",
    };

    private static readonly Option<string?> Role = CommonOptions.OneOf(
        "--role",
        "What they are to the account. Default: member.",
        [.. Roles.Select(Words.Of)]
    );

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("member", "The people of accounts.")
        {
            Add(environment),
            Set(environment),
            List(environment),
            Remove(environment),
        };

    private static Argument<string> NameArgument() => new("NAME") { Description = "Their name." };

    private static Verb Add(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var name = NameArgument();
        return new Verb(
            "add",
            "Add a person to an account.",
            "member add acme \"Ada Lovelace\" --email ada@example.com --role admin --department Sales"
        )
        {
            account,
            name,
            Email,
            Role,
            Department,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var member = Change(
                    session,
                    new Member(
                        session.Get(account),
                        session.Get(name),
                        Email: "",
                        MemberRole.Member,
                        Department: ""
                    )
                );
                var store = await session.OpenToWriteAsync(cancellationToken);
                switch (await store.Members.AddAsync(member, cancellationToken))
                {
                    case AddOutcome.UnknownAccount:
                        throw CliFailure.NoAccount(member.Account);
                    case AddOutcome.Duplicate:
                        throw new CliFailure(
                            $"Account '{member.Account}' has a member '{member.Name}' already; nothing was changed."
                        );
                    default:
                        Print(session, member);
                        break;
                }
            }
        );
    }

    private static Verb Set(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var name = NameArgument();
        return new Verb(
            "set",
            "Change what is known of a member; what is not named stays, and an empty text takes it away.",
            "member set acme \"Ada Lovelace\" --role manager --department Support",
            "member set acme \"Ada Lovelace\" --email \"\""
        )
        {
            account,
            name,
            Email,
            Role,
            Department,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (of, _) = await session.AccountAsync(session.Get(account), cancellationToken);
                var before =
                    await store.Members.FindAsync(of.Id, session.Get(name), cancellationToken)
                    ?? throw NoMember(of.Id, session.Get(name));
                var after = Change(session, before);
                if (after == before)
                {
                    session.Output.Note("Nothing to change: it is so already.");
                }
                else if (!await store.Members.SetAsync(after, cancellationToken))
                {
                    throw NoMember(of.Id, before.Name);
                }
                Print(session, after);
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        OwnedListVerb.Build(
            environment,
            "member",
            (store, account, cancellationToken) =>
                store.Members.ListAsync(account, cancellationToken),
            (output, members, none) =>
                output.Print(
                    [.. members.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListMemberShape,
                    Table(members),
                    none
                )
        );

    private static Verb Remove(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var name = NameArgument();
        return new Verb(
            "remove",
            "Take a person from an account. Their past calls keep their name.",
            "member remove acme \"Ada Lovelace\""
        )
        {
            account,
            name,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (of, _) = await session.AccountAsync(session.Get(account), cancellationToken);
                var who = session.Get(name);
                switch (await store.Members.RemoveAsync(of.Id, who, cancellationToken))
                {
                    case RemoveOutcome.Removed:
                        session.Output.Note($"'{who}' is no member of account '{of.Id}' any more.");
                        break;
                    case RemoveOutcome.HasExtension:
                        var extensions = await store.Accounts.ListExtensionsAsync(
                            of.Id,
                            cancellationToken
                        );
                        var theirs = extensions
                            .Where(extension => extension.Member == who)
                            .Select(extension => extension.Endpoint)
                            .ToList();
                        throw new CliFailure(
                            $"'{who}' has {string.Join(", ", theirs)}; nothing was changed. Give it to somebody else first: telephony-billing extension set {theirs.FirstOrDefault()} --member NAME"
                        );
                    default:
                        throw NoMember(of.Id, who);
                }
            }
        );
    }

    private static Member Change(CliSession session, Member before) =>
        before with
        {
            Email = session.Get(Email) ?? before.Email,
            Role = session.Get(Role) is { } role
                ? Roles.First(known => Words.Of(known) == role)
                : before.Role,
            Department = session.Get(Department) ?? before.Department,
        };

    private static CliFailure NoMember(string account, string name) =>
        new(
            $"Account '{account}' has no member '{name}'; see: telephony-billing member list --account {account}"
        );

    private static void Print(CliSession session, Member member) =>
        session.Output.Print(
            ToShape.Of(member),
            ShapeContext.Readable.MemberShape,
            Table([member]).Write
        );

    private static TextTable Table(IEnumerable<Member> members)
    {
        var table = new TextTable("MEMBER", "ACCOUNT", "ROLE", "DEPARTMENT", "EMAIL");
        foreach (var member in members)
        {
            table.Add(
                member.Name,
                member.Account,
                Words.Of(member.Role),
                member.Department,
                member.Email
            );
        }
        return table;
    }
}
