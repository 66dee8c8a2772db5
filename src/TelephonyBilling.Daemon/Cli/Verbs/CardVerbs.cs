using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>card link|refresh|show|confirm|remove</c>.</summary>
internal static class CardVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "card",
            "The saved cards of accounts. Only the payment provider has their numbers."
        )
        {
            Link(environment),
            Refresh(environment),
            Show(environment),
            Confirm(environment),
            Remove(environment),
        };

    private static Verb Link(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "link",
            "Get a link of the payment provider under which the account's holder enters a card.",
            "card link acme"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var link = await session
                    .Credit(store)
                    .Cards.LinkAsync(session.Actor, account.Id, cancellationToken);
                var given = link switch
                {
                    CardLink.Given here => here,
                    CardLink.Blocked => throw new CliFailure(
                        $"The card of account '{account.Id}' is blocked after too many wrong amounts; remove it first: telephony-billing card remove {account.Id}"
                    ),
                    _ => throw CliFailure.NoAccount(account.Id),
                };
                session.Output.Print(
                    new CardLinkShape { Account = account.Id, Link = given.Link },
                    ShapeContext.Readable.CardLinkShape,
                    output => output.WriteLine(given.Link)
                );
            }
        );
    }

    private static Verb Refresh(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "refresh",
            "Ask the payment provider now which card was entered; the daemon does so by itself, some minutes later.",
            "card refresh acme"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                Print(
                    session,
                    account.Id,
                    await session
                        .Credit(store)
                        .Cards.RefreshAsync(session.Actor, account.Id, cancellationToken)
                );
            }
        );
    }

    private static Verb Show(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb("show", "Show an account's card and what it lacks.", "card show acme")
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var store = await session.OpenToReadAsync(cancellationToken);
                Print(
                    session,
                    account.Id,
                    await store.Cards.FindAsync(account.Id, cancellationToken)
                );
            }
        );
    }

    private static Verb Confirm(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var amount = new Argument<string>("AMOUNT")
        {
            Description = "The amount on the card's statement.",
        };
        return new Verb(
            "confirm",
            "Confirm an account's card by the small amount that it was charged. The amount is given back.",
            "card confirm acme 1.23"
        )
        {
            id,
            amount,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var answer = await session
                    .Credit(store)
                    .Cards.ConfirmAsync(
                        session.Actor,
                        account.Id,
                        CliSession.ParsePayment(session.Get(amount), account.Currency),
                        cancellationToken
                    );
                session.Environment.Out.WriteLine(
                    answer switch
                    {
                        ConfirmationAnswer.Confirmed =>
                            "Confirmed; the amount is given back to the card.",
                        ConfirmationAnswer.Wrong wrong => throw new CliFailure(
                            $"That is not the amount; {Words.Count(wrong.TriesLeft)} more tries until the card is blocked."
                        ),
                        ConfirmationAnswer.Blocked => throw new CliFailure(
                            $"That is not the amount, and the card is blocked now; the charge is given back. To begin anew: telephony-billing card remove {account.Id}"
                        ),
                        ConfirmationAnswer.NotCharged => throw new CliFailure(
                            $"The card was not charged yet, so there is no amount to name; see: telephony-billing card refresh {account.Id}"
                        ),
                        ConfirmationAnswer.NotAsked(CardState.Confirmed or CardState.Saved) =>
                            "The card does not have to be confirmed; nothing was changed.",
                        _ => throw new CliFailure(
                            $"No card waits to be confirmed; see: telephony-billing card show {account.Id}"
                        ),
                    }
                );
            }
        );
    }

    private static Verb Remove(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "remove",
            "Have the payment provider forget an account's card.",
            "card remove acme"
        )
        {
            id,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                session.Environment.Out.WriteLine(
                    await session
                        .Credit(store)
                        .Cards.RemoveAsync(session.Actor, account.Id, cancellationToken)
                        ? "Removed."
                        : throw NoCard(account.Id)
                );
            }
        );
    }

    private static CliFailure NoCard(string account) =>
        new(
            $"Account '{account}' has no card; get a link to enter one with: telephony-billing card link {account}"
        );

    private static void Print(CliSession session, string account, Card? card)
    {
        if (card is null)
        {
            throw NoCard(account);
        }
        session.Output.Print(
            CardShape.Of(card),
            ShapeContext.Readable.CardShape,
            output =>
                TextTable.WriteBlock(
                    output,
                    ("account", card.Account),
                    ("card", card.Last4.Length > 0 ? $"{card.Brand} … {card.Last4}" : ""),
                    ("expires", card.Expires),
                    ("state", Words.Of(card.State)),
                    ("can be charged", Words.YesNo(card.CanBeCharged)),
                    (
                        "wrong amounts",
                        card.ConfirmationTries == 0 ? "" : Words.Count(card.ConfirmationTries)
                    ),
                    ("next", Next(card))
                )
        );
    }

    private static string Next(Card card) =>
        card.State switch
        {
            CardState.Awaited =>
                "its holder enters a card under the link that card link gave; card refresh looks for it now",
            CardState.Confirming =>
                $"its holder names the amount on the card's statement: card confirm {card.Account} AMOUNT",
            CardState.Blocked => $"card remove {card.Account}, then card link {card.Account}",
            _ => "",
        };
}
