using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>topup buy|packs|list|show|refund</c>.</summary>
internal static class TopUpVerbs
{
    private static readonly string[] Sources = [.. Enum.GetValues<TopUpSource>().Select(Words.Of)];

    private static readonly string[] States = [.. Enum.GetValues<TopUpState>().Select(Words.Of)];

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("topup", "Credit that was bought or given: buy it, list it, give it back.")
        {
            Buy(environment),
            Packs(environment),
            List(environment),
            Show(environment),
            TopUpRefundVerb.Build(environment),
        };

    internal static Argument<string> TopUpArgument() =>
        new("TOPUP") { Description = "The top-up, as topup list names it." };

    internal static CliFailure NoTopUp(string id) =>
        new($"There is no top-up '{id}'; see: telephony-billing topup list");

    /// <summary>That so much can't be bought at once.</summary>
    internal static CliFailure NotForSale(CliSession session, Money amount) =>
        new(
            $"{amount} can't be bought at once: expected an amount {session.Options.Payments.Limits.Describe(amount.Currency)}; nothing was changed."
        );

    private static CliFailure Refusal(
        CliSession session,
        Purchase purchase,
        Account account,
        Money amount
    ) =>
        purchase switch
        {
            Purchase.NotForSale => NotForSale(session, amount),
            Purchase.NoCard(var card) => new CliFailure(NoCard(account.Id, card)),
            Purchase.ReferenceUsed(var before) => new CliFailure(
                $"The reference was used before for another top-up ({before.Amount} of account '{before.Account}'); nothing was changed."
            ),
            _ => CliFailure.NoAccount(account.Id),
        };

    private static string NoCard(string account, Card? card) =>
        card switch
        {
            { State: CardState.Confirming } =>
                $"The card of account '{account}' has to be confirmed first; with the amount on its statement: telephony-billing card confirm {account} AMOUNT",
            { State: CardState.Blocked } =>
                $"The card of account '{account}' is blocked after too many wrong amounts; remove it with: telephony-billing card remove {account}",
            { Method.Length: > 0 } =>
                $"The card of account '{account}' has to be confirmed, and could not be charged for that; see: telephony-billing card show {account}",
            _ =>
                $"Account '{account}' has no card; get a link to enter one with: telephony-billing card link {account}",
        };

    private static Verb Buy(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var amount = new Argument<string>("AMOUNT")
        {
            Description = "How much, in the account's currency; see topup packs.",
        };
        var reference = new Option<string?>("--reference")
        {
            Description = "A number of your own: bought twice with it, it is bought once.",
            HelpName = "REF",
        };
        return new Verb(
            "buy",
            "Buy credit by the account's saved card, now.",
            "topup buy acme 25",
            "topup buy acme 50 --reference ORDER-17"
        )
        {
            id,
            amount,
            reference,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var money = CliSession.ParsePayment(session.Get(amount), account.Currency);
                var bought = await session
                    .Credit(store)
                    .Purchases.BuyAsync(
                        session.Actor,
                        account.Id,
                        money,
                        session.Get(reference) ?? "",
                        cancellationToken
                    );
                if (bought is not Purchase.Asked(var topUp, var isNew))
                {
                    throw Refusal(session, bought, account, money);
                }
                if (!isNew)
                {
                    session.Output.Note(
                        $"It was bought before with that reference, at {Words.Time(topUp.RequestedAt)}; nothing more was asked for."
                    );
                }
                session.Output.Print(
                    TopUpShape.Of(topUp),
                    ShapeContext.Readable.TopUpShape,
                    output => output.WriteLine(Outcome(topUp))
                );
                return topUp.State == TopUpState.Failed ? CliFailure.Refused : 0;
            }
        );
    }

    /// <summary>What became of a payment, as a sentence.</summary>
    internal static string Outcome(TopUp topUp) =>
        topUp.State switch
        {
            TopUpState.Succeeded => $"Added {topUp.Amount} ({topUp.Id}).",
            TopUpState.Failed =>
                $"The payment of {topUp.Amount} failed ({topUp.Id}): {topUp.Error}",
            _ when topUp.ActionLink.Length > 0 =>
                $"The card's holder has to agree to the payment of {topUp.Amount} ({topUp.Id}); a mail says so too: {topUp.ActionLink}",
            TopUpState.Pending =>
                $"The payment of {topUp.Amount} is under way ({topUp.Id}); see: telephony-billing topup show {topUp.Id}",
            _ =>
                $"Nobody knows yet what became of the payment of {topUp.Amount} ({topUp.Id}); it is asked again by itself. {topUp.Error}".TrimEnd(),
        };

    private static Verb Packs(CliEnvironment environment) =>
        new Verb("packs", "Show how much credit is bought at once.", "topup packs")
        {
            CommonOptions.Json,
        }.Does(
            environment,
            (session, _) =>
            {
                var limits = session.Options.Payments.Limits;
                var shape = new PacksShape
                {
                    Packs = [.. limits.Packs.Select(Amount)],
                    Least = Amount(limits.Least),
                    Most = Amount(limits.Most),
                };
                session.Output.Print(
                    shape,
                    ShapeContext.Readable.PacksShape,
                    output =>
                        TextTable.WriteBlock(
                            output,
                            ("packs", string.Join(", ", shape.Packs)),
                            ("least", shape.Least),
                            ("most", shape.Most)
                        )
                );
                return Task.CompletedTask;
            }
        );

    private static string Amount(string text) => Money.Parse(text, default).ToDecimalString();

    private static Verb List(CliEnvironment environment)
    {
        var source = CommonOptions.OneOf("--source", "Only those that so pay.", Sources);
        var state = CommonOptions.OneOf("--state", "Only those that stand so.", States);
        var limit = CommonOptions.Newest("The newest so many.", fallback: 100);
        return new Verb(
            "list",
            "List top-ups, the newest first.",
            "topup list --account acme",
            "topup list --state unknown --json"
        )
        {
            CommonOptions.Account,
            source,
            state,
            limit,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var topUps = await store.TopUps.ListAsync(
                    new TopUpFilter
                    {
                        Account = session.Get(CommonOptions.Account),
                        Source = Parse<TopUpSource>(session.Get(source)),
                        State = Parse<TopUpState>(session.Get(state)),
                        Limit = session.Get(limit),
                    },
                    cancellationToken
                );
                session.Output.Print(
                    [.. topUps.Select(TopUpShape.Of)],
                    ShapeContext.Readable.IReadOnlyListTopUpShape,
                    Table(topUps),
                    "There are no such top-ups."
                );
            }
        );
    }

    private static T? Parse<T>(string? word)
        where T : struct, Enum => word is null ? null : Enum.Parse<T>(word, ignoreCase: true);

    private static TextTable Table(IEnumerable<TopUp> topUps)
    {
        var table = new TextTable(
            "TOPUP",
            "ACCOUNT",
            "REQUESTED",
            "SOURCE",
            ">AMOUNT",
            "STATE",
            "BY",
            "REFERENCE",
            "ERROR"
        );
        foreach (var topUp in topUps)
        {
            table.Add(
                topUp.Id,
                topUp.Account,
                Words.Time(topUp.RequestedAt),
                Words.Of(topUp.Source),
                topUp.Amount.ToString(),
                Words.Of(topUp.State),
                topUp.RequestedBy,
                topUp.Reference,
                topUp.Error
            );
        }
        return table;
    }

    private static Verb Show(CliEnvironment environment)
    {
        var id = TopUpArgument();
        return new Verb(
            "show",
            "Show a top-up, and what went back of it.",
            "topup show tu-261125T104502-7f3k9qx2ab"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var topUp =
                    await store.TopUps.FindAsync(session.Get(id), cancellationToken)
                    ?? throw NoTopUp(session.Get(id));
                var refunds = await store.Refunds.ListAsync(topUp.Id, cancellationToken);
                session.Output.Print(
                    new WholeTopUpShape
                    {
                        TopUp = TopUpShape.Of(topUp),
                        Refunds = [.. refunds.Select(RefundShape.Of)],
                    },
                    ShapeContext.Readable.WholeTopUpShape,
                    output => Write(output, topUp, refunds)
                );
            }
        );
    }

    private static void Write(TextWriter output, TopUp topUp, IReadOnlyList<Refund> refunds)
    {
        TextTable.WriteBlock(
            output,
            ("top-up", topUp.Id),
            ("account", topUp.Account),
            ("amount", topUp.Amount.ToString()),
            ("source", Words.Of(topUp.Source) + (topUp.IsAutomatic ? ", by itself" : "")),
            ("state", Words.Of(topUp.State)),
            ("requested", $"{Words.Time(topUp.RequestedAt)} by {topUp.RequestedBy}"),
            ("decided", Words.Time(topUp.DecidedAt)),
            ("reference", topUp.Reference),
            ("to be agreed to", topUp.ActionLink),
            ("error", topUp.Error),
            ("error code", topUp.ErrorCode),
            (
                "asked",
                topUp.Attempts switch
                {
                    0 => "",
                    1 => "once",
                    _ => $"{Words.Count(topUp.Attempts)} times",
                }
            ),
            ("asked again", topUp.IsOpen ? Words.Time(topUp.RetryAt) : ""),
            ("note", topUp.Note)
        );
        if (refunds.Count > 0)
        {
            output.WriteLine();
            TopUpRefundVerb.Table(refunds).Write(output);
        }
    }
}
