using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;

namespace TelephonyBilling.Testing.Store;

/// <summary>Limits on use in memory, and the counting for them, in the plainest way; see <see cref="InMemoryBooks"/>.</summary>
internal sealed class InMemoryLimitStore(InMemoryBooks books, TimeProvider time) : ILimitStore
{
    private readonly Dictionary<LimitOwner, UsageLimits> limits = [];

    public Task<LimitChange> SetAsync(
        LimitOwner owner,
        UsageLimits limits,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
        {
            if (!books.ById.TryGetValue(owner.Account, out var account))
            {
                return LimitChange.UnknownAccount;
            }
            Check(limits, account.Account.Currency);
            if (!books.Knows(owner))
            {
                return LimitChange.UnknownSubject;
            }
            this.limits.Remove(owner);
            if (!limits.IsNone)
            {
                this.limits.Add(owner, limits);
                account
                    .Open.Where(call => IsOf(call.Record.Parties, owner.Scope, owner.Subject))
                    .ToList()
                    .ForEach(call => call.IsLimited = true);
            }
            return LimitChange.Done;
        });

    public Task<UsageLimits> FindAsync(LimitOwner owner, CancellationToken cancellationToken) =>
        books.RunAsync(() => limits.GetValueOrDefault(owner, UsageLimits.None));

    public Task<IReadOnlyList<OwnedLimits>> ListAsync(
        string? account,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync<IReadOnlyList<OwnedLimits>>(() =>
            [
                .. limits
                    .Where(pair => account is null || pair.Key.Account == account)
                    .OrderBy(pair => pair.Key.Account, StringComparer.Ordinal)
                    .ThenBy(pair => pair.Key.Scope.ToText(), StringComparer.Ordinal)
                    .ThenBy(pair => pair.Key.Subject, StringComparer.Ordinal)
                    .Select(pair => new OwnedLimits(pair.Key, pair.Value)),
            ]
        );

    public Task<UsageSoFar?> UsageAsync(
        UsageQuestion use,
        UsageLimits limits,
        CancellationToken cancellationToken
    ) =>
        books.RunAsync(() =>
            books.ById.TryGetValue(use.Owner.Account, out var account)
                ? Count(
                    account,
                    new LimitedSubject(use.Owner.Scope, use.Owner.Subject, limits),
                    use.IsInbound,
                    use.Destination,
                    time.GetUtcNow(),
                    except: null
                )
                : null
        );

    /// <summary>Its number or extension is gone, and its limits with it.</summary>
    internal void Forget(LimitScope scope, string subject)
    {
        foreach (
            var gone in limits
                .Keys.Where(owner => owner.Scope == scope && owner.Subject == subject)
                .ToList()
        )
        {
            limits.Remove(gone);
        }
    }

    internal CallAllowance AllowanceFor(NewCall call, AccountBook payer) =>
        call.LimitedBy.Aggregate(
            CallAllowance.Unlimited,
            (allowance, subject) =>
                allowance.Under(
                    subject,
                    Count(
                        payer,
                        subject,
                        call.OwnerIsTrunk,
                        call.Parties.Destination,
                        call.At,
                        except: null
                    ),
                    call.Price.Increments
                )
        );

    /// <summary>What the limits as they are now leave for more of an open call.</summary>
    internal CallAllowance AllowanceFor(BookedCall call, BillingIncrements increments) =>
        limits
            .Where(pair => pair.Key.Account == call.Payer!.Account.Id)
            .OrderBy(pair => pair.Key.Scope)
            .Select(pair => new LimitedSubject(
                pair.Key.Scope,
                pair.Key.Subject,
                pair.Value.ForCallsIn
            ))
            .Where(subject =>
                IsOf(call.Record.Parties, subject.Scope, subject.Subject)
                && !(call.OwnerIsTrunk && subject.Scope == LimitScope.Extension)
            )
            .Aggregate(
                CallAllowance.Unlimited,
                (allowance, subject) =>
                    allowance.Under(
                        subject,
                        Count(
                            call.Payer!,
                            subject,
                            call.OwnerIsTrunk,
                            destination: null,
                            time.GetUtcNow(),
                            except: call
                        ),
                        increments
                    )
            );

    private UsageSoFar Count(
        AccountBook payer,
        LimitedSubject subject,
        bool inbound,
        string? destination,
        DateTimeOffset now,
        BookedCall? except
    )
    {
        var calls = books
            .CallBook.All.Where(call =>
                call.Payer == payer
                && call != except
                && IsOf(call.Record.Parties, subject.Scope, subject.Subject)
            )
            .ToList();
        var sameWay = calls
            .Where(call => call.OwnerIsTrunk == inbound && call.Record.Parent is null)
            .ToList();
        var open = sameWay
            .Where(call => call.IsOpen)
            .CountBy(call => call.Record.Parties.Destination)
            .ToDictionary(StringComparer.Ordinal);
        return new UsageSoFar(
            Sum(payer, calls.Select(call => call.Record.Held)),
            Charged(TimeSpan.FromHours(1)),
            Charged(TimeSpan.FromHours(24))
        )
        {
            CallsInMinute = Begun(TimeSpan.FromMinutes(1)),
            CallsInHour = Begun(TimeSpan.FromHours(1)),
            CallsToDestination = destination is null
                ? open.Values.DefaultIfEmpty(0).Max()
                : open.GetValueOrDefault(destination),
        };

        Money Charged(TimeSpan window) =>
            Sum(
                payer,
                calls
                    .Where(call => call.ChargedAt > now - window)
                    .Select(call => call.Record.Charge!.Value)
            );

        int Begun(TimeSpan window) =>
            sameWay.Count(call => call.IsLimited && call.Record.AuthorisedAt > now - window);
    }

    private static Money Sum(AccountBook payer, IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero(payer.Account.Currency), (sum, amount) => sum + amount);

    private static bool IsOf(CallParties parties, LimitScope scope, string subject) =>
        scope switch
        {
            LimitScope.Account => true,
            LimitScope.Number => parties.Number == subject,
            _ => parties.Extension == subject,
        };

    private static void Check(UsageLimits limits, Currency currency)
    {
        foreach (
            var amount in (Money?[])[limits.SpendPerCall, limits.SpendPerHour, limits.SpendPerDay]
        )
        {
            if (
                amount is { IsNegative: true }
                || (amount is { } given && given.Currency != currency)
            )
            {
                throw new ArgumentException($"{amount} is no limit in {currency}.", nameof(limits));
            }
        }
        if (
            limits.CallsPerMinute < 0
            || limits.CallsPerHour < 0
            || limits.MaxCallsToDestination < 0
            || limits.MaxCallSeconds < 1
        )
        {
            throw new ArgumentException("A limit is below zero, or of no time.", nameof(limits));
        }
    }
}
