using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Engine.Gating;

/// <summary>Who pays for an outbound call.</summary>
/// <param name="Account">The account.</param>
/// <param name="Extension">The account's extension that calls, transferred or forwarded; null: none is known.</param>
internal sealed record Payer(Account Account, Extension? Extension)
{
    /// <summary>
    /// Finds who pays: whoever transferred or forwarded the call to here; else the account that the dialplan named, the
    /// account code, the endpoint, in that order.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="directory">Who is who.</param>
    /// <param name="why">If nobody is found: what was looked for.</param>
    public static Payer? Find(GateRequest request, DirectorySnapshot directory, out string why)
    {
        why = "";
        var caller = directory.FindExtension(request.Endpoint);
        // Also where the channel is the caller's own: a dialplan may send that one on. Nothing that a phone claims of itself
        // (SIP Diversion) comes here, since the switch names whoever moved the call by what it knows alone.
        var mover = request.Transferrer.Length > 0 ? request.Transferrer : request.Forwarder;
        if (mover.Length > 0 && directory.FindExtension(mover) is { } moved)
        {
            return Of(moved, directory);
        }
        if (request.Account.Length > 0)
        {
            if (directory.FindAccount(request.Account) is not { } named)
            {
                why = $"the dialplan named the account '{request.Account}', which does not exist";
                return null;
            }
            return new Payer(named, caller?.Account == named.Id ? caller : null);
        }
        if (request.AccountCode.Length > 0)
        {
            if (directory.FindExtensionByAccountCode(request.AccountCode) is { } coded)
            {
                return Of(coded, directory);
            }
            if (directory.FindAccount(request.AccountCode) is { } account)
            {
                return new Payer(account, caller?.Account == account.Id ? caller : null);
            }
        }
        if (caller is not null)
        {
            return Of(caller, directory);
        }
        why =
            $"no account is known for endpoint '{request.Endpoint}' (account code '{request.AccountCode}'); "
            + "add it with: telephony-billing extension add";
        return null;
    }

    /// <summary>The account's number that the call is made from: the one it shows, else the extension's default.</summary>
    public AccountNumber? NumberFor(E164Number shown, DirectorySnapshot directory)
    {
        if (
            !shown.IsNone
            && directory.FindNumber(shown) is { } number
            && number.Account == Account.Id
        )
        {
            return number;
        }
        return Extension?.DefaultNumber is { } ofExtension
            ? directory.FindNumber(ofExtension)
            : null;
    }

    private static Payer? Of(Extension extension, DirectorySnapshot directory) =>
        directory.FindAccount(extension.Account) is { } account
            ? new Payer(account, extension)
            : null;
}
