using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Access;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>What people change about an account's numbers, checked against who they are.</summary>
public sealed class NumberDesk(IAccountStore accounts)
{
    /// <summary>Switches calls abroad on or off for a number.</summary>
    /// <returns>The number as it is now; null: no account owns it.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not.</exception>
    public Task<AccountNumber?> SwitchInternationalAsync(
        Actor actor,
        E164Number number,
        bool on,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(actor, number, before => before with { International = on }, cancellationToken);

    /// <summary>Changes a number's settings. Calls abroad are a manager's matter, all else is an admin's.</summary>
    /// <param name="actor">Who changes it.</param>
    /// <param name="number">Which.</param>
    /// <param name="change">Gives it as it is to be.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The number as it is now; null: no account owns it.</returns>
    /// <exception cref="PermissionDeniedException">The actor may not; nothing changed.</exception>
    public async Task<AccountNumber?> ChangeAsync(
        Actor actor,
        E164Number number,
        Func<AccountNumber, AccountNumber> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(change);
        if (await accounts.FindNumberAsync(number, cancellationToken) is not { } before)
        {
            return null;
        }
        var after = change(before);
        Permissions.Demand(actor, Deed.SwitchInternational, before.Account);
        if (after with { International = before.International } != before)
        {
            Permissions.Demand(actor, Deed.ChangeNumbers, before.Account);
        }
        return after == before || await accounts.SetNumberAsync(after, cancellationToken)
            ? after
            : null;
    }
}
