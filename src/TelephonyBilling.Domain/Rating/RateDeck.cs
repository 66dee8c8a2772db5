using System.Diagnostics.CodeAnalysis;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Domain.Rating;

/// <summary>An immutable set of rates of one currency, compiled for lookup. Safe for all threads.</summary>
/// <remarks>
/// A rate is known by service, origin, prefix and effective instant; twice the same is an error. The deck answers for
/// one instant: of several rates that differ only in their effective instant the latest that is not after it counts,
/// and <see cref="NextChange"/> says when to compile anew.
/// </remarks>
public sealed class RateDeck
{
    private readonly RateTable?[] tables;
    private readonly Rate[] rates;
    private readonly Lazy<string> checksum;

    private RateDeck(
        string name,
        Currency currency,
        RateTable?[] tables,
        Rate[] rates,
        DateTimeOffset? nextChange
    )
    {
        Name = name;
        Currency = currency;
        NextChange = nextChange;
        this.tables = tables;
        this.rates = rates;
        checksum = new Lazy<string>(() => RateDeckChecksum.Of(currency, rates));
    }

    /// <summary>The deck's name.</summary>
    public string Name { get; }

    /// <summary>The currency of every rate.</summary>
    public Currency Currency { get; }

    /// <summary>
    /// SHA-256 over the currency and every rate, 64 lower-case hexadecimal digits: equal for equal rates, in whatever
    /// order and under whatever name. Computed when first asked for.
    /// </summary>
    public string Checksum => checksum.Value;

    /// <summary>The first instant after the compilation's at which another rate takes effect; null if none does.</summary>
    public DateTimeOffset? NextChange { get; }

    /// <summary>Every rate, those of the future and the past included, in the order in which they came.</summary>
    public IReadOnlyList<Rate> Rates => rates;

    /// <summary>Compiles rates into a deck.</summary>
    /// <param name="name">The deck's name.</param>
    /// <param name="currency">The currency that every rate must have.</param>
    /// <param name="rows">The rates with their lines, in any order.</param>
    /// <param name="at">The instant for which the deck answers; null takes no rate that has an effective instant for future.</param>
    /// <param name="deck">The deck.</param>
    /// <param name="errors">Duplicates, naming both lines, and rates of another currency.</param>
    public static bool TryCompile(
        string name,
        Currency currency,
        IReadOnlyList<RateRow> rows,
        DateTimeOffset? at,
        [NotNullWhen(true)] out RateDeck? deck,
        out RateErrors errors
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var compiler = new RateDeckCompiler(currency, at);
        compiler.AddAll(rows);
        errors = compiler.Errors;
        deck = errors.Any
            ? null
            : new RateDeck(
                name,
                currency,
                compiler.Tables,
                [.. rows.Select(row => row.Rate)],
                compiler.NextChange
            );
        return deck is not null;
    }

    /// <summary>Compiles rates that were checked before, such as those of our own database.</summary>
    /// <exception cref="InvalidOperationException">See the errors of <see cref="TryCompile"/>.</exception>
    public static RateDeck Compile(
        string name,
        Currency currency,
        IReadOnlyList<RateRow> rows,
        DateTimeOffset? at = null
    ) =>
        TryCompile(name, currency, rows, at, out var deck, out var errors)
            ? deck
            : throw new InvalidOperationException(
                $"The rate deck '{name}' contradicts itself: {errors}"
            );

    /// <summary>The rate of the longest prefix of the number; null where no rate matches. Allocates nothing.</summary>
    /// <param name="service">What the call is.</param>
    /// <param name="number">The number dialled, or, inbound, the account's number that was called.</param>
    public Rate? Lookup(Service service, E164Number number) =>
        tables[(int)service]?.Find(number, Rate.AnyOrigin);

    /// <summary>As above, for calls from one country: rates for that origin count too, and win over equally long ones for any.</summary>
    /// <param name="service">What the call is.</param>
    /// <param name="number">The number dialled, or, inbound, the account's number that was called.</param>
    /// <param name="origin">The country (ISO 3166) of the account's number.</param>
    public Rate? Lookup(Service service, E164Number number, string origin) =>
        tables[(int)service]?.Find(number, origin);
}
