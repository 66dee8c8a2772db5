using TelephonyBilling.Daemon.Cli.Doctor;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Storage;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>doctor</c>: looks at everything that billing needs, and says how to mend what is wrong.</summary>
internal static class DoctorVerb
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb(
            "doctor",
            "Check configuration, database, PBX and gate, and say how to mend what is wrong. Changes nothing. Exit code 1 if anything fails.",
            "doctor",
            "doctor --json"
        )
        {
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var checks = new List<Check>();
                if (CheckConfiguration(session, new Checkup("", checks)) is { } options)
                {
                    await ExamineAsync(session, options, checks, cancellationToken);
                }
                session.Output.Print(
                    [.. checks.Select(ToShape)],
                    ShapeContext.Readable.IReadOnlyListCheckShape,
                    output => Write(output, checks)
                );
                return checks.Exists(check => check.Result == CheckResult.Fail)
                    ? CliFailure.Refused
                    : 0;
            }
        );

    private static DaemonOptions? CheckConfiguration(CliSession session, Checkup checkup)
    {
        var result = session.ReadConfiguration(forDaemon: true);
        if (result.Options is { } options)
        {
            checkup.Ok("configuration", result.Path);
            return options;
        }
        foreach (var error in result.Errors)
        {
            checkup.Fail("configuration", error.ToString(), $"Mend it in {result.Path}.");
        }
        return null;
    }

    private static async Task ExamineAsync(
        CliSession session,
        DaemonOptions options,
        List<Check> checks,
        CancellationToken cancellationToken
    )
    {
        SqliteStore? store = null;
        try
        {
            store = await session.OpenToReadAsync(cancellationToken);
        }
        catch (StoreOpenException)
        {
            // The check below opens the file itself and says what is wrong with it.
        }
        await new StoreCheck(options.Store, new Checkup("database", checks)).RunAsync(
            store,
            cancellationToken
        );
        new InvoiceCheck(options.Invoicing, new Checkup("invoices", checks)).Run(
            store is not null
                && (await store.Invoices.ListAsync(null, false, 1, cancellationToken)).Count > 0
        );
        await new MailCheck(
            options.Mail,
            new Checkup("mail", checks),
            session.Environment.Time
        ).RunAsync(store?.Outbox, cancellationToken);
        foreach (var pbx in options.Pbx)
        {
            await new PbxCheck(
                pbx,
                options,
                new Checkup(pbx.Name, checks),
                session.Environment.Time
            ).RunAsync(cancellationToken);
        }
        await new GateCheck(options, new Checkup("gate", checks)).RunAsync(cancellationToken);
    }

    private static CheckShape ToShape(Check check) =>
        new()
        {
            Name = check.Name,
            Result = Word(check.Result),
            Found = check.Found,
            Mend = check.Mend.Length > 0 ? check.Mend : null,
        };

    private static void Write(TextWriter output, List<Check> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            var word = check.Result == CheckResult.Fail ? "FAIL" : Word(check.Result);
            output.WriteLine($"{word, -4}  {check.Name.PadRight(width)}  {check.Found}");
            if (check.Mend.Length > 0)
            {
                output.WriteLine($"      {"".PadRight(width)}  -> {check.Mend}");
            }
        }
        var failed = checks.Count(check => check.Result == CheckResult.Fail);
        var warned = checks.Count(check => check.Result == CheckResult.Warn);
        output.WriteLine();
        output.WriteLine($"{checks.Count} checks: {failed} failed, {warned} warnings.");
    }

    private static string Word(CheckResult result) =>
        result switch
        {
            CheckResult.Ok => "ok",
            CheckResult.Warn => "warn",
            _ => "fail",
        };
}
