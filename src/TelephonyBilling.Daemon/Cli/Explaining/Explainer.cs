using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>
/// Asks the gate's own rules about a call that nobody makes, and writes down each step. What only a reservation could find
/// out (a race for the last money) it can't know.
/// </summary>
internal sealed class Explainer(SqliteStore store, DaemonOptions options)
{
    internal const string Allow = "allow";
    internal const string Pass = "pass";
    internal const string Deny = "deny";

    private readonly NumberingPlan plan = options.Numbering;
    private readonly List<string> steps = [];

    internal async Task<ExplainShape> ExplainAsync(
        Question question,
        CancellationToken cancellationToken
    )
    {
        var directory = store.Directory.Current();
        var request = await new PhoneGuess(store.Accounts, plan, steps).NameAsync(
            question.Request,
            cancellationToken
        );
        var dialled = DialedNumber.Parse(request.Dialled, plan);
        steps.Add($"'{request.Dialled}' is {Describe(dialled)}.");
        if (IsFax(request, directory))
        {
            steps.Add(
                "It is a fax: charged as one where the plan has fax-outbound rates for the number, and as a call elsewhere."
            );
        }
        var payer = PayerOf(request, directory, dialled);
        if (question.At is { } at)
        {
            directory = store.Directory.At(at);
            steps.Add($"The rates are those of {Words.Time(at)}.");
        }
        var proposal = new GateRules(plan).Propose(request, directory, question.At ?? question.Now);
        var tariff = new TariffDerivation(directory, plan);
        Identify(proposal, dialled, request.Direction, tariff);
        var shape = new ExplainShape
        {
            Dialled = request.Dialled,
            Direction = request.Direction == CallDirection.Inbound ? "inbound" : "outbound",
            Verdict = Pass,
            Number = (dialled as DialedNumber.Global)?.Number.ToString(),
            Account = payer?.Id,
            Plan = payer?.Plan,
            Steps = steps,
        };
        return proposal switch
        {
            GateProposal.Pass pass => ExplainPass(shape, pass),
            GateProposal.Refuse refuse => ExplainRefusal(shape, refuse, request.Direction),
            GateProposal.Chargeable chargeable => await ExplainChargeableAsync(
                shape,
                chargeable,
                tariff,
                request.Direction,
                question.At ?? question.Now,
                cancellationToken
            ),
            _ => throw new InvalidOperationException($"The gate's rules gave {proposal}."),
        };
    }

    private static bool IsFax(GateRequest request, DirectorySnapshot directory) =>
        request.IsFax || directory.FindExtension(request.Endpoint) is { IsFax: true };

    private static string Describe(DialedNumber dialled) =>
        dialled switch
        {
            DialedNumber.Global global => $"the number {global.Number}",
            DialedNumber.Emergency => "an emergency number",
            DialedNumber.Extension extension => $"the extension {extension.Digits}",
            DialedNumber.ServiceCode => "a short code of the carrier",
            DialedNumber.FeatureCode => "a feature code of the PBX",
            DialedNumber.Invalid invalid => $"not a number: {invalid.Reason.TrimEnd('.')}",
            _ => "not known",
        };

    private static Account? PayerOf(
        GateRequest request,
        DirectorySnapshot directory,
        DialedNumber dialled
    )
    {
        if (request.Direction == CallDirection.Inbound)
        {
            return
                dialled is DialedNumber.Global global
                && directory.FindNumber(global.Number) is { } called
                ? directory.FindAccount(called.Account)
                : null;
        }
        return request.Account.Length > 0 ? directory.FindAccount(request.Account)
            : directory.FindExtension(request.Endpoint) is { } extension
                ? directory.FindAccount(extension.Account)
            : null;
    }

    private ExplainShape ExplainPass(ExplainShape shape, GateProposal.Pass pass)
    {
        steps.Add($"It is {pass.Service.ToName()}.");
        steps.Add("That is not charged: the gate lets it through without metering.");
        return shape with
        {
            Service = pass.Service.ToName(),
            Number = pass.Number is { } number ? Words.Number(number) : shape.Number,
        };
    }

    private ExplainShape ExplainRefusal(
        ExplainShape shape,
        GateProposal.Refuse refuse,
        CallDirection direction
    )
    {
        if (refuse.Quote is { } quote)
        {
            steps.AddRange(new PriceDerivation(quote, conversion: null).Steps());
        }
        return Refused(
            shape with
            {
                Service = refuse.Parties.Service.ToName(),
                Account = refuse.Parties.Account is { Length: > 0 } account
                    ? account
                    : shape.Account,
                Extension = refuse.Parties.Extension,
                CallerNumber = Words.Number(refuse.Parties.Number),
            },
            refuse.Reason,
            refuse.Detail,
            direction
        );
    }

    private async Task<ExplainShape> ExplainChargeableAsync(
        ExplainShape shape,
        GateProposal.Chargeable chargeable,
        TariffDerivation tariff,
        CallDirection direction,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var parties = chargeable.Parties;
        var price = chargeable.Price;
        steps.AddRange(new PriceDerivation(chargeable).Steps());
        steps.AddRange(tariff.Surcharges(parties));
        var (account, balance) =
            await store.Accounts.FindAsync(parties.Account, cancellationToken)
            ?? throw CliFailure.NoAccount(parties.Account);
        var least = price.Charge(price.Increments.InitialSeconds);
        var funded = price.AffordableSeconds(balance.Available);
        var first = Math.Min(funded, price.NextFunding(0, options.Metering.FirstQuotaSeconds));
        shape = shape with
        {
            Service = parties.Service.ToName(),
            Account = account.Id,
            Plan = account.Plan,
            Extension = parties.Extension,
            CallerNumber = Words.Number(parties.Number),
            Rate = chargeable.Quote?.Rate is { } rate ? RateToShape.Of(rate) : null,
            Currency = account.Currency.Code,
            Available = balance.Available.ToDecimalString(),
            LeastCost = least.ToDecimalString(),
            FundedSeconds = funded,
            FirstReservationSeconds = first,
        };
        steps.Add(
            $"Account '{account.Id}' has {balance.Balance}, of which open calls hold {balance.Held}: {balance.Available} are available."
        );
        if (account.Status == AccountStatus.Suspended)
        {
            return Refused(
                shape,
                RefusalReason.AccountSuspended,
                $"The account is suspended; resume it with: telephony-billing account resume {account.Id}",
                direction
            );
        }
        if (
            await new LimitCheck(store.Calls, steps).FindReachedAsync(
                parties,
                chargeable.Limits,
                cancellationToken
            ) is
            { } limit
        )
        {
            return Refused(shape, RefusalReason.TooManyCalls, limit, direction);
        }
        var allowance = await new UsageExplanation(store.Limits, steps).ExplainAsync(
            chargeable,
            account,
            direction,
            at,
            cancellationToken
        );
        if (allowance.Full is { } full)
        {
            return Refused(shape, full.Reason(), full.Describe(), direction);
        }
        return NeedsMoney(shape, chargeable, balance, allowance, direction);
    }

    private ExplainShape NeedsMoney(
        ExplainShape shape,
        GateProposal.Chargeable chargeable,
        AccountBalance balance,
        CallAllowance allowance,
        CallDirection direction
    )
    {
        var price = chargeable.Price;
        var least = price.Charge(price.Increments.InitialSeconds);
        if (chargeable.NeedsCredit && balance.Available.Micros <= 0)
        {
            return Refused(
                shape,
                RefusalReason.InsufficientCredit,
                "The call costs nothing, but the account has to be in credit for it.",
                direction
            );
        }
        steps.Add(
            $"The least that an answered call costs is the fee and the first step: {ChargeDerivation.Of(price, price.Increments.InitialSeconds)}."
        );
        if (balance.Available < chargeable.MinAvailable)
        {
            return Refused(
                shape,
                RefusalReason.InsufficientCredit,
                $"The account has to have {chargeable.MinAvailable} available to start a chargeable call, and has {balance.Available}.",
                direction
            );
        }
        if (balance.Available < least)
        {
            return Refused(
                shape,
                RefusalReason.InsufficientCredit,
                $"{balance.Available} can't pay for {least}; add credit with: telephony-billing credit add {shape.Account} AMOUNT",
                direction
            );
        }
        var money = allowance.Within(balance.Available);
        var funded = price.AffordableSeconds(money, allowance.Within(CallPrice.MaxFundedSeconds));
        if (funded == 0 && allowance.Room is { Limit: var limit })
        {
            shape = shape with { FundedSeconds = 0, FirstReservationSeconds = 0 };
            return Refused(shape, limit.Reason(), limit.Describe(), direction);
        }
        var first = Math.Min(funded, price.NextFunding(0, options.Metering.FirstQuotaSeconds));
        steps.Add(
            $"{money} pay for {funded} s, in whole steps: {ChargeDerivation.Of(price, funded)}."
        );
        steps.Add(
            $"{first} s are reserved first, which holds {ChargeDerivation.Of(price, first)}."
        );
        return shape with
        {
            Verdict = Allow,
            FundedSeconds = funded,
            FirstReservationSeconds = first,
        };
    }

    private void Identify(
        GateProposal proposal,
        DialedNumber dialled,
        CallDirection direction,
        TariffDerivation tariff
    )
    {
        var parties = proposal switch
        {
            GateProposal.Chargeable chargeable => chargeable.Parties,
            GateProposal.Refuse refuse => refuse.Parties,
            _ => null,
        };
        if (parties is null)
        {
            return;
        }
        if (dialled is not DialedNumber.Global { Number: var called })
        {
            return;
        }
        steps.Add($"It is {parties.Service.ToName()}: {TariffDerivation.Say(parties.Service)}.");
        if (parties.Account.Length == 0)
        {
            steps.Add("Nobody is found to pay for it.");
            return;
        }
        steps.Add(
            $"Account '{parties.Account}' pays"
                + (parties.Extension is { } extension ? $" for extension {extension}" : "")
                + (parties.Number is { } number ? $", by its number {Words.Number(number)}" : "")
                + "."
        );
        steps.AddRange(tariff.Steps(parties, called, direction == CallDirection.Outbound));
    }

    private ExplainShape Refused(
        ExplainShape shape,
        RefusalReason reason,
        string detail,
        CallDirection direction
    )
    {
        var sentence = char.ToUpperInvariant(detail[0]) + detail[1..];
        steps.Add(
            $"The caller hears '{reason.Prompt(direction)}', and the channel ends with cause {reason.Cause(direction)}."
        );
        return shape with
        {
            Verdict = Deny,
            Reason = reason.ToText(),
            Detail = sentence,
            Prompt = reason.Prompt(direction),
            Cause = reason.Cause(direction),
        };
    }
}
