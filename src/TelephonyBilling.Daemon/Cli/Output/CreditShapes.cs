using TelephonyBilling.Engine.TopUps;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Credit that was bought or given.</summary>
internal sealed record TopUpShape
{
    public required string Id { get; init; }
    public required string Account { get; init; }
    public required string Source { get; init; }
    public required string Amount { get; init; }
    public required string Currency { get; init; }
    public required string State { get; init; }
    public bool Automatic { get; init; }
    public required DateTime RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
    public string? Reference { get; init; }
    public string? ActionLink { get; init; }
    public string? ErrorCode { get; init; }
    public string? Error { get; init; }
    public int Attempts { get; init; }
    public DateTime? RetryAt { get; init; }
    public string? Note { get; init; }

    internal static TopUpShape Of(TopUp topUp) =>
        new()
        {
            Id = topUp.Id,
            Account = topUp.Account,
            Source = Words.Of(topUp.Source),
            Amount = topUp.Amount.ToDecimalString(),
            Currency = topUp.Amount.Currency.Code,
            State = Words.Of(topUp.State),
            Automatic = topUp.IsAutomatic,
            RequestedAt = topUp.RequestedAt.UtcDateTime,
            RequestedBy = topUp.RequestedBy,
            DecidedAt = topUp.DecidedAt?.UtcDateTime,
            Reference = Words.NullIfEmpty(topUp.Reference),
            ActionLink = Words.NullIfEmpty(topUp.ActionLink),
            ErrorCode = Words.NullIfEmpty(topUp.ErrorCode),
            Error = Words.NullIfEmpty(topUp.Error),
            Attempts = topUp.Attempts,
            RetryAt = topUp.IsOpen ? topUp.RetryAt?.UtcDateTime : null,
            Note = Words.NullIfEmpty(topUp.Note),
        };
}

/// <summary>A top-up and what went back of it.</summary>
internal sealed record WholeTopUpShape
{
    public required TopUpShape TopUp { get; init; }
    public required IReadOnlyList<RefundShape> Refunds { get; init; }
}

/// <summary>Money of a top-up that goes back.</summary>
internal sealed record RefundShape
{
    public required string Id { get; init; }
    public required string TopUp { get; init; }
    public required string Account { get; init; }
    public required string Kind { get; init; }
    public required string Amount { get; init; }
    public required string Covered { get; init; }
    public required string Currency { get; init; }
    public required string State { get; init; }
    public required DateTime RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
    public string? Reference { get; init; }
    public string? Error { get; init; }
    public string? Note { get; init; }

    internal static RefundShape Of(Refund refund) =>
        new()
        {
            Id = refund.Id,
            TopUp = refund.TopUp,
            Account = refund.Account,
            Kind = Words.Of(refund.Kind),
            Amount = refund.Amount.ToDecimalString(),
            Covered = refund.Covered.ToDecimalString(),
            Currency = refund.Amount.Currency.Code,
            State = Words.Of(refund.State),
            RequestedAt = refund.RequestedAt.UtcDateTime,
            RequestedBy = refund.RequestedBy,
            DecidedAt = refund.DecidedAt?.UtcDateTime,
            Reference = Words.NullIfEmpty(refund.Reference),
            Error = Words.NullIfEmpty(refund.Error),
            Note = Words.NullIfEmpty(refund.Note),
        };
}

/// <summary>How much credit is bought at once.</summary>
internal sealed record PacksShape
{
    public required IReadOnlyList<string> Packs { get; init; }
    public required string Least { get; init; }
    public required string Most { get; init; }
}

/// <summary>The card of an account, which the payment provider keeps.</summary>
internal sealed record CardShape
{
    public required string Account { get; init; }
    public required string State { get; init; }
    public string? Brand { get; init; }
    public string? Last4 { get; init; }
    public string? Expires { get; init; }
    public bool CanBeCharged { get; init; }
    public bool NeedsConfirmation { get; init; }
    public int WrongAmounts { get; init; }

    internal static CardShape Of(Card card) =>
        new()
        {
            Account = card.Account,
            State = Words.Of(card.State),
            Brand = Words.NullIfEmpty(card.Brand),
            Last4 = Words.NullIfEmpty(card.Last4),
            Expires = Words.NullIfEmpty(card.Expires),
            CanBeCharged = card.CanBeCharged,
            NeedsConfirmation = card.NeedsConfirmation,
            WrongAmounts = card.ConfirmationTries,
        };
}

/// <summary>Where a card is entered.</summary>
internal sealed record CardLinkShape
{
    public required string Account { get; init; }
    public required string Link { get; init; }
}
