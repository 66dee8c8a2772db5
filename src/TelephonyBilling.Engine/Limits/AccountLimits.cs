using TelephonyBilling.Domain.Limits;

namespace TelephonyBilling.Engine.Limits;

/// <summary>The limits of an account, of its numbers and of its extensions, as the gate looks them up for a call. Immutable.</summary>
public sealed class AccountLimits
{
    private readonly LimitedSubject? account;
    private readonly Dictionary<string, LimitedSubject> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LimitedSubject> extensions = new(StringComparer.Ordinal);

    /// <summary>Takes the limits of one account.</summary>
    public AccountLimits(IEnumerable<OwnedLimits> limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        foreach (var (owner, set) in limits)
        {
            var subject = new LimitedSubject(owner.Scope, owner.Subject, set);
            switch (owner.Scope)
            {
                case LimitScope.Account:
                    account = subject;
                    break;
                case LimitScope.Number:
                    numbers.Add(owner.Subject, subject);
                    break;
                default:
                    extensions.Add(owner.Subject, subject);
                    break;
            }
        }
    }

    /// <summary>What limits a call out.</summary>
    /// <param name="number">The account's number that it is made from; null: none.</param>
    /// <param name="extension">Who calls; null: none of the account's.</param>
    public IReadOnlyList<LimitedSubject> ForCallOut(string? number, string? extension) =>
        [.. Known(account, Find(numbers, number), Find(extensions, extension))];

    /// <summary>What limits a call in: all limits of the number that is called, and some of the account's.</summary>
    public IReadOnlyList<LimitedSubject> ForCallIn(string? number)
    {
        var ofAccount = account?.Limits.ForCallsIn is { IsNone: false } some
            ? account with
            {
                Limits = some,
            }
            : null;
        return [.. Known(ofAccount, Find(numbers, number))];
    }

    /// <summary>What limits a feature of a call: what is spent and how long, since it is no call more.</summary>
    /// <param name="number">The account's number of the call; null: none.</param>
    /// <param name="extension">Who made the call; null: none of the account's.</param>
    public IReadOnlyList<LimitedSubject> ForFeature(string? number, string? extension) =>
        [
            .. ForCallOut(number, extension)
                .Select(subject => subject with { Limits = subject.Limits.ForCallsIn })
                .Where(subject => !subject.Limits.IsNone),
        ];

    private static IEnumerable<LimitedSubject> Known(params LimitedSubject?[] subjects) =>
        subjects.OfType<LimitedSubject>();

    private static LimitedSubject? Find(
        Dictionary<string, LimitedSubject> subjects,
        string? subject
    ) => subject is null ? null : subjects.GetValueOrDefault(subject);
}
