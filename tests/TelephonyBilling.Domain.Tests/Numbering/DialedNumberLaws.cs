using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Tests.Numbering;

/// <summary>What must hold for every text and every number.</summary>
public sealed class DialedNumberLaws
{
    private static readonly NumberingPlan Plan = NumberingPlan.NorthAmerica with
    {
        InternationalPrefixes = ["011", "00"],
    };

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    internal static readonly Gen<E164Number> Abroad =
        from first in Gen.Choose(2, 9)
        from rest in Gen.Choose(0, 9).ArrayOf().Where(rest => rest.Length is >= 6 and <= 14)
        select E164Number.Parse(string.Concat(rest.Prepend(first)));

    private static readonly Gen<E164Number> NorthAmerican =
        from area in Gen.Choose(200, 999)
            .Where(area => NanpRegions.KindOf(area) != NanpKind.Impossible)
        from exchange in Gen.Choose(200, 999)
        from line in Gen.Choose(0, 9999)
        select E164Number.Parse($"1{area}{exchange}{line:D4}");

    private static readonly Gen<string> Separators = Gen.Elements(
        "",
        "",
        "",
        " ",
        "-",
        ".",
        "(",
        ")",
        ") "
    );

    [Fact]
    public void Parse_AnyText_GivesAValueAndKeepsTheText() =>
        Check(
            Gen.OneOf(
                ArbMap.Default.GeneratorFor<string>(),
                Gen.Elements("0123456789+-(). *#9a\u00e9\0".ToCharArray())
                    .ArrayOf()
                    .Select(chars => new string(chars))
            ),
            text => DialedNumber.Parse(text, Plan).Text == (text ?? "")
        );

    [Fact]
    public void Parse_ANumberInEachForm_IsTheSameNumber() =>
        Check(
            Gen.OneOf(Abroad, NorthAmerican),
            number =>
                Forms(number)
                    .All(form =>
                        DialedNumber.Parse(form, Plan) == new DialedNumber.Global(form, number)
                    )
        );

    [Fact]
    public void Parse_WithSeparatorsAnywhere_IsTheSameNumber() =>
        Check(
            from number in Gen.OneOf(Abroad, NorthAmerican)
            from separators in Separators.ArrayOf(32)
            select (number, separators),
            given =>
            {
                var digits = "011" + given.number.Digits;
                var spread = string.Concat(
                    digits.Select((digit, i) => given.separators[i] + digit)
                );
                return DialedNumber.Parse(spread, Plan) is DialedNumber.Global global
                    && global.Number == given.number;
            }
        );

    [Fact]
    public void E164Number_WrittenAndRead_IsTheSame() =>
        Check(
            Gen.OneOf(Abroad, NorthAmerican),
            number =>
                E164Number.Parse(number.ToString()) == number
                && E164Number.Parse(number.Digits) == number
        );

    [Fact]
    public void Prefix_Matches_ExactlyWhatBeginsWithItsDigits() =>
        Check(
            from number in Gen.OneOf(Abroad, NorthAmerican)
            from other in Gen.OneOf(Abroad, NorthAmerican)
            from length in Gen.Choose(1, 15)
            select (number, other, length),
            given =>
            {
                var digits = given.number.Digits;
                var prefix = NumberPrefix.Parse(digits[..Math.Min(given.length, digits.Length)]);
                return prefix.Matches(given.number)
                    && prefix.Matches(given.other)
                        == given.other.Digits.StartsWith(
                            prefix.ToString(),
                            StringComparison.Ordinal
                        );
            }
        );

    [Fact]
    public void Prefix_Order_IsThatOfTheDigitsAsText() =>
        Check(
            from left in Gen.Choose(1, 99_999)
            from right in Gen.Choose(1, 99_999)
            select (left, right),
            given =>
            {
                var (left, right) = ($"{given.left}", $"{given.right}");
                return Math.Sign(NumberPrefix.Parse(left).CompareTo(NumberPrefix.Parse(right)))
                    == Math.Sign(string.CompareOrdinal(left, right));
            }
        );

    private static IEnumerable<string> Forms(E164Number number)
    {
        yield return "+" + number.Digits;
        yield return "011" + number.Digits;
        yield return "00" + number.Digits;
        if (number.Digits[0] == '1')
        {
            yield return number.Digits;
            yield return number.Digits[1..];
        }
    }

    private static void Check<T>(Gen<T> given, Func<T, bool> law) =>
        Prop.ForAll(given.ToArbitrary(), law).Check(Thorough);
}
