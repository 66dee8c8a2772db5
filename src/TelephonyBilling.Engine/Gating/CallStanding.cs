using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Engine.Gating;

/// <summary>Where an open call stands, as its meter knows it.</summary>
/// <param name="Id">The call.</param>
/// <param name="Phase">Not answered, answered, or about to be closed in the store.</param>
/// <param name="Leg">The trunk leg that was answered; null: none was.</param>
/// <param name="AnsweredAt">By the switch's clock; null like <paramref name="Leg"/>.</param>
/// <param name="Closed">Ends once the call is closed in the store; never fails.</param>
public sealed record CallStanding(
    CallId Id,
    CallPhase Phase,
    string? Leg,
    DateTimeOffset? AnsweredAt,
    Task Closed
);
