using Microsoft.Extensions.Logging;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Switches.Speech;

/// <summary>Says before a call out what it will cost and how long the money lasts, where that is wanted.</summary>
/// <param name="accounts">Tells what is available.</param>
/// <param name="usually">Whether it is wanted where the dialplan says nothing.</param>
/// <param name="time">Measures <see cref="MostWait"/>.</param>
/// <param name="logger">The log.</param>
public sealed class PriceAnnouncer(
    IAccountStore accounts,
    bool usually,
    TimeProvider time,
    ILogger<PriceAnnouncer> logger
)
{
    /// <summary>The decision stands by then and the caller waits for it: a store that takes longer is not waited for.</summary>
    internal static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(250);

    /// <summary>What the phone is to say; empty: nothing. Never throws: the call has its money, and goes on without.</summary>
    /// <param name="asked">What was asked. Whoever was transferred or forwarded does not pay and hears nothing.</param>
    /// <param name="wanted">What the dialplan says; null: nothing.</param>
    /// <param name="call">The call that was opened.</param>
    internal async Task<string> SayAsync(GateRequest asked, bool? wanted, OpenCall call)
    {
        if (
            !(wanted ?? usually)
            || call.Price.IsZero
            || asked.Direction == CallDirection.Inbound
            || asked.Transferrer.Length > 0
            || asked.Forwarder.Length > 0
        )
        {
            return "";
        }
        try
        {
            var found = await accounts
                .FindAsync(call.Parties.Account, CancellationToken.None)
                .WaitAsync(MostWait, time);
            // What this call holds is set aside already.
            return found is { Balance.Available: var rest }
                ? Sentences
                    .Price(
                        call.Price,
                        call.Price.AffordableSeconds(
                            rest + call.Price.Charge(call.FundedSeconds),
                            Sentences.MostSeconds
                        )
                    )
                    .ToString()
                : "";
        }
        catch (Exception e)
        {
            SwitchLog.NotAnnounced(logger, call.Id, e.Message);
            return "";
        }
    }
}
