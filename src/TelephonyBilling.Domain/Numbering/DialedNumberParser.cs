using System.Globalization;

namespace TelephonyBilling.Domain.Numbering;

/// <summary>One reading of one dialled text. The rules are in <see cref="DialedNumber.Parse"/>.</summary>
internal readonly struct DialedNumberParser(string text, NumberingPlan plan)
{
    /// <summary>Longest text that is looked at: 15 digits, prefixes and generous separators.</summary>
    private const int MaxTextLength = 64;

    /// <summary>No international number is shorter: country codes 98 (Iran) and 43 (Austria) have numbers of four digits.</summary>
    private const int MinInternationalLength = 6;

    private const int NanpLength = 10;

    internal DialedNumber Parse()
    {
        var trimmed = text.AsSpan().Trim(' ');
        if (trimmed.IsEmpty)
        {
            return Fault(NumberFault.Empty, "Nothing was dialled.");
        }
        if (trimmed.Length > MaxTextLength)
        {
            return Fault(
                NumberFault.TooLong,
                $"{trimmed.Length} characters are more than any number has."
            );
        }
        return trimmed[0] is '*' or '#' ? ParseFeatureCode(trimmed) : ParseNumber(trimmed);
    }

    private static bool IsSeparator(char c) => c is ' ' or '.' or '-' or '(' or ')';

    private static string Show(char c) =>
        char.IsControl(c) || char.IsSurrogate(c)
            ? string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4}")
            : $"'{c}'";

    private DialedNumber ParseFeatureCode(ReadOnlySpan<char> trimmed)
    {
        Span<char> code = stackalloc char[MaxTextLength];
        var count = 0;
        foreach (var c in trimmed)
        {
            if (char.IsAsciiDigit(c) || c is '*' or '#')
            {
                code[count++] = c;
            }
            else if (!IsSeparator(c))
            {
                return Fault(
                    NumberFault.ForeignCharacter,
                    $"A feature code has digits, * and #, but {Show(c)} was found."
                );
            }
        }
        return new DialedNumber.FeatureCode(text, new string(code[..count]));
    }

    private DialedNumber ParseNumber(ReadOnlySpan<char> trimmed)
    {
        if (trimmed.IndexOf("(0)") > 0 && trimmed[0] == '+')
        {
            return Fault(
                NumberFault.BadCountryCode,
                "(0) is dialled only inside the country: leave it out after a country code."
            );
        }
        Span<char> digits = stackalloc char[MaxTextLength];
        var count = 0;
        var plus = false;
        foreach (var c in trimmed)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
            }
            else if (c == '+' && count == 0 && !plus)
            {
                plus = true;
            }
            else if (!IsSeparator(c))
            {
                return Fault(
                    NumberFault.ForeignCharacter,
                    c == '+'
                        ? "A + stands only before the country code."
                        : $"A number has digits, spaces, dots, hyphens and parentheses, but {Show(c)} was found."
                );
            }
        }
        if (count == 0)
        {
            return Fault(NumberFault.Empty, "There is no digit in it.");
        }
        var dialled = new string(digits[..count]);
        return plus ? ParseAfterPlus(dialled) : ParseDigits(dialled);
    }

    private DialedNumber ParseAfterPlus(string digits) =>
        plan.AcceptPlus
            ? International(digits)
            : Fault(
                NumberFault.NotInPlan,
                $"A leading + is not accepted here: dial {string.Join(" or ", plan.InternationalPrefixes)} instead."
            );

    private DialedNumber ParseDigits(string digits)
    {
        if (plan.EmergencyNumbers.Contains(digits, StringComparer.Ordinal))
        {
            return new DialedNumber.Emergency(text, digits);
        }
        if (
            plan.OutsideLinePrefix is { Length: > 0 } outside
            && digits.Length > outside.Length
            && digits.StartsWith(outside, StringComparison.Ordinal)
        )
        {
            // Only what leaves the building counts here: 9225 is an extension, not extension 225 on an outside line.
            var behind = Dialled(digits[outside.Length..]);
            if (behind is DialedNumber.Global or DialedNumber.Emergency or DialedNumber.ServiceCode)
            {
                return behind;
            }
        }
        return Dialled(digits);
    }

    private DialedNumber Dialled(string digits)
    {
        if (plan.EmergencyNumbers.Contains(digits, StringComparer.Ordinal))
        {
            return new DialedNumber.Emergency(text, digits);
        }
        if (plan.ServiceCodes.Contains(digits, StringComparer.Ordinal))
        {
            return new DialedNumber.ServiceCode(text, digits);
        }
        foreach (var prefix in plan.InternationalPrefixes)
        {
            if (digits.StartsWith(prefix, StringComparison.Ordinal))
            {
                return International(digits[prefix.Length..]);
            }
        }
        if (digits.Length >= plan.MinExtensionLength && digits.Length <= plan.MaxExtensionLength)
        {
            return new DialedNumber.Extension(text, digits);
        }
        return NationalOrLocal(digits);
    }

    private DialedNumber NationalOrLocal(string digits)
    {
        var prefix = plan.NationalPrefix;
        var prefixed = prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.Ordinal);
        if (prefixed && HasNationalLength(digits.Length - prefix.Length))
        {
            return International(plan.HomeCountryCode + digits[prefix.Length..]);
        }
        if (
            !prefixed
            && (plan.NationalPrefixOptional || prefix.Length == 0)
            && HasNationalLength(digits.Length)
            // Where nothing precedes a national number, a 0 belongs to it: Italy's 06 is dialled from abroad too.
            && (digits[0] != '0' || prefix.Length == 0)
        )
        {
            return International(plan.HomeCountryCode + digits);
        }
        if (
            !prefixed
            && digits[0] != '0'
            && plan.LocalAreaCode is { } area
            && HasNationalLength(area.Length + digits.Length)
        )
        {
            return International(plan.HomeCountryCode + area + digits);
        }
        return Unplaced(digits);
    }

    private bool HasNationalLength(int length) =>
        length >= plan.MinNationalLength && length <= plan.MaxNationalLength;

    private DialedNumber.Invalid Unplaced(string digits)
    {
        const int localLength = 7;
        if (
            plan.HomeCountryCode == "1"
            && digits.Length == localLength
            && digits[0] is >= '2' and <= '9'
        )
        {
            return Fault(
                NumberFault.NotInPlan,
                "Seven digits need an area code, and none is configured (LocalAreaCode): dial ten digits."
            );
        }
        if (plan.HomeCountryCode == "1" && digits[0] == '0')
        {
            return Fault(
                NumberFault.NotInPlan,
                "Calls through an operator (0, 01) are not supported: dial 1 and ten digits, or "
                    + $"{string.Join(" or ", plan.InternationalPrefixes)} and a country code."
            );
        }
        // With its prefix a national number is that much longer; the fault is the same.
        var prefix = plan.NationalPrefix;
        var prefixed = prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.Ordinal);
        var tooShort = digits.Length - (prefixed ? prefix.Length : 0) < plan.MinNationalLength;
        return Fault(
            tooShort ? NumberFault.TooShort : NumberFault.TooLong,
            $"{digits.Length} digits are too {(tooShort ? "few" : "many")}: extensions have {Range(plan.MinExtensionLength, plan.MaxExtensionLength)},"
                + $" national numbers {Range(plan.MinNationalLength, plan.MaxNationalLength)}{(prefix.Length > 0 ? $" after {prefix}" : "")},"
                + $" and abroad begins with {string.Join(" or ", plan.InternationalPrefixes)}."
        );
    }

    private DialedNumber International(string digits)
    {
        if (digits.Length > 0 && digits[0] == '0')
        {
            return Fault(NumberFault.BadCountryCode, "No country code begins with 0.");
        }
        if (digits.Length > 0 && digits[0] == '1')
        {
            return NorthAmerican(digits);
        }
        if (digits.Length > E164Number.MaxLength)
        {
            return Fault(
                NumberFault.TooLong,
                $"{digits.Length} digits follow, but with its country code no number has more than {E164Number.MaxLength}."
            );
        }
        if (digits.Length < MinInternationalLength || !E164Number.TryParse(digits, out var number))
        {
            return Fault(
                NumberFault.TooShort,
                $"{digits.Length} digits follow, but with its country code every number has at least {MinInternationalLength}."
            );
        }
        return new DialedNumber.Global(text, number);
    }

    private DialedNumber NorthAmerican(string digits)
    {
        var national = digits.AsSpan(1);
        if (national.Length != NanpLength || !E164Number.TryParse(digits, out var number))
        {
            return Fault(
                national.Length < NanpLength ? NumberFault.TooShort : NumberFault.TooLong,
                $"After country code 1 come {NanpLength} digits, not {national.Length}."
            );
        }
        if (
            !NanpRegions.TrySplit(number, out var areaCode, out var exchange)
            || NanpRegions.KindOf(areaCode) == NanpKind.Impossible
        )
        {
            return Fault(NumberFault.BadAreaCode, $"There is no area code {national[..3]}.");
        }
        const int lowestExchange = 200;
        return exchange < lowestExchange
            ? Fault(
                NumberFault.BadAreaCode,
                $"No exchange begins with 0 or 1, but {national[3..6]} does."
            )
            : new DialedNumber.Global(text, number);
    }

    private static string Range(int low, int high) => low == high ? $"{low}" : $"{low} to {high}";

    private DialedNumber.Invalid Fault(NumberFault fault, string reason) =>
        new(text, fault, reason);
}
