using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>The directory of today with one plan's rates of another day.</summary>
internal sealed class DatedSnapshot(DirectorySnapshot today, string datedPlan, RateDeck dated)
    : DirectorySnapshot
{
    public override Account? FindAccount(string id) => today.FindAccount(id);

    public override AccountNumber? FindNumber(E164Number number) => today.FindNumber(number);

    public override Extension? FindExtension(string endpoint) => today.FindExtension(endpoint);

    public override Extension? FindExtensionByAccountCode(string accountCode) =>
        today.FindExtensionByAccountCode(accountCode);

    public override RateDeck? FindDeck(string plan) =>
        plan == datedPlan ? dated : today.FindDeck(plan);
}
