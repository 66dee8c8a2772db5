using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>topup refund</c>.</summary>
internal static class TopUpRefundVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var id = TopUpVerbs.TopUpArgument();
        var amount = new Argument<string>("AMOUNT")
        {
            Description = "How much of it, in the account's currency.",
        };
        var reference = new Option<string?>("--reference")
        {
            Description = "A number of your own: given back twice with it, it goes back once.",
            HelpName = "REF",
        };
        var note = new Option<string?>("--note")
        {
            Description = "A note for the statement.",
            HelpName = "TEXT",
        };
        var allowLoss = new Option<bool>("--allow-loss")
        {
            Description = "Give back also what the balance does not cover any more, at your loss.",
        };
        return new Verb(
            "refund",
            "Give money of a top-up back. Its credit goes first; what no card paid, you pay back yourself.",
            "topup refund tu-261125T104502-7f3k9qx2ab 10",
            "topup refund tu-261125T104502-7f3k9qx2ab 10 --reference CASE-77 --note \"wrong account\""
        )
        {
            id,
            amount,
            reference,
            note,
            allowLoss,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToWriteAsync(cancellationToken);
                var topUp =
                    await store.TopUps.FindAsync(session.Get(id), cancellationToken)
                    ?? throw TopUpVerbs.NoTopUp(session.Get(id));
                var money = CliSession.ParsePayment(session.Get(amount), topUp.Amount.Currency);
                var taken = await session
                    .Credit(store)
                    .Refunds.RefundAsync(
                        session.Actor,
                        topUp,
                        money,
                        session.Get(reference) ?? "",
                        session.Get(note) ?? "",
                        session.Get(allowLoss),
                        cancellationToken
                    );
                var refund = taken.Refund ?? throw new CliFailure(Refusal(taken, topUp, money));
                if (taken.Outcome == TakeBackOutcome.AlreadyTaken)
                {
                    session.Output.Note(
                        $"It was given back before with that reference, at {Words.Time(refund.RequestedAt)}; nothing was changed."
                    );
                }
                session.Output.Print(
                    RefundShape.Of(refund),
                    ShapeContext.Readable.RefundShape,
                    output => output.WriteLine(Outcome(refund, topUp))
                );
                return refund.State == RefundState.Failed ? CliFailure.Refused : 0;
            }
        );
    }

    internal static TextTable Table(IEnumerable<Refund> refunds)
    {
        var table = new TextTable("REFUND", "REQUESTED", "KIND", ">AMOUNT", "STATE", "BY", "ERROR");
        foreach (var refund in refunds)
        {
            table.Add(
                refund.Id,
                Words.Time(refund.RequestedAt),
                Words.Of(refund.Kind),
                refund.Amount.ToString(),
                Words.Of(refund.State),
                refund.RequestedBy,
                refund.Error
            );
        }
        return table;
    }

    private static string Outcome(Refund refund, TopUp topUp) =>
        refund.State switch
        {
            RefundState.Succeeded when topUp.Source != TopUpSource.Card =>
                $"Took {refund.Covered} from the balance ({refund.Id}); no card paid it, so pay {refund.Amount} back yourself.",
            RefundState.Succeeded => $"Gave {refund.Amount} back ({refund.Id}).",
            RefundState.Failed =>
                $"The refund of {refund.Amount} failed ({refund.Id}), and the credit is there again: {refund.Error}",
            _ =>
                $"The refund of {refund.Amount} is under way ({refund.Id}); see: telephony-billing topup show {topUp.Id}",
        };

    private static string Refusal(TakeBack taken, TopUp topUp, Money amount) =>
        taken.Outcome switch
        {
            TakeBackOutcome.NothingPaid =>
                $"The top-up '{topUp.Id}' is {Words.Of(topUp.State)}: no money came in that could go back; nothing was changed.",
            TakeBackOutcome.TooMuch =>
                $"Only {taken.Limit} are left of the top-up '{topUp.Id}', so {amount} can't go back; nothing was changed.",
            TakeBackOutcome.NotCovered =>
                $"Only {taken.Limit} are available, so {amount} can't be taken from the balance; nothing was changed. To bear the rest yourself: --allow-loss",
            _ => $"It was refused ({taken.Outcome}); nothing was changed.",
        };
}
