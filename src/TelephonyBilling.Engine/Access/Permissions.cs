namespace TelephonyBilling.Engine.Access;

/// <summary>Who may do what: checked where it is done, whatever page or verb asks for it.</summary>
public static class Permissions
{
    /// <summary>Whether somebody may do something with an account.</summary>
    /// <param name="actor">Who wants to.</param>
    /// <param name="deed">What.</param>
    /// <param name="account">With which account; members may do nothing with others than their own.</param>
    public static bool Allow(Actor actor, Deed deed, string account)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Role is ActorRole.Operator or ActorRole.System)
        {
            return true;
        }
        return string.Equals(actor.Account, account, StringComparison.OrdinalIgnoreCase)
            && actor.Role >= Least(deed);
    }

    /// <summary>Throws unless somebody may do something with an account.</summary>
    /// <exception cref="PermissionDeniedException">They may not.</exception>
    public static void Demand(Actor actor, Deed deed, string account)
    {
        if (!Allow(actor, deed, account))
        {
            throw new PermissionDeniedException(actor, deed, account);
        }
    }

    /// <summary>The least role that may do it.</summary>
    private static ActorRole Least(Deed deed) =>
        deed switch
        {
            Deed.SeeUsage or Deed.SwitchInternational => ActorRole.Manager,
            Deed.BuyCredit or Deed.ChangeRecharge or Deed.ChangeMembers or Deed.ChangeNumbers =>
                ActorRole.Admin,
            Deed.GiveCredit or Deed.GiveBack => ActorRole.Operator,
            _ => throw new ArgumentOutOfRangeException(
                nameof(deed),
                deed,
                "Nobody said who may do that."
            ),
        };
}

/// <summary>What somebody may be allowed to do.</summary>
public enum Deed
{
    /// <summary>See the calls of everybody in the account.</summary>
    SeeUsage,

    /// <summary>Switch calls abroad on or off for a number or an extension.</summary>
    SwitchInternational,

    /// <summary>Buy credit by card or by invoice.</summary>
    BuyCredit,

    /// <summary>Change when and how the account is recharged by itself, and the card for it.</summary>
    ChangeRecharge,

    /// <summary>Add, change and remove members.</summary>
    ChangeMembers,

    /// <summary>Change how many calls a number may have.</summary>
    ChangeNumbers,

    /// <summary>Give credit that nobody paid here: a wire that arrived, a promotion, a correction.</summary>
    GiveCredit,

    /// <summary>Give money of a payment back.</summary>
    GiveBack,
}

/// <summary>Somebody wanted what they may not do. Nothing changed.</summary>
public sealed class PermissionDeniedException(Actor actor, Deed deed, string account)
    : Exception(
        $"{actor.Name}, who is {actor.Role.ToString().ToLowerInvariant()}, may not do this with account '{account}': {deed}."
    );
