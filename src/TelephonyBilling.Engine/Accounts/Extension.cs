using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>A PBX endpoint, and who pays for it.</summary>
/// <param name="Endpoint">The endpoint's name at the PBX, such as <c>1001</c> of <c>PJSIP/1001-0000002a</c>.</param>
/// <param name="Account">The account that pays.</param>
/// <param name="AccountCode">An Asterisk account code that means this extension too; null: none.</param>
/// <param name="Member">The person, by the name of a <see cref="Accounts.Member"/> where there is one; null: not told.</param>
/// <param name="Department">Their group; null: not told. The gate's directory has the member's own there.</param>
/// <param name="DefaultNumber">The number it calls from where it shows none of the account's; null: none.</param>
/// <param name="International">Whether it may call abroad where no number of the account is involved. A number, where there is one, decides.</param>
/// <param name="MaxCalls">Chargeable calls open at once; null: no limit.</param>
public sealed record Extension(
    string Endpoint,
    string Account,
    string? AccountCode,
    string? Member,
    string? Department,
    E164Number? DefaultNumber,
    bool International,
    int? MaxCalls
)
{
    /// <summary>Whether it is a fax machine, so that its calls are faxes without the dialplan's saying so.</summary>
    public bool IsFax { get; init; }
}
