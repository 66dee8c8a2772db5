using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Gating;

/// <summary>Answers whoever calls to hear the balance.</summary>
public sealed class BalanceInquiry(
    GateRules rules,
    IDirectory directory,
    IAccountStore accounts,
    ICallStore calls,
    DaemonClock clock
)
{
    /// <summary>How far back the last call is looked for.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>How many of the newest calls of an extension are looked at: some may be calls in, or surcharges.</summary>
    private const int LookedAt = 20;

    /// <summary>What the account of a phone has.</summary>
    /// <param name="caller">The phone, in the way in which it would ask for a call; what was dialled does not matter.</param>
    /// <param name="mostSeconds">No longer time to the last destination is worth telling.</param>
    /// <returns>Null: nobody is known to pay for this phone.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be asked.</exception>
    public async Task<BalanceAnswer?> AskAsync(GateRequest caller, long mostSeconds)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var snapshot = directory.Current();
        if (
            Payer.Find(caller, snapshot, out _) is not { } payer
            || await accounts.FindAsync(payer.Account.Id, CancellationToken.None)
                is not
                (var account, var balance)
        )
        {
            return null;
        }
        var last = await FindLastAsync(payer);
        return new BalanceAnswer(
            account,
            balance,
            last is not null
            && rules.Propose(caller with { Dialled = last.Parties.Dialled }, snapshot, clock.UtcNow)
                is GateProposal.Chargeable { Price: { IsZero: false } price }
                ? price.AffordableSeconds(balance.Available, mostSeconds)
                : null
        );
    }

    private async Task<CallRecord?> FindLastAsync(Payer payer)
    {
        if (payer.Extension is null)
        {
            return null;
        }
        var newest = await calls.ListAsync(
            new CallFilter
            {
                Account = payer.Account.Id,
                Extension = payer.Extension.Endpoint,
                Since = clock.UtcNow - Remembered,
                Limit = LookedAt,
            },
            CancellationToken.None
        );
        return newest.FirstOrDefault(call =>
            call is { Parent: null, State: not CallState.Refused }
            && call.Parties.Service
                is not (
                    Service.TollFreeInbound
                    or Service.DomesticInbound
                    or Service.InternationalInbound
                )
        );
    }
}

/// <summary>What an account has.</summary>
/// <param name="Account">The account, as it is now: it may be suspended.</param>
/// <param name="Balance">Its money.</param>
/// <param name="SecondsToLast">
/// The connected time that the available money pays for to the number that the extension called last, at today's price; null: it
/// called none, it is free, or it may not be called any more.
/// </param>
public sealed record BalanceAnswer(Account Account, AccountBalance Balance, long? SecondsToLast);
