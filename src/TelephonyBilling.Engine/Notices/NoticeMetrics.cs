using System.Diagnostics.Metrics;

namespace TelephonyBilling.Engine.Notices;

/// <summary>What is counted of mails, under the meter <c>TelephonyBilling.Notices</c>. Times are in seconds.</summary>
public sealed class NoticeMetrics : IDisposable
{
    private readonly Meter meter = new("TelephonyBilling.Notices");
    private readonly Counter<long> sent;
    private readonly Counter<long> failed;
    private readonly Counter<long> died;
    private readonly Histogram<double> tries;
    private long waiting;

    /// <summary>Makes the instruments.</summary>
    public NoticeMetrics()
    {
        sent = meter.CreateCounter<long>("mails.sent", null, "Mails that went out, by kind.");
        failed = meter.CreateCounter<long>(
            "mails.failed",
            null,
            "Tries that failed and are repeated, by kind."
        );
        died = meter.CreateCounter<long>("mails.dead", null, "Mails given up, by kind.");
        tries = meter.CreateHistogram<double>(
            "mail.duration",
            "s",
            "A try to hand a mail to the mail server."
        );
        meter.CreateObservableGauge(
            "mails.waiting",
            () => Waiting,
            null,
            "Mails in the outbox that are not sent yet, when it was last looked at."
        );
    }

    /// <summary>How many mails wait.</summary>
    internal long Waiting
    {
        get => Interlocked.Read(ref waiting);
        set => Interlocked.Exchange(ref waiting, value);
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Sent(string kind) => sent.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Failed(string kind) =>
        failed.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Died(string kind) => died.Add(1, new KeyValuePair<string, object?>("kind", kind));

    internal void Tried(TimeSpan took) => tries.Record(took.TotalSeconds);
}
