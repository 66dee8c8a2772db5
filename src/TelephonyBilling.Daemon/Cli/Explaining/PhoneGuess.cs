using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Where a question names only an account: takes the phone of it that may call abroad, and says so.</summary>
internal sealed class PhoneGuess(IAccountStore accounts, List<string> steps)
{
    /// <summary>The request with a phone; unchanged where it names one, or the account has none that may call abroad.</summary>
    internal async Task<GateRequest> NameAsync(
        GateRequest request,
        CancellationToken cancellationToken
    )
    {
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
}
