namespace TelephonyBilling.Daemon.Cli.Output;

// As Shapes.cs: the JSON of rates, decks, plans, rules and rates of exchange.

/// <summary>A rate.</summary>
internal sealed record RateShape
{
    public required string Service { get; init; }
    public required string Origin { get; init; }
    public required string Prefix { get; init; }
    public required string Destination { get; init; }
    public required string ConnectionFee { get; init; }
    public required string RatePerMinute { get; init; }
    public required string Currency { get; init; }
    public required string Increments { get; init; }
    public bool Free { get; init; }
    public bool Blocked { get; init; }
    public string? BlockReason { get; init; }
    public DateTime? EffectiveFrom { get; init; }
}

/// <summary>What a look-up found: in one deck, or for an account, with everything that lies over its decks.</summary>
internal sealed record LookupShape
{
    public required string Number { get; init; }
    public required string Service { get; init; }
    public string? Deck { get; init; }
    public RateShape? Rate { get; init; }
    public string? Account { get; init; }
    public string? Plan { get; init; }
    public string? Origin { get; init; }
    public string? Destination { get; init; }
    public RuleShape? PlanRule { get; init; }
    public RuleShape? AccountRule { get; init; }
    public PriceShape? Price { get; init; }
    public string? ExchangeRate { get; init; }

    /// <summary>The account's currency: that of the next three.</summary>
    public string? Currency { get; init; }
    public string? OnAnswer { get; init; }
    public string? PerMinute { get; init; }
    public string? OneMinuteCall { get; init; }
    public bool Free { get; init; }
    public bool NeedsCredit { get; init; }
    public bool Blocked { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }
    public IReadOnlyList<string> Steps { get; init; } = [];
}

/// <summary>A price.</summary>
internal sealed record PriceShape
{
    public required string ConnectionFee { get; init; }
    public required string RatePerMinute { get; init; }
    public required string Increments { get; init; }
    public required string Currency { get; init; }
}

/// <summary>A rule of a plan or an account.</summary>
internal sealed record RuleShape
{
    public long Id { get; init; }
    public string? Plan { get; init; }
    public string? Account { get; init; }
    public string? Service { get; init; }
    public string? Prefix { get; init; }
    public string? Country { get; init; }
    public required string Effect { get; init; }
    public PriceShape? Price { get; init; }
    public int? Percent { get; init; }
    public string? BlockReason { get; init; }
    public string? Destination { get; init; }
    public string? Note { get; init; }
}

/// <summary>A plan and its decks.</summary>
internal sealed record PlanShape
{
    public required string Name { get; init; }

    /// <summary>For every service that has none of its own.</summary>
    public required IReadOnlyList<string> Decks { get; init; }
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> ServiceDecks { get; init; }
    public required IReadOnlyList<RuleShape> Rules { get; init; }
}

/// <summary>A deck.</summary>
internal sealed record DeckShape
{
    public required string Name { get; init; }
    public required string Currency { get; init; }

    /// <summary>In force now.</summary>
    public long Rates { get; init; }
    public int Versions { get; init; }
    public DateTime? NextFrom { get; init; }
    public required IReadOnlyList<string> Plans { get; init; }
}

/// <summary>A version of a deck.</summary>
internal sealed record VersionShape
{
    public required string Deck { get; init; }
    public required string Currency { get; init; }
    public DateTime? EffectiveFrom { get; init; }
    public required string State { get; init; }
    public DateTime ImportedAt { get; init; }
    public long Rates { get; init; }
    public required string Source { get; init; }
}

/// <summary>A rate of exchange.</summary>
internal sealed record ExchangeShape
{
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Rate { get; init; }
    public DateTime EffectiveFrom { get; init; }
    public required string State { get; init; }
}

/// <summary>What an import did, or why it did nothing.</summary>
internal sealed record ImportShape
{
    public required string Deck { get; init; }
    public required string Currency { get; init; }
    public bool Imported { get; init; }
    public bool DryRun { get; init; }
    public int Rates { get; init; }
    public string? Checksum { get; init; }
    public DateTime? EffectiveFrom { get; init; }
    public DifferenceShape? Difference { get; init; }
    public int ErrorCount { get; init; }
    public IReadOnlyList<RateErrorShape> Errors { get; init; } = [];
}

/// <summary>What an import changes.</summary>
internal sealed record DifferenceShape
{
    public DateTime At { get; init; }
    public int? Before { get; init; }
    public int New { get; init; }
    public int Changed { get; init; }
    public int Gone { get; init; }
    public int Unchanged { get; init; }
    public int Dearer { get; init; }
    public int Cheaper { get; init; }
    public int Mixed { get; init; }
    public int FreeToPaid { get; init; }
    public int PaidToFree { get; init; }
    public int Blocked { get; init; }
    public int Unblocked { get; init; }
    public required IReadOnlyList<RateChangeShape> Rows { get; init; }
}

/// <summary>What becomes of one row.</summary>
internal sealed record RateChangeShape
{
    public required string Change { get; init; }
    public required string Prefix { get; init; }
    public bool Dearer { get; init; }
    public bool Cheaper { get; init; }
    public bool Mixed { get; init; }
    public bool FreeToPaid { get; init; }
    public bool PaidToFree { get; init; }
    public bool Blocked { get; init; }
    public bool Unblocked { get; init; }
    public RateShape? Before { get; init; }
    public RateShape? After { get; init; }
}

/// <summary>One error of a rate file.</summary>
internal sealed record RateErrorShape(int Line, string Column, string Value, string Reason);
