using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Retention;

namespace TelephonyBilling.Daemon.Options;

/// <summary>The whole configuration, validated. <see cref="OptionsFile"/> reads it.</summary>
/// <remarks>Every key is explained in the commented <c>telephony-billing.json</c> that is installed with the program.</remarks>
public sealed record DaemonOptions
{
    /// <summary>The switches, in the order of the file. At least one where the daemon runs.</summary>
    public IReadOnlyList<PbxOptions> Pbx { get; init; } = [];

    /// <summary>The gate's FastAGI server.</summary>
    public FastAgiOptions FastAgi { get; init; } = new();

    /// <summary>The database.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>How calls are funded and metered.</summary>
    public MeteringOptions Metering { get; init; } = new();

    /// <summary>How people dial, and what is home. It has no problems: <see cref="NumberingPlan.Validate"/> was asked.</summary>
    public NumberingPlan Numbering { get; init; } = NumberingPlan.NorthAmerica;

    /// <summary>Metrics and health.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>How credit is bought.</summary>
    public PaymentsOptions Payments { get; init; } = new();

    /// <summary>Credit that is paid by invoice.</summary>
    public InvoicingOptions Invoicing { get; init; } = new();

    /// <summary>Telephone numbers that accounts rent.</summary>
    public NumbersOptions Numbers { get; init; } = new();

    /// <summary>Mails to accounts.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Timed work.</summary>
    public JobsOptions Jobs { get; init; } = new();

    /// <summary>How long telephone numbers stay readable.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>The log.</summary>
    public LoggingOptions Logging { get; init; } = new();
}
