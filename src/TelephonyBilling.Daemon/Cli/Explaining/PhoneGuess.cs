using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>
/// Where a question names only an account: takes the phone of it that may call abroad, and says so. Where it names only a
/// number: takes the account that owns it.
/// </summary>
internal sealed class PhoneGuess(IAccountStore accounts, NumberingPlan plan, List<string> steps)
{
    /// <summary>The request with an account and a phone; unchanged where it names them, or the account has none that may call abroad.</summary>
    /// <exception cref="CliFailure">Only a number was named, which no account owns.</exception>
    internal async Task<GateRequest> NameAsync(
        GateRequest request,
        CancellationToken cancellationToken
    )
    {
        if (
            request is
            { Direction: CallDirection.Outbound, Account: "", Endpoint: "", Caller.Length: > 0 }
        )
        {
            return await OwnedAsync(request, cancellationToken);
        }
        if (
            request.Direction == CallDirection.Inbound
            || request.Account.Length == 0
            || request.Endpoint.Length > 0
            || request.Caller.Length > 0
        )
        {
            return request;
        }
        var numbers = await accounts.ListNumbersAsync(request.Account, cancellationToken);
        if (
            numbers.FirstOrDefault(number =>
                number is { International: true, Kind: NumberKind.Local }
            ) is
            { } shown
        )
        {
            steps.Add(
                $"No phone was named, so the call is taken to show {shown.Number}, which may call abroad."
            );
            return request with { Caller = shown.Number.ToString() };
        }
        var extensions = await accounts.ListExtensionsAsync(request.Account, cancellationToken);
        if (extensions.FirstOrDefault(extension => extension.International) is { } phone)
        {
            steps.Add(
                $"No phone was named, so extension {phone.Endpoint} is taken, which may call abroad."
            );
            return request with { Endpoint = phone.Endpoint };
        }
        return request;
    }

    private async Task<GateRequest> OwnedAsync(
        GateRequest request,
        CancellationToken cancellationToken
    )
    {
        if (
            DialedNumber.Parse(request.Caller, plan) is DialedNumber.Global { Number: var number }
            && await accounts.FindNumberAsync(number, cancellationToken) is { } owned
        )
        {
            steps.Add($"The number {number} belongs to account '{owned.Account}'.");
            return request with { Account = owned.Account };
        }
        throw new CliFailure(
            $"No account owns the number '{request.Caller}'; see: telephony-billing number list. A PBX endpoint is named by --extension."
        );
    }
}
