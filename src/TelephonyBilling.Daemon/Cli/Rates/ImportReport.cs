using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>What came of an import.</summary>
internal sealed record ImportOutcome
{
    /// <summary>What is wrong with the file; null: nothing.</summary>
    internal RateErrors? Errors { get; init; }

    /// <summary>The file's rates; null where something is wrong with it.</summary>
    internal RateDeck? Deck { get; init; }

    /// <summary>Null where nobody asked.</summary>
    internal DifferenceReport? Difference { get; init; }

    /// <summary>When the next version begins that was there before; null: none does.</summary>
    internal DateTimeOffset? Later { get; init; }
}

/// <summary>Tells what came of an import.</summary>
internal sealed class ImportReport(CliOutput output, ImportRequest request)
{
    private readonly ImportShape shape = new()
    {
        Deck = request.Deck,
        Currency = request.Currency.Code,
        DryRun = request.IsDryRun,
        EffectiveFrom = request.EffectiveFrom?.UtcDateTime,
    };

    /// <returns>The exit code.</returns>
    internal int Print(ImportOutcome outcome)
    {
        if (outcome is not { Deck: { } deck, Errors: null })
        {
            Refuse(outcome.Errors ?? new RateErrors());
            return CliFailure.Refused;
        }
        output.Print(
            shape with
            {
                Imported = !request.IsDryRun,
                Rates = deck.Rates.Count,
                Checksum = output.IsJson ? deck.Checksum : null,
                Difference = outcome.Difference?.ToShape(),
            },
            ShapeContext.Readable.ImportShape,
            text =>
            {
                text.WriteLine(Sentence(deck.Rates.Count));
                outcome.Difference?.Write(text, request.RowsShown);
            }
        );
        if (outcome.Later is { } later)
        {
            output.Note(
                $"From {Words.Time(later)} on other rates of this deck count, which were imported before; see: telephony-billing rates versions {request.Deck}"
            );
        }
        return 0;
    }

    private string Sentence(int rates)
    {
        var since = request.EffectiveFrom is { } from ? $", in force from {Words.Time(from)}" : "";
        return request.IsDryRun
            ? $"The file is right: {rates} rates. Nothing was changed."
            : $"Imported {rates} rates into deck '{request.Deck}' ({request.Currency}){since}.";
    }

    private void Refuse(RateErrors errors)
    {
        output.Note(
            $"{request.File}: {(errors.Count == 1 ? "1 error" : $"{errors.Count} errors")}; nothing was imported.\n{errors}"
        );
        if (!output.IsJson)
        {
            return;
        }
        output.Print(
            shape with
            {
                ErrorCount = errors.Count,
                Errors =
                [
                    .. errors.Reported.Select(error => new RateErrorShape(
                        error.Line,
                        error.Column,
                        error.Value,
                        error.Reason
                    )),
                ],
            },
            ShapeContext.Readable.ImportShape,
            _ => { }
        );
    }
}
