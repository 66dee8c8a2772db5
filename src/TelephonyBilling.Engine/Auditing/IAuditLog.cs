namespace TelephonyBilling.Engine.Auditing;

/// <summary>Who changed what of that which an operator sets. Written by the store itself with each change; only read here.</summary>
public interface IAuditLog
{
    /// <summary>Entries, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(
        AuditFilter filter,
        CancellationToken cancellationToken
    );
}

/// <summary>Which entries to list.</summary>
public sealed record AuditFilter
{
    /// <summary>Of this subject and of all below it: <c>member/acme</c> has <c>member/acme/Ada</c>; null: of all.</summary>
    public string? Subject { get; init; }

    /// <summary>By this person or program; null: by all.</summary>
    public string? Actor { get; init; }

    /// <summary>Not older than this; null: of any time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>At most so many. Default 100.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>One change.</summary>
/// <param name="Id">Rises with each entry.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who: an operating-system user, <c>daemon</c>, a job, or <c>sql</c> for what was changed by hand.</param>
/// <param name="Action">What, such as <c>account changed</c>.</param>
/// <param name="Subject">Of what, such as <c>account/acme</c>.</param>
/// <param name="Fields">Everything that is known of the subject, before and after, in the order of its table.</param>
public sealed record AuditEntry(
    long Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    IReadOnlyList<AuditField> Fields
);

/// <summary>One field of a subject.</summary>
/// <param name="Name">In camel case, such as <c>maxCalls</c>.</param>
/// <param name="Before">
/// As people write it: amounts and rates as decimal numbers, instants in ISO 8601 UTC; null: nothing, or the subject is new.
/// </param>
/// <param name="After">Likewise; null: nothing, or the subject is gone.</param>
public sealed record AuditField(string Name, string? Before, string? After)
{
    /// <summary>Whether the change is here.</summary>
    public bool IsChanged => Before != After;
}
