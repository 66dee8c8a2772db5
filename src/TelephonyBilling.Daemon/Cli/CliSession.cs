using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Access;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli;

/// <summary>One run of one verb: its arguments, the configuration and the store, each opened when first asked for.</summary>
internal sealed class CliSession(CliEnvironment environment, ParseResult parsed) : IAsyncDisposable
{
    private DaemonOptions? options;
    private SqliteStore? store;
    private CreditServices? credit;
    private MailServices? mail;

    /// <summary>The world.</summary>
    internal CliEnvironment Environment { get; } = environment;

    /// <summary>Prints.</summary>
    internal CliOutput Output { get; } =
        new(environment.Out, environment.Error, Has(parsed, CommonOptions.JsonName));

    /// <summary>The configuration; a fault in it ends the verb.</summary>
    internal DaemonOptions Options => options ??= ReadOptions(forDaemon: false);

    /// <summary>Whoever runs the command works for the operator.</summary>
    internal Actor Actor => Actor.Operator(Environment.User);

    /// <summary>The desk where credit is given and recharges are set.</summary>
    internal CreditDesk CreditDesk(SqliteStore books) =>
        new(
            books.Accounts,
            books.TopUps,
            books.Recharges,
            Options.Payments.Limits,
            new DaemonClock(Environment.Time)
        );

    /// <summary>Whether JSON is wanted; not where the verb prints none.</summary>
    internal bool WantsJson => Has(parsed, CommonOptions.JsonName);

    /// <summary>Whether CSV is wanted; not where the verb prints none.</summary>
    internal bool WantsCsv => Has(parsed, CommonOptions.CsvName);

    /// <summary>The clock's time.</summary>
    internal DateTimeOffset Now => Environment.Time.GetUtcNow();

    /// <summary>The value of an argument that must be there.</summary>
    internal T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>The value of an option.</summary>
    internal T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether an on|off option is on; null where it was not given.</summary>
    internal bool? IsOn(Option<string?> option) => Get(option) is { } text ? text == "on" : null;

    /// <summary>The instant of an option, in a time zone or as it says itself; null where it was not given.</summary>
    internal DateTimeOffset? Time(Option<string?> option, AccountTimeZone zone) =>
        Get(option) is not { } text ? null
        : TimeText.TryParse(text, zone, out var instant) ? instant
        : throw CliFailure.Usage(
            $"{option.Name} is '{text}': expected a time such as {TimeText.Examples}."
        );

    /// <summary>The month that was asked for, or the one that it is now, in a time zone.</summary>
    internal AccountMonth Month(AccountTimeZone zone)
    {
        if (Get(CommonOptions.Month) is not { } text)
        {
            return zone.MonthOf(Now);
        }
        return
            DateTime.TryParseExact(
                text,
                "yyyy-MM",
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None,
                out var first
            ) && first.Year is > 1 and < 9999
            ? zone.Month(first.Year, first.Month)
            : throw CliFailure.Usage($"--month is '{text}': expected a month such as 2026-11.");
    }

    /// <summary>Ends the verb where two ways of printing were asked for.</summary>
    internal void RefuseCsvWithJson()
    {
        if (WantsCsv && WantsJson)
        {
            throw CliFailure.Usage(
                $"{CommonOptions.CsvName} and {CommonOptions.JsonName} were both given: expected one of them."
            );
        }
    }

    /// <summary>The limit of an option, or what it was before where the option was not given.</summary>
    internal int? Limit(Option<string?> option, int? before) =>
        Get(option) is { } text && CommonOptions.TryParseLimit(text, out var limit)
            ? limit
            : before;

    /// <summary>What the verb was told about the configuration file; null: nothing.</summary>
    internal OptionsResult ReadConfiguration(bool forDaemon) =>
        Environment.Configuration.Read(parsed.GetValue(CommonOptions.Config), forDaemon);

    /// <summary>The configuration with or without what only the daemon needs.</summary>
    internal DaemonOptions ReadOptions(bool forDaemon)
    {
        var result = ReadConfiguration(forDaemon);
        return result.Options ?? throw new CliFailure(result.Describe());
    }

    /// <summary>The books, for reading only.</summary>
    internal async Task<SqliteStore> OpenToReadAsync(CancellationToken cancellationToken) =>
        store ??= await SqliteStore.OpenReadOnlyAsync(
            new SqliteStoreOptions(Options.Store.Path),
            Environment.Time,
            new StderrLogger(Environment.Error),
            cancellationToken
        );

    /// <summary>The books; the file is made where there is none.</summary>
    internal async Task<SqliteStore> OpenToWriteAsync(CancellationToken cancellationToken) =>
        store ??= await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Options.Store.Path) { Author = Environment.User },
            Environment.Time,
            new StderrLogger(Environment.Error),
            cancellationToken
        );

    /// <summary>
    /// The books, for a list that <c>--account</c> may narrow, once it is known that the account exists: an empty list would
    /// hide a misspelt name.
    /// </summary>
    internal async Task<SqliteStore> OpenToListAsync(CancellationToken cancellationToken)
    {
        if (Get(CommonOptions.Account) is { } account)
        {
            await AccountAsync(account, cancellationToken);
        }
        return await OpenToReadAsync(cancellationToken);
    }

    /// <summary>What brings credit in, over these books.</summary>
    internal CreditServices Credit(SqliteStore books) =>
        credit ??= new CreditServices(
            Options,
            books,
            new DaemonClock(Environment.Time),
            NullLoggerFactory.Instance
        );

    /// <summary>What sends mails, over these books.</summary>
    internal MailServices Mail(SqliteStore books) =>
        mail ??= new MailServices(
            Options,
            books,
            new DaemonClock(Environment.Time),
            NullLoggerFactory.Instance
        );

    /// <summary>An account that must exist.</summary>
    internal async Task<(Account Account, AccountBalance Balance)> AccountAsync(
        string id,
        CancellationToken cancellationToken
    )
    {
        var books = store ?? await OpenToReadAsync(cancellationToken);
        return await books.Accounts.FindAsync(id, cancellationToken)
            ?? throw CliFailure.NoAccount(id);
    }

    /// <summary>A currency as a person writes it.</summary>
    internal static Currency ParseCurrency(string? text) =>
        Currency.TryParse(text, out var currency)
            ? currency
            : throw CliFailure.Usage(
                $"'{text}' is not a currency: expected three letters of ISO 4217, such as USD."
            );

    /// <summary>A time zone by its IANA name.</summary>
    internal static AccountTimeZone ParseTimeZone(string? name) =>
        AccountTimeZone.TryFind(name, out var zone)
            ? zone
            : throw CliFailure.Usage(
                $"'{name}' is not a time zone that this machine knows: expected an IANA name such as America/New_York, or UTC."
            );

    /// <summary>The time zone of an account's people.</summary>
    internal static AccountTimeZone TimeZoneOf(Account account)
    {
        try
        {
            return AccountTimeZone.Of(account);
        }
        catch (TimeZoneNotFoundException e)
        {
            throw new CliFailure(e.Message);
        }
    }

    /// <summary>An amount of 0 or more as a person writes it.</summary>
    /// <param name="option">Where it was written.</param>
    /// <param name="text">What was written.</param>
    /// <param name="currency">Its currency.</param>
    internal static Money ParseAmount(string option, string text, Currency currency) =>
        Money.TryParse(text, currency, out var amount) && !amount.IsNegative
            ? amount
            : throw CliFailure.Usage(
                $"{option} is '{text}': expected an amount of 0 or more with at most six decimals, such as 0.0125."
            );

    /// <summary>An amount above zero as a person writes it.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="currency">Its currency.</param>
    internal static Money ParsePayment(string text, Currency currency) =>
        Money.TryParse(text, currency, out var amount) && amount.Micros > 0
            ? amount
            : throw CliFailure.Usage(
                $"'{text}' is not an amount above zero with at most six decimals, such as 25.00."
            );

    /// <summary>Billing steps as a person writes them.</summary>
    /// <param name="option">Where they were written.</param>
    /// <param name="text">What was written.</param>
    internal static BillingIncrements ParseIncrements(string option, string text) =>
        BillingIncrements.TryParse(text, out var increments)
            ? increments
            : throw CliFailure.Usage(
                $"{option} is '{text}': expected two numbers of 1 to {BillingIncrements.MaxSeconds} seconds, such as 60/6."
            );

    /// <summary>A number as a person writes it: <c>+13125550100</c>, or as dialled here.</summary>
    internal E164Number ParseNumber(string text)
    {
        var dialled = DialedNumber.Parse(text, Options.Numbering);
        if (dialled is DialedNumber.Global global)
        {
            return global.Number;
        }
        if (text.StartsWith('+') && E164Number.TryParse(text, out var number))
        {
            // A plan that does not let people dial + still lets the operator write it.
            return number;
        }
        var why = (dialled as DialedNumber.Invalid)?.Reason;
        throw CliFailure.Usage(
            $"'{text}' is not a telephone number: {why ?? "it is an extension or a code."} Expected one such as +13125550100."
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        credit?.Dispose();
        mail?.Dispose();
        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    private static bool Has(ParseResult parsed, string option) =>
        parsed
            .CommandResult.Command.Options.OfType<Option<bool>>()
            .FirstOrDefault(known => known.Name == option)
            is { } found
        && parsed.GetValue(found);
}
