using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary>The books, opened at whoever's limits a verb is about.</summary>
internal sealed class LimitedBooks
{
    private readonly CliSession session;
    private readonly SqliteStore store;
    private readonly bool isCalled;

    private LimitedBooks(
        CliSession session,
        SqliteStore store,
        LimitOwner owner,
        Account account,
        bool isCalled
    )
    {
        (this.session, this.store, this.isCalled) = (session, store, isCalled);
        (Owner, Account) = (owner, account);
    }

    /// <summary>Whose limits.</summary>
    internal LimitOwner Owner { get; }

    /// <summary>The account, or the one that the number or extension belongs to.</summary>
    internal Account Account { get; }

    internal static Argument<string> ScopeArgument() =>
        new Argument<string>("OF")
        {
            Description = "Whose limits: account, number or extension.",
        }.AcceptOnlyFromAmong("account", "number", "extension");

    internal static Argument<string> SubjectArgument() =>
        new("SUBJECT") { Description = "The account's id, the number, or the endpoint." };

    /// <summary>Finds whoever was named; it must exist. The books must be open.</summary>
    internal static async Task<LimitedBooks> OpenAsync(
        CliSession session,
        string scope,
        string subject,
        CancellationToken cancellationToken
    )
    {
        var books = await session.OpenToReadAsync(cancellationToken);
        var takesCalls = false;
        LimitOwner owner;
        switch (LimitScopes.Parse(scope))
        {
            case LimitScope.Number:
                var parsed = session.ParseNumber(subject);
                var number =
                    await books.Accounts.FindNumberAsync(parsed, cancellationToken)
                    ?? throw new CliFailure(
                        $"No account owns {parsed}; see: telephony-billing number list"
                    );
                owner = LimitOwner.OfNumber(number.Account, number.Number.Digits);
                takesCalls = number.Kind == NumberKind.TollFree;
                break;
            case LimitScope.Extension:
                var extension =
                    await books.Accounts.FindExtensionAsync(subject, cancellationToken)
                    ?? throw new CliFailure(
                        $"There is no extension '{subject}'; see: telephony-billing extension list"
                    );
                owner = LimitOwner.OfExtension(extension.Account, extension.Endpoint);
                break;
            default:
                owner = LimitOwner.OfAccount(subject);
                break;
        }
        var (account, _) = await session.AccountAsync(owner.Account, cancellationToken);
        if (owner.Scope == LimitScope.Account)
        {
            owner = LimitOwner.OfAccount(account.Id);
        }
        return new LimitedBooks(session, books, owner, account, takesCalls);
    }

    /// <summary>The limits as they are.</summary>
    internal Task<UsageLimits> FindAsync(CancellationToken cancellationToken) =>
        store.Limits.FindAsync(Owner, cancellationToken);

    /// <summary>Sets all limits.</summary>
    internal async Task SetAsync(UsageLimits limits, CancellationToken cancellationToken)
    {
        var outcome = await store.Limits.SetAsync(Owner, limits, cancellationToken);
        if (outcome != LimitChange.Done)
        {
            throw new CliFailure(
                $"{Owner.Scope.ToText()} '{Owner.Subject}' was removed meanwhile; nothing was changed."
            );
        }
    }

    /// <summary>Prints the limits and what is used of them.</summary>
    internal async Task PrintAsync(CancellationToken cancellationToken)
    {
        var limits = await FindAsync(cancellationToken);
        // Calls in and out are counted apart; people mean those that a toll-free number pays for.
        var question = new UsageQuestion(Owner, isCalled, Destination: null);
        var used =
            await store.Limits.UsageAsync(question, limits, cancellationToken)
            ?? throw CliFailure.NoAccount(Owner.Account);
        var subject = new LimitedSubject(Owner.Scope, Owner.Subject, limits);
        var zone = CliSession.TimeZoneOf(Account);
        var hours = subject.Compare(zone.ToLocal(session.Now).DateTime, zone.Name);
        IReadOnlyList<LimitUse> uses =
        [
            .. subject.Compare(used),
            .. hours is null ? Array.Empty<LimitUse>() : [hours],
        ];
        session.Output.Print(
            ToShape.Of(new OwnedLimits(Owner, limits), used),
            ShapeContext.Readable.LimitShape,
            Table(uses),
            $"{Owner.Scope.ToText()} {LimitVerbs.Subject(Owner)} of account '{Account.Id}' has no limits."
        );
    }

    private static TextTable Table(IEnumerable<LimitUse> uses)
    {
        var table = new TextTable("LIMIT", "SET TO", "NOW");
        foreach (var use in uses)
        {
            table.Add(use.Kind.ToText(), use.Limit, use.Used);
        }
        return table;
    }
}
