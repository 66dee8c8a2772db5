using System.Globalization;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Rates;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>Reads a rate file, compares it with what is in force, and puts it into the books: all of it or nothing.</summary>
internal sealed class RateImporter(CliSession session, ImportRequest request)
{
    /// <summary>The instant for which decks are compared.</summary>
    private readonly DateTimeOffset at = request.EffectiveFrom ?? session.Now;

    /// <summary>Does it and says so.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var world = session.Environment;
        var terminal = world.IsTerminal && !session.Output.IsJson ? world.Out : null;
        var outcome = await ProgressView.ShowAsync(
            terminal,
            steps => ImportAsync(steps, cancellationToken)
        );
        return new ImportReport(session.Output, request).Print(outcome);
    }

    private async Task<ImportOutcome> ImportAsync(
        ProgressSteps steps,
        CancellationToken cancellationToken
    )
    {
        steps.Begin($"Reading {request.FileName}");
        if (!TryRead(out var rows, out var deck, out var errors))
        {
            return new ImportOutcome { Errors = errors };
        }
        var store = await OpenAsync(cancellationToken);
        var versions = store is null
            ? []
            : await store.Rates.VersionsAsync(request.Deck, cancellationToken);
        CheckAgainst(versions);
        DifferenceReport? difference = null;
        if (request.ShowsDifference)
        {
            steps.Begin("Comparing");
            difference = await CompareAsync(store, deck, cancellationToken);
        }
        if (!request.IsDryRun && store is not null)
        {
            var import = new RateImport(request.Deck, request.Currency, rows, session.Now)
            {
                EffectiveFrom = request.EffectiveFrom,
                Source = request.FileName,
                Progress = steps.Begin(
                    string.Create(CultureInfo.InvariantCulture, $"Writing {rows.Count:N0} rates"),
                    rows.Count
                ),
            };
            if (!await store.Rates.ImportAsync(import, cancellationToken))
            {
                throw OtherCurrency();
            }
        }
        return new ImportOutcome
        {
            Deck = deck,
            Difference = difference,
            Later = versions
                .Where(version => version.EffectiveFrom > at)
                .Select(version => version.EffectiveFrom)
                .FirstOrDefault(),
        };
    }

    private bool TryRead(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReadOnlyList<RateRow>? rows,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RateDeck? deck,
        out RateErrors errors
    )
    {
        using var file = InputFile.Open(session.Environment, request.File);
        deck = null;
        return RateFileReader.TryReadRows(
                file,
                request.Currency,
                out rows,
                out errors,
                request.Layout
            )
            && RateDeck.TryCompile(request.Deck, request.Currency, rows, at, out deck, out errors);
    }

    /// <summary>The books; null where there are none and none are to be made.</summary>
    private async Task<SqliteStore?> OpenAsync(CancellationToken cancellationToken)
    {
        if (!request.IsDryRun)
        {
            return await session.OpenToWriteAsync(cancellationToken);
        }
        return File.Exists(session.Options.Store.Path)
            ? await session.OpenToReadAsync(cancellationToken)
            : null;
    }

    private void CheckAgainst(IReadOnlyList<DeckVersion> versions)
    {
        if (versions.Any(version => version.Currency != request.Currency))
        {
            throw OtherCurrency();
        }
        if (
            request.EffectiveFrom is { } from
            && from <= session.Now
            && versions.Any(version => version.EffectiveFrom == from)
        )
        {
            throw new CliFailure(
                $"The deck '{request.Deck}' has rates that hold since {Words.Time(from)}, and calls were sold by them; nothing was changed. Import without --effective to replace them from now on."
            );
        }
    }

    private CliFailure OtherCurrency() =>
        new(
            $"The deck '{request.Deck}' exists in another currency than {request.Currency}; nothing was changed. Import under another name, or in the deck's currency."
        );

    private async Task<DifferenceReport> CompareAsync(
        SqliteStore? store,
        RateDeck deck,
        CancellationToken cancellationToken
    )
    {
        var stored = store is null
            ? null
            : await store.Rates.ExportAsync(request.Deck, at, cancellationToken);
        var before = stored is null
            ? null
            : RateDeck.Compile(request.Deck, stored.Currency, stored.Rows, at);
        return new DifferenceReport(
            RateDeckDifference.Between(before, deck),
            before?.Rates.Count,
            at
        );
    }
}
