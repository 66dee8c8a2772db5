namespace TelephonyBilling.Domain.Numbering;

/// <summary>Which country an area code of the North American Numbering Plan (country code 1) belongs to.</summary>
/// <remarks>
/// <para>
/// Source: the area code tables of the North American Numbering Plan Administrator (nanpa.com, "Area Codes") and, for
/// Canada, of the Canadian Numbering Administrator (cnac.ca), as of the end of 2025; the kinds of code follow ATIS-0300055,
/// "NPA Allocation Plan and Assignment Guidelines".
/// </para>
/// <para>
/// Only what is not the United States is listed. Several new codes open each year and nearly all of them are
/// overlays there, so a code that is younger than this table counts as <c>US</c>; an administrator can correct that
/// with <see cref="NumberingPlan.AreaCodeCountries"/> before the next release does.
/// </para>
/// <para>
/// Territories have ISO 3166 codes of their own (<c>PR</c>, <c>VI</c>, <c>GU</c>, <c>AS</c>, <c>MP</c>), so that a plan
/// decides whether they are domestic (<see cref="NumberingPlan.DomesticCountries"/>; they are by default).
/// </para>
/// </remarks>
public static class NanpRegions
{
    private const string Table =
        "CA 204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474"
        + " 506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825"
        + " 867 873 879 902 905 942;"
        + "AG 268;AI 264;AS 684;BB 246;BM 441;BS 242;DM 767;DO 809 829 849;GD 473;GU 671;JM 658 876;KN 869;KY 345;"
        + "LC 758;MP 670;MS 664;PR 787 939;SX 721;TC 649;TT 868;VC 784;VG 284;VI 340";

    private const string TollFree = "800 822 833 844 855 866 877 888";

    private const string Special =
        "456 500 521 522 523 524 525 526 527 528 529 532 533 535 538 542 543 544 545 546 547 549 550 552 553 554 556 558 566"
        + " 569 577 578 588 589 600 622 633 644 655 677 688 700 710 880 881 882 883 884 885 886 887 889 900";

    private static readonly (NanpKind Kind, string Country)[] ByAreaCode = Build();

    /// <summary>What the area code stands for.</summary>
    /// <param name="areaCode">200 to 999; anything else is <see cref="NanpKind.Impossible"/>.</param>
    public static NanpKind KindOf(int areaCode) =>
        areaCode is >= 200 and <= 999 ? ByAreaCode[areaCode].Kind : NanpKind.Impossible;

    /// <summary>
    /// The ISO 3166 code of the country or territory of a geographic area code; an empty text for any other kind.
    /// </summary>
    public static string CountryOf(int areaCode) =>
        KindOf(areaCode) == NanpKind.Geographic ? ByAreaCode[areaCode].Country : "";

    /// <summary>Whether an area code is of this country.</summary>
    internal static bool HasCountry(string country) =>
        Array.Exists(ByAreaCode, code => code.Country == country);

    /// <summary>Splits a number of country code 1 into area code and exchange.</summary>
    /// <returns>False for any other number, or one that has not ten digits after the 1.</returns>
    internal static bool TrySplit(E164Number number, out int areaCode, out int exchange)
    {
        var national = number.Value % DecimalDigits.PowerOfTen(10);
        areaCode = (int)(national / DecimalDigits.PowerOfTen(7));
        exchange = (int)(national / DecimalDigits.PowerOfTen(4) % 1000);
        return number.Value / DecimalDigits.PowerOfTen(10) == 1;
    }

    private static (NanpKind, string)[] Build()
    {
        var codes = new (NanpKind Kind, string Country)[1000];
        for (var code = 0; code < codes.Length; code++)
        {
            var impossible = code < 200 || code / 10 % 10 == 9 || code % 100 == 11;
            codes[code] = impossible ? (NanpKind.Impossible, "") : (NanpKind.Geographic, "US");
        }
        foreach (var line in Table.Split(';'))
        {
            var words = line.Split(' ');
            foreach (var code in words.Skip(1))
            {
                codes[Index(code)] = (NanpKind.Geographic, words[0]);
            }
        }
        Mark(codes, TollFree, NanpKind.TollFree);
        Mark(codes, Special, NanpKind.Special);
        return codes;
    }

    private static void Mark((NanpKind, string)[] codes, string list, NanpKind kind)
    {
        foreach (var code in list.Split(' '))
        {
            codes[Index(code)] = (kind, "");
        }
    }

    private static int Index(string code) =>
        int.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
}
