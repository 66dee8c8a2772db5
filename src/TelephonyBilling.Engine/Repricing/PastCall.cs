using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;

namespace TelephonyBilling.Engine.Repricing;

/// <summary>A call of the past that was answered.</summary>
/// <param name="Line">Where it stands in its file.</param>
/// <param name="From">Who called, as it is written.</param>
/// <param name="Number">A call out: the number that it showed, or nothing, as it is written.</param>
/// <param name="To">What was dialled, or the number that was called from outside; as it is written.</param>
/// <param name="Service">What it was then; null: nobody said, so the numbers tell.</param>
/// <param name="Connected">How long.</param>
/// <param name="Charged">What it cost then; null: nobody said.</param>
public sealed record PastCall(
    int Line,
    string From,
    string Number,
    string To,
    Service? Service,
    TimeSpan Connected,
    Money? Charged
);

/// <summary>What a call of the past would cost.</summary>
public abstract record RepricedCall
{
    private RepricedCall() { }

    /// <summary>It would cost this.</summary>
    /// <param name="Destination">As the rates name it.</param>
    /// <param name="BilledSeconds">In the rates' steps.</param>
    /// <param name="Cost">What it would cost.</param>
    public sealed record Priced(string Destination, long BilledSeconds, Money Cost) : RepricedCall;

    /// <summary>It is no call that anybody charges: between extensions, to an emergency number, a code of the PBX.</summary>
    public sealed record NoMatter : RepricedCall;

    /// <summary>It can't be priced, or would be refused.</summary>
    /// <param name="Why">A sentence.</param>
    public sealed record Unpriced(string Why) : RepricedCall;
}
