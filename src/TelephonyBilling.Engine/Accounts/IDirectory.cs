using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Accounts;

/// <summary>Who is who, as the gate needs it for each call: fast, and never older than the last committed change.</summary>
public interface IDirectory
{
    /// <summary>
    /// The directory as it is now. A change that was committed before this call, by whatever process, is in it.
    /// </summary>
    DirectorySnapshot Current();
}

/// <summary>All accounts, numbers, extensions and decks at one moment; immutable.</summary>
public abstract class DirectorySnapshot
{
    /// <summary>The account of this id (case does not matter); null where there is none.</summary>
    public abstract Account? FindAccount(string id);

    /// <summary>The number, if an account owns it.</summary>
    public abstract AccountNumber? FindNumber(E164Number number);

    /// <summary>The extension of this endpoint name.</summary>
    public abstract Extension? FindExtension(string endpoint);

    /// <summary>The extension that names this Asterisk account code.</summary>
    public abstract Extension? FindExtensionByAccountCode(string accountCode);

    /// <summary>The deck of a plan; null where the plan or its deck does not exist.</summary>
    public abstract RateDeck? FindDeck(string plan);
}
