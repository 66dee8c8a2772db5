using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>account create|set|show|list|suspend|resume</c>.</summary>
internal static class AccountVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("account", "Create, change, show, suspend and resume accounts.")
        {
            Create(environment),
            AccountSetVerb.Build(environment),
            Show(environment),
            List(environment),
            SetStatus(
                environment,
                "suspend",
                "Let an account start no more calls; those that go on end with the time that is paid for.",
                AccountStatus.Suspended
            ),
            SetStatus(
                environment,
                "resume",
                "Let a suspended account start calls again.",
                AccountStatus.Active
            ),
        };

    private static Verb Create(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var currency = new Option<string>("--currency")
        {
            Description =
                "Currency of its balance, three letters of ISO 4217. It can't be changed.",
            HelpName = "USD",
            DefaultValueFactory = _ => "USD",
        };
        var plan = new Option<string>("--plan")
        {
            Description =
                "The plan whose rates it pays; importing a rate deck makes a plan of that name.",
            HelpName = "PLAN",
            DefaultValueFactory = _ => "standard",
        };
        var name = new Option<string?>("--name")
        {
            Description = "A name for people.",
            HelpName = "NAME",
        };
        var timeZone = new Option<string>("--time-zone")
        {
            Description =
                "The time zone in which its people read times and its months begin, by its IANA name.",
            HelpName = "America/New_York",
            DefaultValueFactory = _ => AccountTimeZone.Utc.Name,
        };
        var contacts = new AccountContacts();
        var verb = new Verb(
            "create",
            "Create an account with a balance of zero.",
            "account create acme --currency USD --plan standard --name \"Acme Ltd\"",
            "account create demo --max-calls 4 --time-zone America/New_York"
        )
        {
            id,
            currency,
            plan,
            name,
            timeZone,
            CommonOptions.MaxCalls,
            CommonOptions.Json,
        };
        contacts.AddTo(verb);
        return verb.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var money = CliSession.ParseCurrency(session.Get(currency));
                var account = new Account(
                    session.Get(id),
                    session.Get(name) ?? "",
                    money,
                    session.Get(plan)!,
                    AccountStatus.Active,
                    session.Limit(CommonOptions.MaxCalls, null),
                    session.Now
                )
                {
                    TimeZone = CliSession.ParseTimeZone(session.Get(timeZone)).Name,
                };
                account = contacts.Change(session, account);
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (!await store.Accounts.CreateAsync(account, cancellationToken))
                {
                    throw new CliFailure(
                        $"There is an account '{account.Id}' already; nothing was changed."
                    );
                }
                NoteMissingRates(session, store.Directory.Current(), account);
                await PrintAsync(session, account.Id, "Created.", cancellationToken);
            }
        );
    }

    /// <summary>Says what an account lacks to make calls at the rates of its plan.</summary>
    internal static void NoteMissingRates(
        CliSession session,
        DirectorySnapshot directory,
        Account account
    )
    {
        var decks = directory.FindTariff(account.Plan)?.Decks ?? [];
        if (decks.Count == 0)
        {
            session.Output.Note(
                $"There are no rates for plan '{account.Plan}' yet; import them with: telephony-billing rates import FILE --deck {account.Plan} --currency {account.Currency}"
            );
        }
        foreach (
            var currency in decks
                .Select(entry => entry.Deck.Currency)
                .Distinct()
                .Where(currency =>
                    currency != account.Currency
                    && directory.FindExchangeRate(currency, account.Currency) is null
                )
        )
        {
            session.Output.Note(
                $"Plan '{account.Plan}' has rates in {currency}, the account is in {account.Currency}, and no rate of exchange is known: calls at those rates will be refused. "
                    + $"Add one with: telephony-billing exchange add {currency} {account.Currency} RATE"
            );
        }
    }

    private static Verb Show(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "show",
            "Show an account: its balance, what open calls hold of it, and what is available.",
            "account show acme",
            "account show acme --json"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            (session, cancellationToken) =>
                PrintAsync(session, session.Get(id), null, cancellationToken)
        );
    }

    private static Verb List(CliEnvironment environment) =>
        new Verb("list", "List all accounts.", "account list", "account list --json")
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var accounts = (await store.Accounts.ListAsync(cancellationToken))
                    .Select(found => ToShape.Of(found.Account, found.Balance))
                    .ToList();
                var table = new TextTable(
                    "ACCOUNT",
                    "NAME",
                    "PLAN",
                    "STATUS",
                    ">BALANCE",
                    ">HELD",
                    ">AVAILABLE",
                    "CURRENCY"
                );
                foreach (var account in accounts)
                {
                    table.Add(
                        account.Id,
                        account.Name,
                        account.Plan,
                        account.Status,
                        account.Balance,
                        account.Held,
                        account.Available,
                        account.Currency
                    );
                }
                session.Output.Print(
                    accounts,
                    ShapeContext.Readable.IReadOnlyListAccountShape,
                    table,
                    "There are no accounts; create one with: telephony-billing account create"
                );
            }
        );

    private static Verb SetStatus(
        CliEnvironment environment,
        string name,
        string description,
        AccountStatus status
    )
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(name, description, $"account {name} acme") { id, CommonOptions.Json }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (
                    !await store.Accounts.SetStatusAsync(session.Get(id), status, cancellationToken)
                )
                {
                    throw CliFailure.NoAccount(session.Get(id));
                }
                await PrintAsync(session, session.Get(id), null, cancellationToken);
            }
        );
    }

    /// <summary>Prints an account as it is now.</summary>
    internal static async Task PrintAsync(
        CliSession session,
        string id,
        string? done,
        CancellationToken cancellationToken
    )
    {
        var (account, balance) = await session.AccountAsync(id, cancellationToken);
        var shape = ToShape.Of(account, balance);
        session.Output.Print(
            shape,
            ShapeContext.Readable.AccountShape,
            output =>
            {
                if (done is not null)
                {
                    output.WriteLine(done);
                }
                TextTable.WriteBlock(
                    output,
                    ("account", shape.Id),
                    ("name", shape.Name),
                    ("status", shape.Status),
                    ("plan", shape.Plan),
                    ("balance", balance.Balance.ToString()),
                    ("held", balance.Held.ToString()),
                    ("available", balance.Available.ToString()),
                    ("max calls", Words.Limit(shape.MaxCalls)),
                    (
                        "least to call",
                        account.MinBalance.IsZero ? "" : account.MinBalance.ToString()
                    ),
                    ("pays a minute", account.MaxPerMinute is { } most ? $"at most {most}" : ""),
                    (
                        "pays on answer",
                        account.MaxConnectionFee is { } highest ? $"at most {highest}" : ""
                    ),
                    ("email", account.Email),
                    ("billing email", account.BillingEmail),
                    ("billing address", account.BillingAddress),
                    ("language", account.Language == "en" ? "" : account.Language),
                    ("trial", account.IsTrial ? "yes" : ""),
                    ("card", account.NeedsCardConfirmation ? "has to be confirmed" : ""),
                    ("time zone", shape.TimeZone),
                    ("created", Words.Time(account.CreatedAt, CliSession.TimeZoneOf(account)))
                );
            }
        );
    }
}
