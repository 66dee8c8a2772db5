using System.CommandLine;
using System.Globalization;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Rentals;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>number rent|release</c>.</summary>
internal static class RentalVerbs
{
    internal static Verb Rent(CliEnvironment environment)
    {
        var number = NumberVerbs.NumberArgument();
        var monthly = new Option<string>("--monthly")
        {
            Description = "What it costs a month, in the account's currency.",
            HelpName = "AMOUNT",
            Required = true,
        };
        return new Verb(
            "rent",
            "Let an account pay for a number by the month: the first month now, each further one by the job number-rental.",
            "number rent +13125550100 --monthly 1.50"
        )
        {
            number,
            monthly,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var parsed = session.ParseNumber(session.Get(number));
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (
                    await store.Accounts.FindNumberAsync(parsed, cancellationToken) is not { } owned
                )
                {
                    throw NumberVerbs.NobodysNumber(parsed);
                }
                var (account, _) = await session.AccountAsync(owned.Account, cancellationToken);
                var text = session.Get(monthly)!;
                if (
                    !Money.TryParse(text, account.Currency, out var fee)
                    || fee.IsNegative
                    || fee.IsZero
                )
                {
                    throw CliFailure.Usage(
                        $"--monthly is '{text}': expected an amount above zero with at most six decimals, such as 1.50."
                    );
                }
                var least = Money.Parse(
                    session.Options.Numbers.LeastBalanceToRent.ToString(
                        CultureInfo.InvariantCulture
                    ),
                    account.Currency
                );
                var start = await store.Rentals.StartAsync(
                    new NumberRental(parsed, fee),
                    least,
                    session.Now,
                    session.Environment.User,
                    cancellationToken
                );
                switch (start)
                {
                    case RentalStart.Started:
                        break;
                    case RentalStart.InsufficientCredit poor:
                        throw new CliFailure(
                            $"Account '{account.Id}' has {poor.Available} available, and {poor.Needed} are needed to rent a number; nothing was changed. Add credit with: telephony-billing credit add {account.Id} AMOUNT"
                        );
                    case RentalStart.AlreadyRented already:
                        throw new CliFailure(
                            $"{parsed} costs {already.Number.MonthlyFee} a month already; nothing was changed. To change that, release it first: telephony-billing number release {parsed}"
                        );
                    default:
                        throw NumberVerbs.NobodysNumber(parsed);
                }
                await NumberVerbs.PrintAsync(session, store, parsed, cancellationToken);
            }
        );
    }

    internal static Verb Release(CliEnvironment environment)
    {
        var number = NumberVerbs.NumberArgument();
        return new Verb(
            "release",
            "End a number's rent. What was paid is not given back; the account keeps the number until it is removed.",
            "number release +13125550100"
        )
        {
            number,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var parsed = session.ParseNumber(session.Get(number));
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (
                    !await store.Rentals.StopAsync(
                        parsed,
                        session.Environment.User,
                        cancellationToken
                    )
                )
                {
                    throw new CliFailure($"{parsed} costs no rent; nothing was changed.");
                }
                await NumberVerbs.PrintAsync(session, store, parsed, cancellationToken);
            }
        );
    }
}
