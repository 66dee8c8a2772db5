namespace TelephonyBilling.Domain.Numbering;

/// <summary>Why a dialled text is not a number.</summary>
public enum NumberFault
{
    /// <summary>Nothing was dialled.</summary>
    Empty,

    /// <summary>It contains something that is neither a digit nor a separator, or a <c>+</c> in the wrong place.</summary>
    ForeignCharacter,

    /// <summary>Fewer digits than any number of that kind has.</summary>
    TooShort,

    /// <summary>More digits than any number of that kind has; E.164 allows 15.</summary>
    TooLong,

    /// <summary>The country code would begin with 0, or the text has a national <c>(0)</c> inside an international number.</summary>
    BadCountryCode,

    /// <summary>A number of country code 1 whose area code or exchange can't exist.</summary>
    BadAreaCode,

    /// <summary>A form that this numbering plan does not accept: <c>+</c>, seven digits without an area code, operator calls.</summary>
    NotInPlan,
}
