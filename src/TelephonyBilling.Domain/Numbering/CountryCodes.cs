namespace TelephonyBilling.Domain.Numbering;

/// <summary>The country of an E.164 number, from its country code.</summary>
/// <remarks>
/// Source: ITU-T, "List of ITU-T Recommendation E.164 assigned country codes", and ISO 3166 for the two letters. Where
/// several territories share a code the main one is given (44 is <c>GB</c>, also for Jersey), except for country code 1
/// (<see cref="NanpRegions"/>) and Kazakhstan's part of 7. Codes of no country, such as satellite networks and
/// international freephone, give <see cref="World"/>.
/// </remarks>
public static class CountryCodes
{
    /// <summary>UN M.49 for the world: numbers that belong to no country (800, 808, 870, 878, 881 to 883, 888, 979).</summary>
    public const string World = "001";

    private const string Codes =
        "7RU 20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 39IT 40RO 41CH 43AT 44GB 45DK 46SE 47NO 48PL 49DE 51PE 52MX 53CU"
        + " 54AR 55BR 56CL 57CO 58VE 60MY 61AU 62ID 63PH 64NZ 65SG 66TH 76KZ 77KZ 81JP 82KR 84VN 86CN 90TR 91IN 92PK"
        + " 93AF 94LK 95MM 98IR 211SS 212MA 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG"
        + " 229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW"
        + " 246IO 247AC 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 262RE 263ZW"
        + " 264NA 265MW 266LS 267BW 268SZ 269KM 290SH 291ER 297AW 298FO 299GL 350GI 351PT 352LU 353IE 354IS 355AL"
        + " 356MT 357CY 358FI 359BG 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 379VA 380UA 381RS 382ME"
        + " 383XK 385HR 386SI 387BA 389MK 420CZ 421SK 423LI 500FK 501BZ 502GT 503SV 504HN 505NI 506CR 507PA 508PM"
        + " 509HT 590GP 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY 599CW 670TL 672NF 673BN 674NR 675PG 676TO"
        + " 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH 850KP 852HK"
        + " 853MO 855KH 856LA 880BD 886TW 960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL"
        + " 973BH 974QA 975BT 976MN 977NP 992TJ 993TM 994AZ 995GE 996KG 998UZ"
        + " 800001 808001 870001 878001 881001 882001 883001 888001 979001";

    private static readonly Dictionary<ulong, string> ByCode = Build();

    /// <summary>
    /// Every country code and part of one (76, 77) in the table, with its country or <see cref="World"/>; without country
    /// code 1, whose countries are those of <see cref="NanpRegions"/>.
    /// </summary>
    public static IReadOnlyDictionary<NumberPrefix, string> Table { get; } =
        ByCode.ToDictionary(entry => new NumberPrefix(entry.Key), entry => entry.Value);

    /// <summary>
    /// Two letters of ISO 3166, or <see cref="World"/>; an empty text where the code is not assigned, or for numbers of
    /// country code 1 that belong to no one country (toll-free, premium, impossible area codes).
    /// </summary>
    public static string CountryOf(E164Number number)
    {
        if (NanpRegions.TrySplit(number, out var areaCode, out _))
        {
            return NanpRegions.CountryOf(areaCode);
        }
        var length = number.Length;
        for (var digits = Math.Min(3, length); digits > 0; digits--)
        {
            if (
                ByCode.TryGetValue(
                    number.Value / DecimalDigits.PowerOfTen(length - digits),
                    out var country
                )
            )
            {
                return country;
            }
        }
        return "";
    }

    /// <summary>Whether any number is of this country, as <see cref="CountryOf"/> says it; <see cref="World"/> is one too.</summary>
    public static bool HasCountry(string country) =>
        country.Length > 0 && (ByCode.ContainsValue(country) || NanpRegions.HasCountry(country));

    private static Dictionary<ulong, string> Build()
    {
        var codes = new Dictionary<ulong, string>();
        foreach (var entry in Codes.Split(' '))
        {
            // Letters begin where the digits of the code end; the world's own code has three digits on either side.
            var end = entry.AsSpan().IndexOfAnyExceptInRange('0', '9');
            end = end < 0 ? entry.Length - World.Length : end;
            codes.Add(NumberPrefix.Parse(entry[..end]).Value, entry[end..]);
        }
        return codes;
    }
}
