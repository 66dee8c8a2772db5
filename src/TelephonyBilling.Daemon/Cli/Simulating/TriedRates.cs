using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Repricing;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Simulating;

/// <summary>Finds the rates that are to be tried: those of a deck, or of a plan with its rules, at a time.</summary>
/// <param name="session">Its configuration knows how people dial.</param>
/// <param name="store">Where decks and plans are.</param>
/// <param name="at">The time whose rates count.</param>
internal sealed class TriedRates(CliSession session, SqliteStore store, DateTimeOffset at)
{
    /// <summary>What the rates are called.</summary>
    internal string Name { get; private set; } = "";

    /// <summary>The directory in which the calls are priced.</summary>
    /// <param name="deck">The deck; null: none was named.</param>
    /// <param name="plan">The plan; null: none was named, so the account's own.</param>
    /// <param name="accountId">Whose rules and currency count; null: nobody's.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    internal async Task<RepricingDirectory> FindAsync(
        string? deck,
        string? plan,
        string? accountId,
        CancellationToken cancellationToken
    )
    {
        if (deck is not null && plan is not null)
        {
            throw CliFailure.Usage("--deck and --plan were both given: expected one of them.");
        }
        var account = accountId is null
            ? null
            : (await session.AccountAsync(accountId, cancellationToken)).Account;
        var directory = store.Directory.At(at);
        var tariff = deck is null
            ? PlanOf(directory, plan ?? account?.Plan)
            : await DeckAsync(deck, cancellationToken);
        return new RepricingDirectory(
            directory,
            (account ?? Nobody(tariff)) with
            {
                Plan = tariff.Plan,
            },
            tariff,
            account is null ? RateRules.None : directory.RulesOf(account.Id),
            session.Options.Numbering
        );
    }

    private Tariff PlanOf(DirectorySnapshot directory, string? plan)
    {
        if (plan is null)
        {
            throw CliFailure.Usage(
                "Say which rates: --deck, --plan, or --account for its own plan."
            );
        }
        Name = $"plan '{plan}'";
        return directory.FindTariff(plan)
            ?? throw new CliFailure(
                $"There is no plan '{plan}'; importing a deck makes a plan of its name: telephony-billing rates import"
            );
    }

    private async Task<Tariff> DeckAsync(string deck, CancellationToken cancellationToken)
    {
        Name = $"deck '{deck}'";
        var stored =
            await store.Rates.ExportAsync(deck, at, cancellationToken)
            ?? throw new CliFailure(
                $"There is no deck '{deck}' at that time; import one with: telephony-billing rates import"
            );
        return new Tariff(
            deck,
            [(null, RateDeck.Compile(deck, stored.Currency, stored.Rows, at))],
            RateRules.None
        );
    }

    /// <summary>Whoever pays where no account was named: in the currency of the first deck.</summary>
    private Account Nobody(Tariff tariff) =>
        new(
            "",
            "",
            tariff.Decks.Count > 0
                ? tariff.Decks[0].Deck.Currency
                : throw new CliFailure($"Plan '{tariff.Plan}' has no decks at that time."),
            tariff.Plan,
            AccountStatus.Active,
            MaxCalls: null,
            at
        );
}
