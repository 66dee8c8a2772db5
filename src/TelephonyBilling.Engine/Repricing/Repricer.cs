using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine.Repricing;

/// <summary>
/// Prices calls of the past on other rates, by asking the gate's own rules: so that what it says is what the gate would do.
/// What hinders a call at the gate but is no price (credit, limits, whether the number may call abroad) does not hinder it here.
/// </summary>
/// <param name="plan">How people dial.</param>
/// <param name="directory">The rates, and the account that would pay.</param>
public sealed class Repricer(NumberingPlan plan, RepricingDirectory directory)
{
    private readonly GateRules rules = new(plan);

    /// <summary>What a call would cost, in the account's currency.</summary>
    public RepricedCall Price(PastCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Service is Service.Surcharge or Service.NumberRental)
        {
            return new RepricedCall.NoMatter();
        }
        var (number, shown) = (Number(call.To), Number(call.Number));
        var direction = DirectionOf(call, number);
        var around = directory.For(
            direction == CallDirection.Inbound ? number : shown,
            call.Service == Service.TollFreeInbound
        );
        var request = new GateRequest
        {
            Pbx = "",
            Owner = "",
            Direction = direction,
            Dialled = Dialled(call.To, number),
            Account = directory.Account.Id,
            Endpoint = RepricingDirectory.Endpoint,
            Caller =
                direction == CallDirection.Inbound
                    ? Dialled(call.From, Number(call.From))
                    : Dialled(call.Number, shown),
            IsFax = call.Service == Service.FaxOutbound,
        };
        return rules.Propose(request, around, DateTimeOffset.UnixEpoch) switch
        {
            GateProposal.Chargeable { Price: var price, Parties: var parties } => Charged(
                call,
                parties.Destination,
                price.BilledSeconds(call.Connected),
                price.Charge
            ),
            GateProposal.Pass
            {
                Service: Service.Internal or Service.Emergency or Service.ServiceCode
            } => new RepricedCall.NoMatter(),
            GateProposal.Pass => new RepricedCall.Priced(
                "",
                0,
                Money.Zero(directory.Account.Currency)
            ),
            GateProposal.Refuse refuse => new RepricedCall.Unpriced(refuse.Detail),
            var other => throw new InvalidOperationException($"The gate's rules gave {other}."),
        };
    }

    private RepricedCall Charged(
        PastCall call,
        string destination,
        long billedSeconds,
        Func<long, Money> charge
    ) =>
        call.Charged is { } then && then.Currency != directory.Account.Currency
            ? new RepricedCall.Unpriced(
                $"it was charged in {then.Currency}, which can't be compared with {directory.Account.Currency}"
            )
            : new RepricedCall.Priced(destination, billedSeconds, charge(billedSeconds));

    /// <summary>A record that does not say what the call was came in if it was to a number that an account owns.</summary>
    private CallDirection DirectionOf(PastCall call, E164Number number) =>
        call.Service switch
        {
            Service.TollFreeInbound or Service.DomesticInbound or Service.InternationalInbound =>
                CallDirection.Inbound,
            null when !number.IsNone && directory.Owns(number) => CallDirection.Inbound,
            _ => CallDirection.Outbound,
        };

    /// <summary>The number that a text means; none where it is no number of the public network.</summary>
    private E164Number Number(string text)
    {
        if (DialedNumber.Parse(text, plan) is DialedNumber.Global global)
        {
            return global.Number;
        }
        // Records have numbers with a plus whatever people dial.
        return text.StartsWith('+') && E164Number.TryParse(text, out var number) ? number : default;
    }

    /// <summary>The same as people dial it here, so that the rules read it whatever the plan accepts.</summary>
    private string Dialled(string text, E164Number number) =>
        number.IsNone
        || plan.AcceptPlus
        || !text.StartsWith('+')
        || plan.InternationalPrefixes.Count == 0
            ? text
            : plan.InternationalPrefixes[0] + number.Digits;
}
