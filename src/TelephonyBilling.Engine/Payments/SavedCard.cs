namespace TelephonyBilling.Engine.Payments;

/// <summary>Whose card is to be saved.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Email">Where the provider may write; may be empty.</param>
/// <param name="Customer">The provider's name of the account from before; empty: none yet.</param>
public sealed record CardHolder(string Account, string Name, string Email, string Customer);

/// <summary>Where a card is entered.</summary>
/// <param name="Customer">The provider's name of the account.</param>
/// <param name="Link">The page of the provider.</param>
public sealed record CardSetup(string Customer, string Link);

/// <summary>A card that the provider keeps.</summary>
/// <param name="Method">The provider's name of it.</param>
/// <param name="Brand">Such as <c>visa</c>.</param>
/// <param name="Last4">The last four digits, which may be shown.</param>
/// <param name="Expires">Year and month, <c>2029-04</c>.</param>
public sealed record SavedCard(string Method, string Brand, string Last4, string Expires);
