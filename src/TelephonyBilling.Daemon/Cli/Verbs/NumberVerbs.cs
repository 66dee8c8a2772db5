using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>number add|set|list|remove|rent|release</c>.</summary>
internal static class NumberVerbs
{
    private static readonly Option<string?> International = CommonOptions.OnOff(
        "--international",
        "Whether it may call abroad."
    );

    private static readonly Option<string?> MaxCallsPerCaller = CommonOptions.Limit(
        "--max-calls-per-caller",
        "Toll-free: calls that one caller may have open at once."
    );

    private static readonly Option<string?> MaxCallsPerCallerPerHour = CommonOptions.Limit(
        "--max-calls-per-caller-per-hour",
        "Toll-free: calls of one caller in any 60 minutes, against pumping."
    );

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("number", "The telephone numbers that accounts own.")
        {
            Add(environment),
            Set(environment),
            List(environment),
            Remove(environment),
            RentalVerbs.Rent(environment),
            RentalVerbs.Release(environment),
        };

    internal static Argument<string> NumberArgument() =>
        new("NUMBER") { Description = "The number, such as +13125550100." };

    private static Verb Add(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var number = NumberArgument();
        var kind = new Option<string?>("--kind")
        {
            Description = "Who pays for calls to it. Default: by the number itself.",
            HelpName = "local|toll-free",
        };
        kind.AcceptOnlyFromAmong("local", "toll-free");
        var country = new Option<string?>("--country")
        {
            Description = "Home country, two letters of ISO 3166. Default: by the number itself.",
            HelpName = "US",
        };
        return new Verb(
            "add",
            "Give an account a number.",
            "number add acme +13125550100 --international on",
            "number add acme +18005550199 --kind toll-free --country US --max-calls-per-caller 2"
        )
        {
            account,
            number,
            kind,
            country,
            International,
            CommonOptions.MaxCalls,
            MaxCallsPerCaller,
            MaxCallsPerCallerPerHour,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var plan = session.Options.Numbering;
                var parsed = session.ParseNumber(session.Get(number));
                var isTollFree = session.Get(kind) is { } given
                    ? given == "toll-free"
                    : plan.IsTollFree(parsed);
                var home = session.Get(country)?.ToUpperInvariant() ?? plan.CountryOf(parsed);
                if (home.Length != 2 || !home.All(char.IsAsciiLetterUpper))
                {
                    throw CliFailure.Usage(
                        home.Length == 0
                            ? $"{parsed} doesn't tell its country: say it with --country, such as --country US."
                            : $"--country is '{home}': expected two letters of ISO 3166, such as US."
                    );
                }
                var added = new AccountNumber(
                    parsed,
                    session.Get(account),
                    isTollFree ? NumberKind.TollFree : NumberKind.Local,
                    home,
                    session.IsOn(International) ?? false,
                    session.Limit(CommonOptions.MaxCalls, null),
                    session.Limit(MaxCallsPerCaller, null),
                    session.Limit(MaxCallsPerCallerPerHour, null)
                );
                var store = await session.OpenToWriteAsync(cancellationToken);
                switch (await store.Accounts.AddNumberAsync(added, cancellationToken))
                {
                    case AddOutcome.UnknownAccount:
                        throw CliFailure.NoAccount(added.Account);
                    case AddOutcome.Duplicate:
                        var owner = await store.Accounts.FindNumberAsync(parsed, cancellationToken);
                        throw new CliFailure(
                            $"The number {parsed} belongs to account '{owner?.Account}' already; nothing was changed."
                        );
                    default:
                        await PrintAsync(session, store, parsed, cancellationToken);
                        break;
                }
            }
        );
    }

    private static Verb Set(CliEnvironment environment)
    {
        var number = NumberArgument();
        return new Verb(
            "set",
            "Change a number's settings; those that are not named stay.",
            "number set +13125550100 --international on --max-calls 4",
            "number set +18005550199 --max-calls-per-caller-per-hour 20",
            "number set +13125550100 --max-calls none"
        )
        {
            number,
            International,
            CommonOptions.MaxCalls,
            MaxCallsPerCaller,
            MaxCallsPerCallerPerHour,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var parsed = session.ParseNumber(session.Get(number));
                var store = await session.OpenToWriteAsync(cancellationToken);
                AccountNumber Change(AccountNumber before)
                {
                    var after = before with
                    {
                        International = session.IsOn(International) ?? before.International,
                        MaxCalls = session.Limit(CommonOptions.MaxCalls, before.MaxCalls),
                        MaxCallsPerCaller = session.Limit(
                            MaxCallsPerCaller,
                            before.MaxCallsPerCaller
                        ),
                        MaxCallsPerCallerPerHour = session.Limit(
                            MaxCallsPerCallerPerHour,
                            before.MaxCallsPerCallerPerHour
                        ),
                    };
                    if (after == before)
                    {
                        session.Output.Note("Nothing to change: the settings are so already.");
                    }
                    return after;
                }
                _ =
                    await new NumberDesk(store.Accounts).ChangeAsync(
                        session.Actor,
                        parsed,
                        Change,
                        cancellationToken
                    ) ?? throw NobodysNumber(parsed);
                await PrintAsync(session, store, parsed, cancellationToken);
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        OwnedListVerb.Build(
            environment,
            "number",
            (store, account, cancellationToken) =>
                store.Accounts.ListNumbersAsync(account, cancellationToken),
            (output, numbers, none) =>
                output.Print(
                    [.. numbers.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListNumberShape,
                    Table(numbers),
                    none
                )
        );

    private static Verb Remove(CliEnvironment environment)
    {
        var number = NumberArgument();
        return new Verb(
            "remove",
            "Take a number from its account, with the limits that are on it. Its past calls stay.",
            "number remove +13125550100"
        )
        {
            number,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var parsed = session.ParseNumber(session.Get(number));
                var store = await session.OpenToWriteAsync(cancellationToken);
                switch (await store.Accounts.RemoveNumberAsync(parsed, cancellationToken))
                {
                    case RemoveOutcome.Removed:
                        session.Output.Note($"The number {parsed} belongs to no account any more.");
                        break;
                    case RemoveOutcome.HasOpenCall:
                        throw new CliFailure(
                            $"A call that goes on uses the number {parsed}; nothing was changed. See: telephony-billing calls live"
                        );
                    case RemoveOutcome.HasExtension:
                        var extensions = await store.Accounts.ListExtensionsAsync(
                            null,
                            cancellationToken
                        );
                        var users = extensions
                            .Where(extension => extension.DefaultNumber == parsed)
                            .Select(extension => extension.Endpoint)
                            .ToList();
                        throw new CliFailure(
                            $"{parsed} is the default number of {string.Join(", ", users)}; nothing was changed. Take it from them first: telephony-billing extension set {users.FirstOrDefault()} --number \"\""
                        );
                    default:
                        throw NobodysNumber(parsed);
                }
            }
        );
    }

    internal static CliFailure NobodysNumber(Domain.Numbering.E164Number number) =>
        new(
            $"No account owns the number {number}; add it with: telephony-billing number add ACCOUNT {number}"
        );

    private static TextTable Table(IEnumerable<AccountNumber> numbers)
    {
        var table = new TextTable(
            "NUMBER",
            "ACCOUNT",
            "KIND",
            "COUNTRY",
            "INTERNATIONAL",
            ">MAX CALLS",
            ">PER CALLER",
            ">PER CALLER/HOUR",
            ">MONTHLY",
            "PAID UNTIL"
        );
        foreach (var number in numbers)
        {
            table.Add(
                number.Number.ToString(),
                number.Account,
                Words.Of(number.Kind),
                number.Country,
                number.International ? "on" : "off",
                Words.Limit(number.MaxCalls),
                Words.Limit(number.MaxCallsPerCaller),
                Words.Limit(number.MaxCallsPerCallerPerHour),
                number.MonthlyFee?.ToDecimalString() ?? "",
                number.Status == NumberStatus.Suspended ? "suspended"
                    : number.PaidUntil is { } until ? Words.Time(until)
                    : ""
            );
        }
        return table;
    }

    internal static async Task PrintAsync(
        CliSession session,
        Storage.Sqlite.SqliteStore store,
        Domain.Numbering.E164Number number,
        CancellationToken cancellationToken
    )
    {
        if (await store.Accounts.FindNumberAsync(number, cancellationToken) is { } found)
        {
            session.Output.Print(
                ToShape.Of(found),
                ShapeContext.Readable.NumberShape,
                Table([found]).Write
            );
        }
    }
}
