using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>invoice waiting|refuse</c>: credit that was asked for by invoice, and that nobody has approved.</summary>
internal static class InvoiceRequestVerbs
{
    internal static Argument<string> TopUpArgument() =>
        new("TOPUP")
        {
            Description = "The top-up, as invoice request, invoice waiting or the mail names it.",
        };

    internal static CliFailure NoTopUp(string id) =>
        new($"There is no top-up '{id}' by invoice; see: telephony-billing invoice waiting");

    internal static Verb Waiting(CliEnvironment environment) =>
        new Verb(
            "waiting",
            "List the credit that was asked for by invoice and is neither approved nor refused.",
            "invoice waiting",
            "invoice waiting --account acme --json"
        )
        {
            CommonOptions.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToReadAsync(cancellationToken);
                var waiting = await session
                    .Credit(store)
                    .Invoices.WaitingAsync(session.Get(CommonOptions.Account), cancellationToken);
                session.Output.Print(
                    [.. waiting.Select(Shape)],
                    ShapeContext.Readable.IReadOnlyListInvoiceRequestShape,
                    Table(waiting),
                    "Nothing waits."
                );
            }
        );

    internal static Verb Refuse(CliEnvironment environment)
    {
        var id = TopUpArgument();
        var reason = new Option<string?>("--reason")
        {
            Description = "A sentence that the account reads in its mail.",
            HelpName = "TEXT",
        };
        return new Verb(
            "refuse",
            "Give no credit for what was asked for by invoice. An account that is recharged by itself asks again later.",
            "invoice refuse tu-261125T104502-7f3k9qx2ab --reason \"Two invoices are unpaid.\""
        )
        {
            id,
            reason,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var refused =
                    await session
                        .Credit(store)
                        .Invoices.RefuseAsync(
                            session.Actor,
                            session.Get(id),
                            session.Get(reason) ?? "",
                            cancellationToken
                        )
                    ?? throw NoTopUp(session.Get(id));
                if (refused.State != TopUpState.Failed)
                {
                    throw new CliFailure(
                        $"It was approved before, as invoice {refused.Reference}; nothing was changed."
                    );
                }
                session.Environment.Out.WriteLine("Refused.");
            }
        );
    }

    private static InvoiceRequestShape Shape(TopUp topUp) =>
        new()
        {
            TopUp = topUp.Id,
            Account = topUp.Account,
            Amount = topUp.Amount.ToDecimalString(),
            Currency = topUp.Amount.Currency.Code,
            RequestedAt = topUp.RequestedAt.UtcDateTime,
            RequestedBy = topUp.RequestedBy,
        };

    private static TextTable Table(IEnumerable<TopUp> waiting)
    {
        var table = new TextTable("TOPUP", "ACCOUNT", ">AMOUNT", "REQUESTED", "BY");
        foreach (var topUp in waiting)
        {
            table.Add(
                topUp.Id,
                topUp.Account,
                topUp.Amount.ToString(),
                Words.Time(topUp.RequestedAt),
                topUp.RequestedBy
            );
        }
        return table;
    }
}
