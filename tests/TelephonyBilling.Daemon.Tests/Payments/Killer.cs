using TelephonyBilling.Engine.Payments;
using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Tests.Payments;

/// <summary>The process dies at one of its steps: whatever was under way is abandoned there.</summary>
internal sealed class Killer
{
    private readonly Lock gate = new();
    private int steps;
    private int deadly;

    /// <summary>At which steps it struck, by their names.</summary>
    internal Dictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    /// <summary>Strikes at a step from here on, the first being 1; 0: never.</summary>
    internal void Arm(int step) => (steps, deadly) = (0, step);

    internal void Step(string name)
    {
        lock (gate)
        {
            if (++steps == deadly)
            {
                Struck[name] = Struck.GetValueOrDefault(name) + 1;
                throw new KilledException();
            }
        }
    }

    /// <summary>Does something that the process may die before, or after without hearing of it.</summary>
    internal async Task<T> AroundAsync<T>(string name, Func<Task<T>> act)
    {
        Step($"before {name}");
        var result = await act();
        Step($"after {name}");
        return result;
    }
}

/// <summary>There is no process any more.</summary>
internal sealed class KilledException : Exception;

/// <summary>A store whose process may die around each write.</summary>
internal sealed class KillableTopUps(ITopUpStore inner, Killer killer) : ITopUpStore
{
    public Task<TopUpRequest> RequestAsync(NewTopUp topUp, CancellationToken cancellationToken) =>
        killer.AroundAsync("request", () => inner.RequestAsync(topUp, cancellationToken));

    public Task<TopUp> BeginAsync(
        string id,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) => killer.AroundAsync("begin", () => inner.BeginAsync(id, retryAt, cancellationToken));

    public Task<(TopUp TopUp, bool Posted)> SucceedAsync(
        string id,
        string reference,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        killer.AroundAsync(
            "credit",
            () => inner.SucceedAsync(id, reference, at, cancellationToken)
        );

    public Task<TopUp> FailAsync(
        string id,
        TopUpFailure failure,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        killer.AroundAsync(
            "fail",
            () => inner.FailAsync(id, failure, policy, at, cancellationToken)
        );

    public Task<TopUp> DoubtAsync(
        string id,
        string error,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) => killer.AroundAsync("doubt", () => inner.DoubtAsync(id, error, retryAt, cancellationToken));

    public Task<TopUp> AwaitAsync(
        string id,
        string reference,
        string actionLink,
        DateTimeOffset retryAt,
        CancellationToken cancellationToken
    ) =>
        killer.AroundAsync(
            "await",
            () => inner.AwaitAsync(id, reference, actionLink, retryAt, cancellationToken)
        );

    public Task<TopUpRequest> AddAsync(NewTopUp topUp, CancellationToken cancellationToken) =>
        inner.AddAsync(topUp, cancellationToken);

    public Task<TopUp?> FindAsync(string id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public Task<TopUp?> FindByReferenceAsync(
        string reference,
        CancellationToken cancellationToken
    ) => inner.FindByReferenceAsync(reference, cancellationToken);

    public Task<IReadOnlyList<TopUp>> ListAsync(
        TopUpFilter filter,
        CancellationToken cancellationToken
    ) => inner.ListAsync(filter, cancellationToken);
}

/// <summary>A store of rules whose process may die around the claim.</summary>
internal sealed class KillableRecharges(IRechargeStore inner, Killer killer) : IRechargeStore
{
    public Task<bool> SetAsync(RechargeRule rule, string by, CancellationToken cancellationToken) =>
        inner.SetAsync(rule, by, cancellationToken);

    public Task<RechargeRule?> FindAsync(string account, CancellationToken cancellationToken) =>
        inner.FindAsync(account, cancellationToken);

    public Task<IReadOnlyList<FallenAccount>> TakeFallenAsync(
        CancellationToken cancellationToken
    ) => inner.TakeFallenAsync(cancellationToken);

    public Task<IReadOnlyList<string>> DueAsync(
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => inner.DueAsync(at, cancellationToken);

    public Task<RechargeClaim> ClaimAsync(
        string account,
        bool exhausted,
        RechargePolicy policy,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        killer.AroundAsync(
            "claim",
            () => inner.ClaimAsync(account, exhausted, policy, at, cancellationToken)
        );
}

/// <summary>A provider whose asker may die around each request.</summary>
internal sealed class KillableProvider(IPaymentProvider inner, Killer killer) : IPaymentProvider
{
    public string Name => inner.Name;

    public Domain.Monetary.Money StepOf(Domain.Monetary.Currency currency) =>
        inner.StepOf(currency);

    public Task<PaymentOutcome> ChargeAsync(
        PaymentRequest request,
        CancellationToken cancellationToken
    ) => killer.AroundAsync("charge", () => inner.ChargeAsync(request, cancellationToken));

    public Task<PaymentOutcome?> FindAsync(
        PaymentInquiry inquiry,
        CancellationToken cancellationToken
    ) => killer.AroundAsync("find", () => inner.FindAsync(inquiry, cancellationToken));

    public Task<PaymentOutcome> RefundAsync(
        RefundRequest request,
        CancellationToken cancellationToken
    ) => inner.RefundAsync(request, cancellationToken);

    public Task<IReadOnlyList<ProviderRefund>> RefundsAsync(
        string payment,
        CancellationToken cancellationToken
    ) => inner.RefundsAsync(payment, cancellationToken);

    public Task<ProviderDispute?> FindDisputeAsync(
        string dispute,
        CancellationToken cancellationToken
    ) => inner.FindDisputeAsync(dispute, cancellationToken);

    public Task<CardSetup> SetUpCardAsync(CardHolder holder, CancellationToken cancellationToken) =>
        inner.SetUpCardAsync(holder, cancellationToken);

    public Task<SavedCard?> FindCardAsync(string customer, CancellationToken cancellationToken) =>
        inner.FindCardAsync(customer, cancellationToken);

    public Task RemoveCardAsync(string method, CancellationToken cancellationToken) =>
        inner.RemoveCardAsync(method, cancellationToken);
}
