using System.Diagnostics.Metrics;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Engine.Gating;

namespace TelephonyBilling.Engine;

/// <summary>What the engine counts, under the meter <c>TelephonyBilling.Engine</c>. Times are in seconds.</summary>
public sealed class EngineMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "TelephonyBilling.Engine";

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<double> gateSeconds;
    private readonly Counter<long> decisions;
    private readonly Counter<long> refusals;
    private readonly Histogram<double> fundedSeconds;
    private readonly Histogram<double> leaseSeconds;
    private readonly Counter<long> answered;
    private readonly Counter<long> settled;
    private readonly Counter<long> released;
    private readonly Counter<long> billedSeconds;
    private readonly Counter<long> charged;
    private readonly Counter<long> outlived;
    private readonly Counter<long> unpaid;
    private readonly Counter<long> strange;
    private readonly Counter<long> repaired;
    private readonly Counter<long> stopped;

    /// <summary>Makes the instruments.</summary>
    public EngineMetrics()
    {
        gateSeconds = meter.CreateHistogram<double>(
            "gate.duration",
            "s",
            "From the request to the decision."
        );
        decisions = meter.CreateCounter<long>(
            "gate.decisions",
            null,
            "Calls allowed, passed and denied."
        );
        refusals = meter.CreateCounter<long>("gate.refusals", null, "Calls denied, by reason.");
        fundedSeconds = meter.CreateHistogram<double>(
            "call.funded",
            "s",
            "Connected time of a first reservation."
        );
        leaseSeconds = meter.CreateHistogram<double>(
            "lease.duration",
            "s",
            "From a lease sent to its confirmation."
        );
        answered = meter.CreateCounter<long>("calls.answered", null, "Calls connected.");
        settled = meter.CreateCounter<long>(
            "calls.settled",
            null,
            "Calls charged, by reason of their end."
        );
        released = meter.CreateCounter<long>(
            "calls.released",
            null,
            "Calls over without an answer."
        );
        billedSeconds = meter.CreateCounter<long>(
            "billed",
            "s",
            "Connected time that was charged."
        );
        charged = meter.CreateCounter<long>(
            "charged.micros",
            null,
            "Money charged, in millionths of its currency's unit."
        );
        outlived = meter.CreateCounter<long>(
            "lease.outlived",
            null,
            "Legs that had to be hung up after their lease."
        );
        unpaid = meter.CreateCounter<long>(
            "legs.unpaid",
            null,
            "Trunk legs of no open call, hung up."
        );
        strange = meter.CreateCounter<long>(
            "legs.strange",
            null,
            "Trunk legs of calls that this database never knew, hung up: another daemon with another database serves the PBX too."
        );
        repaired = meter.CreateCounter<long>(
            "recovery.calls",
            null,
            "Open calls compared with a switch, by outcome."
        );
        stopped = meter.CreateCounter<long>(
            "features.stopped",
            null,
            "Features whose money ended, by whether the switch could stop them."
        );
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void GateDecided(string pbx, GateDecision decision, TimeSpan took)
    {
        var text = decision switch
        {
            GateDecision.Allow => "allow",
            GateDecision.Pass => "pass",
            _ => "deny",
        };
        decisions.Add(1, new("pbx", pbx), new("decision", text));
        gateSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("decision", text));
        if (decision is GateDecision.Allow { Call.FundedSeconds: var funded })
        {
            fundedSeconds.Record(funded);
        }
    }

    internal void Refused(RefusalReason reason) =>
        refusals.Add(1, new KeyValuePair<string, object?>("reason", reason.ToText()));

    internal void LeaseSet(string pbx, TimeSpan took) =>
        leaseSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("pbx", pbx));

    internal void Answered(string pbx) =>
        answered.Add(1, new KeyValuePair<string, object?>("pbx", pbx));

    internal void Settled(string pbx, CallSettlement settlement)
    {
        settled.Add(
            1,
            new("pbx", pbx),
            new("reason", settlement.Reason.ToText()),
            new("estimated", settlement.Estimated ? "yes" : "no")
        );
        billedSeconds.Add(settlement.BilledSeconds, new KeyValuePair<string, object?>("pbx", pbx));
        charged.Add(
            settlement.Charge.Micros,
            new KeyValuePair<string, object?>("currency", settlement.Charge.Currency.Code)
        );
    }

    internal void Released(string pbx, EndReason reason) =>
        released.Add(1, new("pbx", pbx), new("reason", reason.ToText()));

    internal void LeaseOutlived(string pbx) =>
        outlived.Add(1, new KeyValuePair<string, object?>("pbx", pbx));

    internal void UnpaidLeg(string pbx) =>
        unpaid.Add(1, new KeyValuePair<string, object?>("pbx", pbx));

    internal void StrangeLeg(string pbx) =>
        strange.Add(1, new KeyValuePair<string, object?>("pbx", pbx));

    internal void FeatureStopped(string pbx, bool done) =>
        stopped.Add(1, new("pbx", pbx), new("done", done ? "yes" : "no"));

    internal void Repaired(string pbx, string outcome, int count) =>
        repaired.Add(count, new("pbx", pbx), new("outcome", outcome));

    internal void ObserveCalls(Func<int> openCalls, Func<int> inbox)
    {
        meter.CreateObservableGauge("calls.open", openCalls, null, "Calls that hold money.");
        meter.CreateObservableGauge(
            "meter.inbox",
            inbox,
            null,
            "Messages that wait for the meter loop."
        );
    }
}
