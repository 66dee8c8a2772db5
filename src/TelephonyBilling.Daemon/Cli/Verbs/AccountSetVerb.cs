using System.CommandLine;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>account set</c>.</summary>
internal static class AccountSetVerb
{
    private const string None = "none";

    internal static Verb Build(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var plan = new Option<string?>("--plan")
        {
            Description = "The plan whose rates it pays. Calls that go on keep their rate.",
            HelpName = "PLAN",
        };
        var name = new Option<string?>("--name")
        {
            Description = "A name for people.",
            HelpName = "NAME",
        };
        var timeZone = new Option<string?>("--time-zone")
        {
            Description =
                "The time zone in which its people read times and its months begin, by its IANA name.",
            HelpName = "America/New_York",
        };
        var minBalance = Amount(
            "--min-balance",
            "What must be available to start a chargeable call, though the call needs less."
        );
        var maxRate = Amount("--max-rate", "The highest price per minute that it pays.");
        var maxFee = Amount("--max-fee", "The highest connection fee that it pays.");
        var contacts = new AccountContacts();
        var verb = new Verb(
            "set",
            "Change an account's settings; those that are not named stay.",
            "account set acme --plan pro --name \"Acme Ltd\"",
            "account set acme --min-balance 1 --max-rate 0.50 --max-fee none --time-zone Europe/Zurich",
            "account set acme --email ann@example.com --billing-email books@example.com --language fr"
        )
        {
            id,
            plan,
            name,
            CommonOptions.MaxCalls,
            minBalance,
            maxRate,
            maxFee,
            timeZone,
            CommonOptions.Json,
        };
        contacts.AddTo(verb);
        return verb.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (before, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                Money? Given(Option<string?> option, Money? kept) =>
                    session.Get(option) is not { } text ? kept
                    : text == None ? null
                    : CliSession.ParseAmount(option.Name, text, before.Currency);

                var zone = session.Get(timeZone) is { } given
                    ? CliSession.ParseTimeZone(given).Name
                    : null;
                Account Change(Account account) =>
                    contacts.Change(session, account) with
                    {
                        Plan = session.Get(plan) ?? account.Plan,
                        Name = session.Get(name) ?? account.Name,
                        MaxCalls = session.Limit(CommonOptions.MaxCalls, account.MaxCalls),
                        MinBalance =
                            Given(minBalance, account.MinBalance) ?? Money.Zero(account.Currency),
                        MaxPerMinute = Given(maxRate, account.MaxPerMinute),
                        MaxConnectionFee = Given(maxFee, account.MaxConnectionFee),
                        TimeZone = zone ?? account.TimeZone,
                    };
                // What is wrong with an option is said before the store is asked.
                Change(before);
                var after =
                    await store.Accounts.SetAsync(before.Id, Change, cancellationToken)
                    ?? throw CliFailure.NoAccount(before.Id);
                if (session.Get(plan) is not null)
                {
                    AccountVerbs.NoteMissingRates(session, store.Directory.Current(), after);
                }
                await AccountVerbs.PrintAsync(session, after.Id, null, cancellationToken);
            }
        );
    }

    private static Option<string?> Amount(string name, string description) =>
        new(name)
        {
            Description = $"{description} In the account's currency, or {None}.",
            HelpName = "AMOUNT|none",
        };
}
