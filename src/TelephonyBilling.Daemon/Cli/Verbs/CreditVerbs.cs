using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>credit add|adjust|history</c>.</summary>
internal static class CreditVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("credit", "Add credit, correct it, and see where it went.")
        {
            Add(environment),
            Adjust(environment),
            History(environment),
        };

    private static Verb Add(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var amount = AmountArgument("Above zero, in the account's currency, at most six decimals.");
        var note = new Option<string?>("--note")
        {
            Description = "A note for the statement.",
            HelpName = "TEXT",
        };
        var reference = Reference(
            "The payment's own number: adding the same one twice is noticed, and adds nothing."
        );
        var promotional = new Option<bool>("--promotional")
        {
            Description = "A gift of the operator, not money that came in.",
        };
        return new Verb(
            "add",
            "Add credit to an account: money that came in another way, or a gift.",
            "credit add acme 10.00",
            "credit add acme 250 --reference INV-2026-0117 --note \"bank transfer\""
        )
        {
            id,
            amount,
            note,
            reference,
            promotional,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (account, money) = await ReadAsync(
                    session,
                    session.Get(id),
                    session.Get(amount),
                    cancellationToken
                );
                if (money.IsNegative || money.IsZero)
                {
                    throw new CliFailure(
                        $"{money} can't be added: expected an amount above zero. To take credit away: telephony-billing credit adjust"
                    );
                }
                await GiveAsync(
                    session,
                    account,
                    money,
                    session.Get(promotional) ? TopUpSource.Promotional : TopUpSource.Manual,
                    session.Get(reference),
                    session.Get(note) ?? "",
                    cancellationToken
                );
            }
        );
    }

    private static Verb Adjust(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var amount = AmountArgument("What to add, or with a minus to take away; not zero.");
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the statement.",
            HelpName = "TEXT",
            Required = true,
        };
        var reference = Reference("A number of your own: the same one twice is noticed.");
        return new Verb(
            "adjust",
            "Correct an account's balance in either direction. The ledger only grows: a mistake is corrected by another entry.",
            "credit adjust acme -2.50 --reason \"credited twice\"",
            "credit adjust acme 1.00 --reason goodwill --reference CASE-77"
        )
        {
            id,
            amount,
            reason,
            reference,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (account, money) = await ReadAsync(
                    session,
                    session.Get(id),
                    session.Get(amount),
                    cancellationToken
                );
                if (money.IsZero)
                {
                    throw new CliFailure("An adjustment of nothing changes nothing.");
                }
                if (string.IsNullOrWhiteSpace(session.Get(reason)))
                {
                    throw CliFailure.Usage("--reason is empty: say why the balance is corrected.");
                }
                await PostAsync(
                    session,
                    account,
                    EntryKind.Adjustment,
                    money,
                    "adjustment/manual/",
                    session.Get(reference),
                    session.Get(reason)!,
                    cancellationToken
                );
            }
        );
    }

    private static Verb History(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var limit = CommonOptions.Newest("The newest so many entries.", fallback: 50);
        return new Verb(
            "history",
            "Show an account's ledger entries, the newest last.",
            "credit history acme",
            "credit history acme --limit 500 --json"
        )
        {
            id,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var store = await session.OpenToReadAsync(cancellationToken);
                var entries = await store.Ledger.EntriesAsync(
                    account.Id,
                    session.Get(limit),
                    cancellationToken
                );
                var table = new TextTable(
                    "TIME",
                    "KIND",
                    ">AMOUNT",
                    ">BALANCE",
                    "CAUSE",
                    "NOTE",
                    "BY"
                );
                var zone = CliSession.TimeZoneOf(account);
                foreach (var entry in entries)
                {
                    table.Add(
                        Words.Time(entry.At, zone),
                        Words.Of(entry.Kind),
                        entry.Amount.ToDecimalString(),
                        entry.BalanceAfter.ToDecimalString(),
                        entry.Cause,
                        entry.Note,
                        entry.Actor
                    );
                }
                session.Output.Print(
                    [.. entries.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListEntryShape,
                    table,
                    $"Account '{account.Id}' has no entries yet."
                );
            }
        );
    }

    private static Argument<string> AmountArgument(string description) =>
        new("AMOUNT") { Description = description };

    private static Option<string?> Reference(string description) =>
        new("--reference") { Description = description, HelpName = "REF" };

    private static async Task<(Account Account, Money Amount)> ReadAsync(
        CliSession session,
        string id,
        string text,
        CancellationToken cancellationToken
    )
    {
        await session.OpenToWriteAsync(cancellationToken);
        var (account, _) = await session.AccountAsync(id, cancellationToken);
        return Money.TryParse(text, account.Currency, out var amount)
            ? (account, amount)
            : throw CliFailure.Usage(
                $"'{text}' is not an amount: expected a decimal number with a point and at most six decimals, such as 9.94."
            );
    }

    private static async Task GiveAsync(
        CliSession session,
        Account account,
        Money amount,
        TopUpSource source,
        string? reference,
        string note,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToWriteAsync(cancellationToken);
        var given = await session
            .CreditDesk(store)
            .GiveAsync(
                session.Actor,
                account.Id,
                amount,
                source,
                string.IsNullOrWhiteSpace(reference) ? "" : reference,
                note,
                cancellationToken
            );
        if (given.Outcome == TopUpOutcome.CauseReused)
        {
            throw new CliFailure(
                $"The reference '{reference}' was used before for another entry ({given.TopUp?.Amount} of account '{given.TopUp?.Account}'); nothing was changed."
            );
        }
        var entry =
            given.TopUp is { } topUp
            && await store.Ledger.FindAsync($"topup/{topUp.Id}", cancellationToken) is { } found
                ? found
                : throw new CliFailure(
                    $"The credit was refused ({given.Outcome}); nothing was changed."
                );
        Print(
            session,
            given.Outcome == TopUpOutcome.Requested,
            account.Id,
            amount,
            reference,
            entry
        );
    }

    private static void Print(
        CliSession session,
        bool isNew,
        string account,
        Money amount,
        string? reference,
        LedgerEntry entry
    ) =>
        session.Output.Print(
            new PostingShape
            {
                Outcome = isNew ? "posted" : "already-posted",
                Entry = ToShape.Of(entry),
            },
            ShapeContext.Readable.PostingShape,
            output =>
                output.WriteLine(
                    isNew
                        ? $"{(amount.IsNegative ? "Took" : "Added")} {Positive(amount)}; the balance of '{account}' is {entry.BalanceAfter}."
                        : $"'{reference}' was posted before, at {Words.Time(entry.At)} by {entry.Actor}; nothing was changed."
                )
        );

    private static async Task PostAsync(
        CliSession session,
        Account account,
        EntryKind kind,
        Money amount,
        string causePrefix,
        string? reference,
        string note,
        CancellationToken cancellationToken
    )
    {
        var cause =
            causePrefix
            + (string.IsNullOrWhiteSpace(reference) ? Guid.NewGuid().ToString("N") : reference);
        var store = await session.OpenToWriteAsync(cancellationToken);
        var result = await store.Ledger.PostAsync(
            new NewEntry(
                account.Id,
                kind,
                amount,
                cause,
                note,
                session.Environment.User,
                session.Now
            ),
            cancellationToken
        );
        if (
            result
            is not { Outcome: PostOutcome.Posted or PostOutcome.AlreadyPosted, Entry: { } entry }
        )
        {
            var (_, balance) = await session.AccountAsync(account.Id, cancellationToken);
            throw new CliFailure(Refusal(result, amount, balance, reference));
        }
        Print(session, result.Outcome == PostOutcome.Posted, account.Id, amount, reference, entry);
    }

    private static Money Positive(Money amount) => amount.IsNegative ? -amount : amount;

    private static string Refusal(
        PostResult result,
        Money amount,
        AccountBalance balance,
        string? reference
    ) =>
        result.Outcome switch
        {
            PostOutcome.InsufficientFunds =>
                $"Only {balance.Available} are available ({balance.Balance} less {balance.Held} held by open calls), so {Positive(amount)} can't be taken; nothing was changed.",
            PostOutcome.CauseReused =>
                $"The reference '{reference}' was used before for another entry ({result.Entry?.Amount} of account '{result.Entry?.Account}'); nothing was changed.",
            _ => $"The ledger refused it ({result.Outcome}); nothing was changed.",
        };
}
