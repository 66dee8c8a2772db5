using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Cli.Simulating;
using TelephonyBilling.Daemon.PastCalls;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>simulate</c>: what calls of the past would cost on other rates.</summary>
internal static class SimulateVerb
{
    private const string StandardInput = "-";
    private const string Own = "own";
    private const string AsteriskCdr = "asterisk-cdr";

    private static readonly Argument<string> File = new("FILE")
    {
        Description = "The file of calls; - reads standard input.",
    };
    private static readonly Option<string?> Deck = new("--deck")
    {
        Description = "On the rates of this deck.",
        HelpName = "DECK",
    };
    private static readonly Option<string?> Plan = new("--plan")
    {
        Description = "On the rates of this plan, with its rules.",
        HelpName = "PLAN",
    };
    private static readonly Option<string?> Payer = new("--account", "-a")
    {
        Description =
            "As this account would pay: by its rules, in its currency, from its numbers. Without --deck and --plan, on its own plan.",
        HelpName = "ACCOUNT",
    };
    private static readonly Option<string?> At = CommonOptions.Time(
        "--at",
        "With the rates of this time, in UTC. Default: now."
    );
    private static readonly Option<string?> Layout = CommonOptions.OneOf(
        "--layout",
        $"What usage --csv writes, or Asterisk's cdr-csv/Master.csv. Default: {Own}.",
        [Own, AsteriskCdr]
    );

    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "simulate",
            "Price a file of past calls on other rates: by destination, what they cost, would cost, and the difference. Nothing is changed.",
            "simulate november.csv --deck cheaper",
            "simulate november.csv --account acme --plan pro --at 2026-12-01",
            "simulate /var/log/asterisk/cdr-csv/Master.csv --layout asterisk-cdr --plan standard --json"
        )
        {
            File,
            Deck,
            Plan,
            Payer,
            At,
            Layout,
            CommonOptions.Csv,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                session.RefuseCsvWithJson();
                var store = await session.OpenToReadAsync(cancellationToken);
                var at = session.Time(At, AccountTimeZone.Utc) ?? session.Now;
                var rates = new TriedRates(session, store, at);
                var directory = await rates.FindAsync(
                    session.Get(Deck),
                    session.Get(Plan),
                    session.Get(Payer),
                    cancellationToken
                );
                var currency = directory.Account.Currency;
                var sums = new RepricingSums(currency);
                var unanswered = Price(session, directory, sums, cancellationToken);
                Print(session, new SimulationDocument(rates.Name, at, currency, sums, unanswered));
                return sums.Total.Calls == 0 && sums.UnpricedCount > 0 ? CliFailure.Refused : 0;
            }
        );

    private static long Price(
        CliSession session,
        RepricingDirectory directory,
        RepricingSums sums,
        CancellationToken cancellationToken
    )
    {
        var repricer = new Repricer(session.Options.Numbering, directory);
        var unanswered = 0L;
        using var file = Open(session);
        using var reader = Reader(
            session,
            file,
            session.Get(Layout) == AsteriskCdr
                ? new AsteriskCdrLayout()
                : new UsageLayout(directory.Account.Currency)
        );
        foreach (var row in reader.Rows())
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (row)
            {
                case PastRow.Call { Past: var call }:
                    sums.Add(call, repricer.Price(call));
                    break;
                case PastRow.Unreadable bad:
                    sums.AddUnpriced(new UnpricedCall(bad.Line, "", bad.Why));
                    break;
                default:
                    unanswered++;
                    break;
            }
        }
        return unanswered;
    }

    private static Stream Open(CliSession session)
    {
        var file = session.Get(File);
        try
        {
            return file == StandardInput
                ? session.Environment.OpenInput()
                : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliFailure($"The file of calls can't be read: {e.Message}");
        }
    }

    private static PastCallReader Reader(CliSession session, Stream file, IPastCallLayout layout)
    {
        try
        {
            return new PastCallReader(file, layout);
        }
        catch (FormatException e)
        {
            throw new CliFailure($"{session.Get(File)} can't be read: {e.Message}");
        }
    }

    private static void Print(CliSession session, SimulationDocument document)
    {
        if (session.WantsCsv)
        {
            document.WriteCsv(session.Environment.Out);
            foreach (var sentence in document.Unpriced())
            {
                session.Output.Note(sentence);
            }
            return;
        }
        session.Output.Print(
            document.ToJson(),
            ShapeContext.Readable.SimulationShape,
            document.WriteText
        );
    }
}
