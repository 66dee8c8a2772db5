using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Serialises the shapes without reflection, so that a verb starts quickly.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
)]
[JsonSerializable(typeof(AccountShape))]
[JsonSerializable(typeof(IReadOnlyList<AccountShape>))]
[JsonSerializable(typeof(NumberShape))]
[JsonSerializable(typeof(IReadOnlyList<NumberShape>))]
[JsonSerializable(typeof(ExtensionShape))]
[JsonSerializable(typeof(IReadOnlyList<ExtensionShape>))]
[JsonSerializable(typeof(MemberShape))]
[JsonSerializable(typeof(IReadOnlyList<MemberShape>))]
[JsonSerializable(typeof(PostingShape))]
[JsonSerializable(typeof(IReadOnlyList<EntryShape>))]
[JsonSerializable(typeof(SurchargeShape))]
[JsonSerializable(typeof(IReadOnlyList<SurchargeShape>))]
[JsonSerializable(typeof(LookupShape))]
[JsonSerializable(typeof(IReadOnlyList<RateShape>))]
[JsonSerializable(typeof(ImportShape))]
[JsonSerializable(typeof(WholeCallShape))]
[JsonSerializable(typeof(IReadOnlyList<DeckShape>))]
[JsonSerializable(typeof(IReadOnlyList<VersionShape>))]
[JsonSerializable(typeof(PlanShape))]
[JsonSerializable(typeof(IReadOnlyList<PlanShape>))]
[JsonSerializable(typeof(RuleShape))]
[JsonSerializable(typeof(IReadOnlyList<RuleShape>))]
[JsonSerializable(typeof(IReadOnlyList<ExchangeShape>))]
[JsonSerializable(typeof(CallShape))]
[JsonSerializable(typeof(IReadOnlyList<CallShape>))]
[JsonSerializable(typeof(IReadOnlyList<LiveCallShape>))]
[JsonSerializable(typeof(IReadOnlyList<AuditShape>))]
[JsonSerializable(typeof(UsageShape))]
[JsonSerializable(typeof(LimitShape))]
[JsonSerializable(typeof(IReadOnlyList<LimitShape>))]
[JsonSerializable(typeof(IReadOnlyList<EventShape>))]
[JsonSerializable(typeof(StatementShape))]
[JsonSerializable(typeof(StatementEntryShape))]
[JsonSerializable(typeof(SimulationShape))]
[JsonSerializable(typeof(VerifyShape))]
[JsonSerializable(typeof(ExplainShape))]
[JsonSerializable(typeof(IReadOnlyList<CheckShape>))]
[JsonSerializable(typeof(IReadOnlyList<JobShape>))]
[JsonSerializable(typeof(RechargeShape))]
[JsonSerializable(typeof(TopUpShape))]
[JsonSerializable(typeof(IReadOnlyList<TopUpShape>))]
[JsonSerializable(typeof(WholeTopUpShape))]
[JsonSerializable(typeof(RefundShape))]
[JsonSerializable(typeof(PacksShape))]
[JsonSerializable(typeof(CardShape))]
[JsonSerializable(typeof(CardLinkShape))]
[JsonSerializable(typeof(MailShape))]
[JsonSerializable(typeof(IReadOnlyList<MailShape>))]
[JsonSerializable(typeof(IReadOnlyList<TemplateShape>))]
[JsonSerializable(typeof(IReadOnlyList<ThresholdShape>))]
[JsonSerializable(typeof(InvoiceShape))]
[JsonSerializable(typeof(IReadOnlyList<InvoiceRequestShape>))]
[JsonSerializable(typeof(IReadOnlyList<InvoiceShape>))]
internal sealed partial class ShapeContext : JsonSerializerContext
{
    /// <summary>Names in all scripts stay readable; the output is never put into HTML.</summary>
    internal static ShapeContext Readable { get; } = new(Settings(indented: true));

    /// <summary>As above, each document on one line.</summary>
    internal static ShapeContext Lines { get; } = new(Settings(indented: false));

    private static JsonSerializerOptions Settings(bool indented) =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
        };
}
