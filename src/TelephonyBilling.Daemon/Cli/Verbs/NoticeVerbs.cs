using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>notice set|list</c>.</summary>
internal static class NoticeVerbs
{
    private const string None = "none";

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("notice", "Below which balances people are told by mail.")
        {
            Set(environment),
            List(environment),
        };

    private static Verb Set(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var below = new Option<string>("--below")
        {
            Description =
                "One or several amounts above 0 in the account's currency, or none. They replace those that were set before.",
            HelpName = "AMOUNT[,AMOUNT…]|none",
            Required = true,
        };
        return new Verb(
            "set",
            "Have people told when an account falls below some balances: each once a day at most, and again only after a top-up.",
            "notice set acme --below 20,5,1",
            "notice set acme --below none"
        )
        {
            account,
            below,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (of, _) = await session.AccountAsync(session.Get(account), cancellationToken);
                var amounts = Parse(session.Get(below)!, of.Currency);
                if (
                    !await store.Thresholds.SetAsync(
                        of.Id,
                        amounts,
                        session.Environment.User,
                        cancellationToken
                    )
                )
                {
                    throw CliFailure.NoAccount(of.Id);
                }
                if (amounts.Count > 0)
                {
                    await NoteNobodyAsync(session, of, cancellationToken);
                }
                Print(session, await store.Thresholds.ListAsync(of.Id, cancellationToken));
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb(
            "list",
            "List the balances below which people are told.",
            "notice list --account acme",
            "notice list --json"
        )
        {
            CommonOptions.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                Print(
                    session,
                    await store.Thresholds.ListAsync(
                        session.Get(CommonOptions.Account),
                        cancellationToken
                    )
                );
            }
        );

    private static List<Money> Parse(string text, Currency currency)
    {
        var amounts = new List<Money>();
        foreach (var part in text == None ? [] : text.Split(','))
        {
            var amount = CliSession.ParseAmount("--below", part.Trim(), currency);
            if (amount.IsZero)
            {
                throw CliFailure.Usage(
                    $"--below is '{text}': expected amounts above 0, since no balance is below 0; or none."
                );
            }
            amounts.Add(amount);
        }
        return amounts;
    }

    /// <summary>A mail that nobody gets is not noticed by its absence.</summary>
    private static async Task NoteNobodyAsync(
        CliSession session,
        Account account,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToWriteAsync(cancellationToken);
        var members = await store.Members.ListAsync(account.Id, cancellationToken);
        if (MailAddressees.Of(account, members, LowBalanceNotice.Kind).Count == 0)
        {
            session.Output.Note(
                $"There is nobody to write to yet: account '{account.Id}' has no mail address, and no owner or admin with one."
            );
        }
    }

    private static void Print(CliSession session, IReadOnlyList<NoticeThreshold> thresholds)
    {
        var table = new TextTable("ACCOUNT", ">BELOW", "CURRENCY", "ARMED", "LAST TOLD");
        foreach (var threshold in thresholds)
        {
            table.Add(
                threshold.Account,
                threshold.Below.ToDecimalString(),
                threshold.Below.Currency.Code,
                Words.YesNo(threshold.IsArmed),
                Words.Time(threshold.LastToldAt)
            );
        }
        session.Output.Print(
            [.. thresholds.Select(ThresholdShape.Of)],
            ShapeContext.Readable.IReadOnlyListThresholdShape,
            table,
            "Nobody is told of low balances; see: telephony-billing notice set"
        );
    }
}
