using System.Text.Json;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>A mail of the outbox.</summary>
internal sealed record MailShape
{
    public required long Id { get; init; }
    public required string Kind { get; init; }
    public string? Account { get; init; }
    public required string State { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required int Attempts { get; init; }
    public DateTime? DueAt { get; init; }
    public DateTime? SentAt { get; init; }
    public required IReadOnlyList<string> DeliveredTo { get; init; }
    public string? Error { get; init; }
    public required string Cause { get; init; }
    public required JsonElement Data { get; init; }

    internal static MailShape Of(OutboxMail mail)
    {
        using var data = JsonDocument.Parse(mail.Data);
        return new MailShape
        {
            Id = mail.Id,
            Kind = mail.Kind,
            Account = mail.Account,
            State = Words.Of(mail.State),
            CreatedAt = mail.CreatedAt.UtcDateTime,
            Attempts = mail.Attempts,
            DueAt = mail.State == MailState.Waiting ? mail.DueAt.UtcDateTime : null,
            SentAt = mail.SentAt?.UtcDateTime,
            DeliveredTo = mail.Delivered,
            Error = mail.Error.Length > 0 ? mail.Error : null,
            Cause = mail.Cause,
            Data = data.RootElement.Clone(),
        };
    }
}

/// <summary>A mail's template in one language, tried with an example.</summary>
internal sealed record TemplateShape
{
    public required string Language { get; init; }
    public required string Kind { get; init; }
    public required string Source { get; init; }
    public required string Subject { get; init; }
    public string? Problem { get; init; }

    internal static TemplateShape Of(TemplateFinding finding) =>
        new()
        {
            Language = finding.Language,
            Kind = finding.Kind,
            Source = finding.Source,
            Subject = finding.Subject,
            Problem = finding.Problem,
        };
}

/// <summary>A balance below which an account is told.</summary>
internal sealed record ThresholdShape
{
    public required string Account { get; init; }
    public required string Below { get; init; }
    public required string Currency { get; init; }
    public required bool Armed { get; init; }
    public DateTime? LastToldAt { get; init; }

    internal static ThresholdShape Of(NoticeThreshold threshold) =>
        new()
        {
            Account = threshold.Account,
            Below = threshold.Below.ToDecimalString(),
            Currency = threshold.Below.Currency.Code,
            Armed = threshold.IsArmed,
            LastToldAt = threshold.LastToldAt?.UtcDateTime,
        };
}
