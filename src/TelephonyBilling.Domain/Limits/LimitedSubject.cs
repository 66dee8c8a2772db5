namespace TelephonyBilling.Domain.Limits;

/// <summary>One of those whose use a call counts towards, and what they may do.</summary>
/// <param name="Scope">What the subject is.</param>
/// <param name="Subject">The account's id, the number's digits (E.164 without <c>+</c>), or the endpoint.</param>
/// <param name="Limits">At least one is set.</param>
public sealed record LimitedSubject(LimitScope Scope, string Subject, UsageLimits Limits);
