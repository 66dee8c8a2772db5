using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Access;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>What people change about an account's numbers, checked against who they are.</summary>
public sealed class NumberDesk(IAccountStore accounts)
{
    /// <summary>Switches calls abroad on or off for a number.</summary>
    /// <returns>The number as it is now; null: no account owns it.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public async Task<AccountNumber?> SwitchInternationalAsync(
        Actor actor,
        E164Number number,
        bool on,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await accounts.FindNumberAsync(number, cancellationToken) is not { } before)
        {
            return null;
        }
        Permissions.Demand(actor, Deed.SwitchInternational, before.Account);
        var after = before with { International = on };
        return after == before || await accounts.SetNumberAsync(after, cancellationToken)
            ? after
            : null;
    }
}
