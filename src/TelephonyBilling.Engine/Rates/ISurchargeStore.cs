using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Engine.Rates;

/// <summary>Keeps what plans take for features of a call while they run.</summary>
public interface ISurchargeStore
{
    /// <summary>Says what a feature costs on a plan; replaces what was said before.</summary>
    /// <returns>False where there is no such plan; nothing changed.</returns>
    Task<bool> SetAsync(SurchargeRate rate, CancellationToken cancellationToken);

    /// <summary>A feature costs nothing on a plan any more.</summary>
    /// <returns>False where it did not.</returns>
    Task<bool> RemoveAsync(string plan, CallFeature feature, CancellationToken cancellationToken);

    /// <summary>What one plan or all take, by plan and feature.</summary>
    Task<IReadOnlyList<SurchargeRate>> ListAsync(string? plan, CancellationToken cancellationToken);
}

/// <summary>What a plan takes for a feature of a call.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Price">The connection fee is charged when it begins; without conversion.</param>
public sealed record SurchargeRate(string Plan, CallFeature Feature, CallPrice Price);
