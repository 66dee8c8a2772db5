using TelephonyBilling.Daemon.Cli.Statements;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>statement</c>: a month of an account's ledger.</summary>
internal static class StatementVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var id = CommonOptions.AccountArgument();
        return new Verb(
            "statement",
            "Show a month of an account's ledger: opening balance, entries, closing balance, and sums by kind. Exit code 1 if it does not add up.",
            "statement acme --month 2026-11",
            "statement acme --month 2026-11 --csv > november.csv"
        )
        {
            id,
            CommonOptions.Month,
            CommonOptions.Csv,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                session.RefuseCsvWithJson();
                var (account, _) = await session.AccountAsync(session.Get(id), cancellationToken);
                var month = session.Month(CliSession.TimeZoneOf(account));
                var store = await session.OpenToReadAsync(cancellationToken);
                var addsUp = true;
                await store.Statements.ReadAsync(
                    account.Id,
                    month.From,
                    month.Until,
                    span => addsUp = Write(session, account, month, span),
                    cancellationToken
                );
                return addsUp ? 0 : CliFailure.Refused;
            }
        );
    }

    private static bool Write(
        CliSession session,
        Account account,
        AccountMonth month,
        StatementSpan span
    )
    {
        var document = new StatementDocument(account, month, span);
        var output = session.Environment.Out;
        if (session.WantsCsv)
        {
            document.WriteCsv(output);
        }
        else if (session.Output.IsJson)
        {
            document.WriteJson(output);
        }
        else
        {
            document.WriteText(output);
        }
        if (!document.AddsUp)
        {
            session.Output.Note(
                document.Sums.Fault is { } entry
                    ? $"It does not add up at entry {entry.Id}; see: telephony-billing ledger verify"
                    : "It does not add up; see: telephony-billing ledger verify"
            );
        }
        return document.AddsUp;
    }
}
