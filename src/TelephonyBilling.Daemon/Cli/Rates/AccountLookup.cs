using TelephonyBilling.Daemon.Cli.Explaining;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Rates;

/// <summary>A number whose price somebody wants to know.</summary>
internal sealed record LookupQuestion
{
    /// <summary>The number.</summary>
    internal required E164Number Number { get; init; }

    /// <summary>What the call is; null: what it is by its number.</summary>
    internal Service? Service { get; init; }

    /// <summary>The country of the number that calls; null: as it is.</summary>
    internal string? Origin { get; init; }

    /// <summary>Whether it is a fax; an extension that is a fax machine need not be told of.</summary>
    internal bool IsFax { get; init; }

    /// <summary>The instant whose rates count; null: now.</summary>
    internal DateTimeOffset? At { get; init; }
}

/// <summary>What a call costs an account, asked of the gate's own rules.</summary>
internal sealed class AccountLookup(CliSession session, LookupQuestion question)
{
    private readonly List<string> steps = [];

    /// <summary>Looks it up.</summary>
    /// <param name="id">The account; null: whose <paramref name="from"/> is.</param>
    /// <param name="from">A number or an extension of the account that calls out; null: any that may call abroad.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<LookupShape> FindAsync(
        string? id,
        string? from,
        CancellationToken cancellationToken
    )
    {
        var store = await session.OpenToReadAsync(cancellationToken);
        var directory = question.At is { } at ? store.Directory.At(at) : store.Directory.Current();
        var (owner, number, extension) =
            IsInbound ? Called(id, from, directory)
            : from is not null ? Caller(from, directory)
            : (id!, await UsualNumberAsync(id!, store.Accounts, cancellationToken), null);
        if (id is not null && !id.Equals(owner, StringComparison.OrdinalIgnoreCase))
        {
            throw new CliFailure(
                $"{from ?? question.Number.ToString()} belongs to account '{owner}', not to '{id}'."
            );
        }
        var account = directory.FindAccount(owner) ?? throw CliFailure.NoAccount(owner);
        var service =
            question.Service
            ?? new CallClassifier(session.Options.Numbering).Outbound(
                question.Number,
                showsTollFree: from is not null && number is { Kind: NumberKind.TollFree }
            );
        var origin = question.Origin ?? number?.Country;
        var proposal = new GateRules(session.Options.Numbering).Price(
            directory,
            account,
            service,
            question.Number,
            origin,
            isFax: question.Service is null && (question.IsFax || extension is { IsFax: true })
        );
        return Describe(
            new LookupShape
            {
                Number = question.Number.ToString(),
                Service = ServiceOf(proposal).ToName(),
                Account = account.Id,
                Plan = account.Plan,
                Origin = origin,
                Currency = account.Currency.Code,
            },
            proposal
        );
    }

    private bool IsInbound =>
        question.Service
            is Service.TollFreeInbound
                or Service.DomesticInbound
                or Service.InternationalInbound;

    private static Service ServiceOf(GateProposal proposal) =>
        proposal switch
        {
            GateProposal.Chargeable chargeable => chargeable.Parties.Service,
            GateProposal.Refuse refuse => refuse.Parties.Service,
            _ => throw new InvalidOperationException($"The gate's rules gave {proposal}."),
        };

    /// <summary>For calls in the number that is called is the account's own, and its country is the origin.</summary>
    private (string Owner, AccountNumber? Number, Extension? Extension) Called(
        string? id,
        string? from,
        DirectorySnapshot directory
    )
    {
        if (from is not null)
        {
            throw CliFailure.Usage("--from says who calls out; for a call in give --account.");
        }
        if (directory.FindNumber(question.Number) is { } own)
        {
            return (own.Account, own, null);
        }
        steps.Add(
            $"No account owns {question.Number}; if '{id}' did, by the rates for calls from {question.Origin ?? "anywhere"}:"
        );
        return (id!, null, null);
    }

    private async Task<AccountNumber?> UsualNumberAsync(
        string id,
        IAccountStore accounts,
        CancellationToken cancellationToken
    )
    {
        var numbers = await accounts.ListNumbersAsync(id, cancellationToken);
        var usual = numbers.FirstOrDefault(number =>
            number is { International: true, Kind: NumberKind.Local }
        );
        if (usual is not null && question.Origin is null)
        {
            steps.Add(
                $"No phone was named, so the call is taken to come from {usual.Number}, which may call abroad."
            );
        }
        return usual;
    }

    private (string Owner, AccountNumber? Number, Extension? Extension) Caller(
        string from,
        DirectorySnapshot directory
    )
    {
        if (directory.FindExtension(from) is { } extension)
        {
            var own = extension.DefaultNumber is { } ofExtension
                ? directory.FindNumber(ofExtension)
                : null;
            return (extension.Account, own, extension);
        }
        var number = session.ParseNumber(from);
        return directory.FindNumber(number) is { } found
            ? (found.Account, found, null)
            : throw new CliFailure(
                $"No account owns the number {number}, and there is no extension '{from}'; see: telephony-billing number list"
            );
    }

    private LookupShape Describe(LookupShape shape, GateProposal proposal)
    {
        var (quote, price) = proposal switch
        {
            GateProposal.Chargeable chargeable => (chargeable.Quote, chargeable.Price),
            GateProposal.Refuse refuse => (refuse.Quote, null),
            _ => throw new InvalidOperationException($"The gate's rules gave {proposal}."),
        };
        if (quote is not null || price is not null)
        {
            steps.AddRange(new PriceDerivation(quote, price?.Conversion).Steps());
        }
        shape = shape with
        {
            Deck = quote?.Deck?.Name,
            Rate = quote?.Rate is { } rate ? RateToShape.Of(rate) : null,
            Destination = quote?.Destination is { Length: > 0 } name ? name : null,
            PlanRule = quote?.PlanRule is { } ofPlan ? RateToShape.Of(ofPlan) : null,
            AccountRule = quote?.AccountRule is { } ofAccount ? RateToShape.Of(ofAccount) : null,
            Price = (price ?? quote?.Price) is { } own ? RateToShape.Of(own) : null,
            ExchangeRate = price?.Conversion?.ToDecimalString(),
            Free = quote?.IsFree ?? false,
            Blocked = quote?.IsBlocked ?? false,
            Steps = steps,
        };
        return proposal switch
        {
            GateProposal.Refuse refuse => shape with
            {
                Reason = refuse.Reason.ToText(),
                Detail = char.ToUpperInvariant(refuse.Detail[0]) + refuse.Detail[1..],
            },
            GateProposal.Chargeable chargeable => shape with
            {
                OnAnswer = OfAccount(chargeable.Price, chargeable.Price.ConnectionFee),
                PerMinute = OfAccount(chargeable.Price, chargeable.Price.PerMinute),
                OneMinuteCall = chargeable
                    .Price.ChargeFor(TimeSpan.FromMinutes(1))
                    .ToDecimalString(),
                NeedsCredit = chargeable.NeedsCredit,
            },
            _ => shape,
        };
    }

    private static string OfAccount(CallPrice price, Domain.Monetary.Money amount) =>
        price.InAccountCurrency(amount).ToDecimalString();
}
