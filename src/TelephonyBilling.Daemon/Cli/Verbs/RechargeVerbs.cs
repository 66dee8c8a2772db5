using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>recharge set|show|run</c>.</summary>
internal static class RechargeVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("recharge", "Recharge accounts by themselves, before their credit is gone.")
        {
            Set(environment),
            Show(environment),
            Run(environment),
        };

    private static Verb Set(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        var enabled = CommonOptions.OnOff("--enabled", "Whether it is recharged. Default: on.");
        var threshold = Amount(
            "--threshold",
            "Recharge once no more than this is available; 0: once a call can't be paid for any more."
        );
        var amount = Amount("--amount", "What is added each time.");
        var source = new Option<string?>("--source")
        {
            Description = "Who pays: the saved card, or the account by invoice. Default: card.",
            HelpName = "card|invoice",
        };
        source.AcceptOnlyFromAmong("card", "invoice");
        var perDay = Amount("--max-per-day", "The most in a day; none: no limit.");
        var perMonth = Amount("--max-per-month", "The most in a month; none: no limit.");
        return new Verb(
            "set",
            "Set when and with how much an account is recharged. What is not named stays; a rule that had stopped starts anew.",
            "recharge set acme --threshold 5 --amount 25 --max-per-month 200",
            "recharge set acme --enabled off"
        )
        {
            id,
            enabled,
            threshold,
            amount,
            source,
            perDay,
            perMonth,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var before = await store.Recharges.FindAsync(account.Id, cancellationToken);
                var rule = new RechargeRule(
                    account.Id,
                    session.IsOn(enabled) ?? true,
                    Read(session, threshold, account, 0) ?? before?.Threshold ?? Missing(threshold),
                    Read(session, amount, account, 1) ?? before?.Amount ?? Missing(amount),
                    session.Get(source) is { } given
                        ? given == "card"
                            ? TopUpSource.Card
                            : TopUpSource.Invoice
                        : before?.Source ?? TopUpSource.Card,
                    Limit(session, perDay, account, before?.MaxPerDay),
                    Limit(session, perMonth, account, before?.MaxPerMonth)
                );
                var change = await session
                    .CreditDesk(store)
                    .SetRechargeAsync(session.Actor, rule, cancellationToken);
                if (change == RechargeChange.Trial)
                {
                    throw new CliFailure(
                        $"Account '{account.Id}' is a trial account, which is not recharged by itself; nothing was changed."
                    );
                }
                if (change == RechargeChange.AmountOutOfRange)
                {
                    throw TopUpVerbs.NotForSale(session, rule.Amount);
                }
                if (change == RechargeChange.NeverDue)
                {
                    throw new CliFailure(
                        $"One recharge is {rule.Amount}, which is more than the most per day or per month: it would never be recharged; nothing was changed."
                    );
                }
                if (change != RechargeChange.Done)
                {
                    throw CliFailure.NoAccount(account.Id);
                }
                await PrintAsync(session, store.Recharges, account.Id, cancellationToken);
            }
        );
    }

    private static Verb Show(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "show",
            "Show when an account is recharged, and what holds that back.",
            "recharge show acme"
        )
        {
            id,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var store = await session.OpenToReadAsync(cancellationToken);
                await PrintAsync(session, store.Recharges, account.Id, cancellationToken);
            }
        );
    }

    private static Verb Run(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "run",
            "Recharge an account now if that is due, as the daemon would.",
            "recharge run acme"
        )
        {
            id,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var credit = session.Credit(store);
                var attempt = await credit.Recharger.RechargeAsync(
                    account.Id,
                    exhausted: false,
                    cancellationToken
                );
                session.Environment.Out.WriteLine(
                    attempt.TopUp switch
                    {
                        null => $"Nothing was recharged: {WhyNot(attempt.Claim, account.Id)}",
                        { Source: TopUpSource.Invoice, State: TopUpState.Requested } topUp =>
                            $"{topUp.Amount} are asked for. Approve it with: telephony-billing invoice approve {topUp.Id}",
                        { } topUp => TopUpVerbs.Outcome(topUp),
                    }
                );
                return attempt.TopUp is { State: TopUpState.Failed } ? CliFailure.Refused : 0;
            }
        );
    }

    private static string WhyNot(RechargeClaim claim, string account) =>
        claim switch
        {
            RechargeClaim.Limited { Why: RechargeHindrance.DayLimit } limited =>
                $"the most per day ({limited.Limit}) is reached; {limited.Used} were recharged today.",
            RechargeClaim.Limited limited =>
                $"the most per month ({limited.Limit}) is reached; {limited.Used} were recharged this month.",
            RechargeClaim.NotDue(var why) => why switch
            {
                RechargeHindrance.Off =>
                    $"that is not set up, or off; telephony-billing recharge set {account} --threshold 5 --amount 25",
                RechargeHindrance.Stopped =>
                    $"it stopped by itself; see telephony-billing recharge show {account}, and start it anew: telephony-billing recharge set {account}",
                RechargeHindrance.Velocity =>
                    $"there were too many in too short a time, so it is stopped now; look at the account's calls, and start it anew: telephony-billing recharge set {account}",
                RechargeHindrance.BackingOff =>
                    $"a payment was declined a short time ago; see telephony-billing recharge show {account}",
                RechargeHindrance.Trial => "a trial account is not recharged by itself.",
                RechargeHindrance.NoCard =>
                    $"there is no card that can be charged; see telephony-billing card show {account}",
                _ => "enough is available, or a payment is under way.",
            },
            _ => throw new InvalidOperationException($"Nobody knows {claim}."),
        };

    private static Option<string?> Amount(string name, string description) =>
        new(name) { Description = description, HelpName = "AMOUNT" };

    private static Money Missing(Option<string?> option) =>
        throw CliFailure.Usage($"{option.Name} is missing: the account has no rule yet.");

    /// <summary>An amount of an option; null where it was not given.</summary>
    private static Money? Read(
        CliSession session,
        Option<string?> option,
        Account account,
        long leastMicros
    )
    {
        if (session.Get(option) is not { } text)
        {
            return null;
        }
        return
            Money.TryParse(text, account.Currency, out var amount) && amount.Micros >= leastMicros
            ? amount
            : throw CliFailure.Usage(
                $"{option.Name} is '{text}': expected an amount {(leastMicros == 0 ? "from 0" : "above zero")} with at most six decimals, such as 25.00."
            );
    }

    private static Money? Limit(
        CliSession session,
        Option<string?> option,
        Account account,
        Money? before
    ) => session.Get(option) == "none" ? null : Read(session, option, account, 1) ?? before;

    private static async Task PrintAsync(
        CliSession session,
        IRechargeStore recharges,
        string account,
        CancellationToken cancellationToken
    )
    {
        if (await recharges.FindAsync(account, cancellationToken) is not { } rule)
        {
            throw new CliFailure(
                $"Account '{account}' is not recharged by itself; set that up with: telephony-billing recharge set {account} --threshold 5 --amount 25"
            );
        }
        session.Output.Print(
            new RechargeShape
            {
                Account = rule.Account,
                Enabled = rule.Enabled,
                Threshold = rule.Threshold.ToDecimalString(),
                Amount = rule.Amount.ToDecimalString(),
                Currency = rule.Amount.Currency.Code,
                Source = Words.Of(rule.Source),
                MaxPerDay = rule.MaxPerDay?.ToDecimalString(),
                MaxPerMonth = rule.MaxPerMonth?.ToDecimalString(),
                Declines = rule.Declines,
                NotBefore = rule.NotBefore?.UtcDateTime,
                Stopped = rule.Stopped.Length > 0 ? rule.Stopped : null,
            },
            ShapeContext.Readable.RechargeShape,
            output =>
                TextTable.WriteBlock(
                    output,
                    ("account", rule.Account),
                    ("enabled", rule.Enabled ? "on" : "off"),
                    ("threshold", rule.Threshold.ToString()),
                    ("amount", rule.Amount.ToString()),
                    ("source", Words.Of(rule.Source)),
                    ("most per day", rule.MaxPerDay?.ToString() ?? "no limit"),
                    ("most per month", rule.MaxPerMonth?.ToString() ?? "no limit"),
                    ("declines in a row", rule.Declines == 0 ? "" : Words.Count(rule.Declines)),
                    ("not before", Words.Time(rule.NotBefore)),
                    ("stopped", rule.Stopped)
                )
        );
    }
}
