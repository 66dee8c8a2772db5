namespace TelephonyBilling.Daemon.Cli.Output;

// The JSON of the command line: a contract with whoever scripts it. Amounts are decimal strings in the account's currency,
// times UTC. Fields are only ever added.

/// <summary>An account and its money.</summary>
internal sealed record AccountShape
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required string Plan { get; init; }
    public required string Status { get; init; }
    public required string Balance { get; init; }
    public required string Held { get; init; }
    public required string Available { get; init; }
    public int? MaxCalls { get; init; }
    public required string TimeZone { get; init; }
    public required string MinBalance { get; init; }
    public string? MaxRatePerMinute { get; init; }
    public string? MaxConnectionFee { get; init; }
    public string? Email { get; init; }
    public string? BillingEmail { get; init; }
    public string? BillingAddress { get; init; }
    public required string Language { get; init; }
    public bool Trial { get; init; }
    public bool NeedsCardConfirmation { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>A number that an account owns.</summary>
internal sealed record NumberShape
{
    public required string Number { get; init; }
    public required string Account { get; init; }
    public required string Kind { get; init; }
    public required string Country { get; init; }
    public bool International { get; init; }
    public int? MaxCalls { get; init; }
    public int? MaxCallsPerCaller { get; init; }
    public int? MaxCallsPerCallerPerHour { get; init; }
    public required string Status { get; init; }
    public string? MonthlyFee { get; init; }
    public DateTime? PaidUntil { get; init; }
}

/// <summary>A PBX endpoint and who pays for it.</summary>
internal sealed record ExtensionShape
{
    public required string Endpoint { get; init; }
    public required string Account { get; init; }
    public string? AccountCode { get; init; }
    public string? Member { get; init; }
    public string? Department { get; init; }
    public string? Number { get; init; }
    public bool International { get; init; }
    public int? MaxCalls { get; init; }
    public bool Fax { get; init; }
}

/// <summary>A person of an account.</summary>
internal sealed record MemberShape
{
    public required string Account { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public required string Role { get; init; }
    public string? Department { get; init; }
}

/// <summary>A ledger entry.</summary>
internal sealed record EntryShape
{
    public long Id { get; init; }
    public required string Account { get; init; }
    public required string Kind { get; init; }
    public required string Amount { get; init; }
    public required string BalanceAfter { get; init; }
    public required string Currency { get; init; }
    public required string Cause { get; init; }
    public required string Note { get; init; }
    public required string Actor { get; init; }
    public DateTime At { get; init; }
}

/// <summary>What became of an entry that was to be posted.</summary>
internal sealed record PostingShape
{
    public required string Outcome { get; init; }
    public required EntryShape Entry { get; init; }
}

/// <summary>What a plan takes for a feature of a call.</summary>
internal sealed record SurchargeShape
{
    public required string Plan { get; init; }
    public required string Feature { get; init; }
    public required string ConnectionFee { get; init; }
    public required string RatePerMinute { get; init; }
    public required string Currency { get; init; }
    public required string Increments { get; init; }
}

/// <summary>A call.</summary>
internal record CallShape
{
    public required string Id { get; init; }
    public required string Account { get; init; }
    public required string Service { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Dialled { get; init; }
    public required string Destination { get; init; }
    public required string State { get; init; }
    public DateTime AuthorisedAt { get; init; }
    public DateTime? AnsweredAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public decimal ConnectedSeconds { get; init; }
    public long BilledSeconds { get; init; }
    public long FundedSeconds { get; init; }
    public string? ConnectionFee { get; init; }
    public string? RatePerMinute { get; init; }
    public string? RateCurrency { get; init; }
    public string? ExchangeRate { get; init; }
    public string? Increments { get; init; }
    public string? Plan { get; init; }
    public string? Deck { get; init; }
    public string? Prefix { get; init; }
    public string? Origin { get; init; }
    public string? Charge { get; init; }
    public required string Held { get; init; }
    public string? Currency { get; init; }
    public string? EndReason { get; init; }
    public int Cause { get; init; }
    public bool Estimated { get; init; }
    public bool ClockStepped { get; init; }
    public required string Pbx { get; init; }
    public string? Uniqueid { get; init; }
    public string? Number { get; init; }
    public string? Extension { get; init; }
    public string? Member { get; init; }
    public string? Department { get; init; }

    /// <summary>A surcharge: the call that it belongs to.</summary>
    public string? Parent { get; init; }
}

/// <summary>A call with all that is charged beside it.</summary>
internal sealed record WholeCallShape : CallShape
{
    public WholeCallShape() { }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public WholeCallShape(CallShape call)
        : base(call) { }

    public IReadOnlyList<CallShape> Surcharges { get; init; } = [];
}

/// <summary>What an account used in a month; its calls are beside it.</summary>
internal sealed record UsageShape
{
    public required string Account { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required string TimeZone { get; init; }
    public required string Month { get; init; }
    public DateTime From { get; init; }
    public DateTime Until { get; init; }
    public long TollFreeCalls { get; init; }
    public long InternationalCalls { get; init; }
    public long OtherCalls { get; init; }
    public long Surcharges { get; init; }
    public long UnansweredCalls { get; init; }
    public long RefusedCalls { get; init; }
    public long OpenCalls { get; init; }
    public required UsageSumShape Total { get; init; }
    public required IReadOnlyList<UsageSumShape> ByService { get; init; }
    public required IReadOnlyList<UsageSumShape> ByMember { get; init; }
    public required IReadOnlyList<UsageSumShape> ByDepartment { get; init; }
    public required IReadOnlyList<UsageSumShape> ByDestination { get; init; }
}

/// <summary>What some calls come to.</summary>
internal sealed record UsageSumShape
{
    public string? Name { get; init; }
    public long Calls { get; init; }
    public decimal ConnectedSeconds { get; init; }
    public long BilledSeconds { get; init; }
    public required string Charge { get; init; }
}

/// <summary>A month of a ledger; its entries are beside it.</summary>
internal sealed record StatementShape
{
    public required string Account { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required string TimeZone { get; init; }
    public required string Month { get; init; }
    public DateTime From { get; init; }
    public DateTime Until { get; init; }
    public required string Opening { get; init; }
    public required string Closing { get; init; }
    public bool AddsUp { get; init; }
    public required IReadOnlyList<KindSumShape> ByKind { get; init; }
}

/// <summary>What the entries of one kind come to.</summary>
internal sealed record KindSumShape
{
    public required string Kind { get; init; }
    public long Entries { get; init; }
    public required string Amount { get; init; }
}

/// <summary>An entry of a statement.</summary>
internal sealed record StatementEntryShape
{
    public long Id { get; init; }
    public DateTime At { get; init; }
    public required string Kind { get; init; }
    public required string Text { get; init; }
    public required string Amount { get; init; }
    public required string Balance { get; init; }
    public required string Cause { get; init; }
    public required string Note { get; init; }
    public required string Actor { get; init; }
}

/// <summary>What calls of the past would cost on other rates.</summary>
internal sealed record SimulationShape
{
    public required string Rates { get; init; }
    public DateTime At { get; init; }
    public required string Currency { get; init; }
    public long UnansweredCalls { get; init; }
    public long UnchargeableCalls { get; init; }
    public long UnpricedCalls { get; init; }
    public required RepricingShape Total { get; init; }
    public required IReadOnlyList<RepricingShape> ByDestination { get; init; }
    public required IReadOnlyList<UnpricedShape> Unpriced { get; init; }
}

/// <summary>What some calls cost and would cost; null: nobody said what they cost.</summary>
internal sealed record RepricingShape
{
    public required string Destination { get; init; }
    public long Calls { get; init; }
    public decimal ConnectedSeconds { get; init; }
    public long BilledSeconds { get; init; }
    public string? Charged { get; init; }
    public required string Cost { get; init; }
    public string? Difference { get; init; }
}

/// <summary>A call that can't be priced.</summary>
internal sealed record UnpricedShape(int Line, string To, string Reason);

/// <summary>A call that goes on.</summary>
internal sealed record LiveCallShape : CallShape
{
    public LiveCallShape() { }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public LiveCallShape(CallShape call)
        : base(call) { }

    public decimal RemainingSeconds { get; init; }
    public string CostSoFar { get; init; } = "0.00";
}

/// <summary>A change of what an operator sets.</summary>
internal sealed record AuditShape
{
    public long Id { get; init; }
    public DateTime At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public required IReadOnlyList<string> Changed { get; init; }
    public IReadOnlyDictionary<string, string?>? Before { get; init; }
    public IReadOnlyDictionary<string, string?>? After { get; init; }
}

/// <summary>Somebody's limits on use. A limit that is not set is null.</summary>
internal sealed record LimitShape
{
    public required string Account { get; init; }
    public required string Scope { get; init; }
    public required string Subject { get; init; }
    public string? SpendPerCall { get; init; }
    public string? SpendPerHour { get; init; }
    public string? SpendPerDay { get; init; }
    public int? CallsPerMinute { get; init; }
    public int? CallsPerHour { get; init; }
    public int? MaxCallsToDestination { get; init; }
    public int? MaxCallSeconds { get; init; }
    public string? Hours { get; init; }
    public LimitUseShape? Used { get; init; }
}

/// <summary>What is used of the limits that are set: charged or held, begun, open.</summary>
internal sealed record LimitUseShape
{
    public string? SpendPerHour { get; init; }
    public string? SpendPerDay { get; init; }
    public int? CallsPerMinute { get; init; }
    public int? CallsPerHour { get; init; }
    public int? MaxCallsToDestination { get; init; }
}

/// <summary>Something that happened.</summary>
internal sealed record EventShape
{
    public long Id { get; init; }
    public DateTime At { get; init; }
    public string? Account { get; init; }
    public required string Kind { get; init; }
    public required string Subject { get; init; }
    public required string Detail { get; init; }
    public string? Call { get; init; }
}

/// <summary>What a check of the ledger found.</summary>
internal sealed record VerifyShape
{
    public bool Ok { get; init; }
    public long Accounts { get; init; }
    public long Entries { get; init; }
    public long OpenCalls { get; init; }
    public required IReadOnlyList<string> Faults { get; init; }
}

/// <summary>What the gate would say of a call, and why.</summary>
internal sealed record ExplainShape
{
    public required string Dialled { get; init; }
    public required string Direction { get; init; }
    public required string Verdict { get; init; }
    public string? Reason { get; init; }
    public string? Detail { get; init; }
    public string? Number { get; init; }
    public string? Service { get; init; }
    public string? Account { get; init; }
    public string? Extension { get; init; }
    public string? CallerNumber { get; init; }
    public string? Plan { get; init; }
    public RateShape? Rate { get; init; }
    public string? Currency { get; init; }
    public string? Available { get; init; }
    public string? LeastCost { get; init; }
    public long? FundedSeconds { get; init; }
    public long? FirstReservationSeconds { get; init; }
    public string? Prompt { get; init; }
    public int? Cause { get; init; }
    public required IReadOnlyList<string> Steps { get; init; }
}

/// <summary>One check of the doctor.</summary>
internal sealed record CheckShape
{
    public required string Name { get; init; }
    public required string Result { get; init; }
    public required string Found { get; init; }
    public string? Mend { get; init; }
}

/// <summary>A timed job, its last run and its next one.</summary>
internal sealed record JobShape
{
    public required string Name { get; init; }
    public required string Summary { get; init; }
    public required string Schedule { get; init; }
    public DateTime? NextRunAt { get; init; }
    public DateTime? LastRunAt { get; init; }
    public string? LastOutcome { get; init; }
    public string? LastDetail { get; init; }
}

/// <summary>When an account is recharged by itself.</summary>
internal sealed record RechargeShape
{
    public required string Account { get; init; }
    public bool Enabled { get; init; }
    public required string Threshold { get; init; }
    public required string Amount { get; init; }
    public required string Currency { get; init; }
    public required string Source { get; init; }
    public string? MaxPerDay { get; init; }
    public string? MaxPerMonth { get; init; }
    public int Declines { get; init; }
    public DateTime? NotBefore { get; init; }
    public string? Stopped { get; init; }
}

/// <summary>Credit that was asked for by invoice.</summary>
internal sealed record InvoiceRequestShape
{
    public required string TopUp { get; init; }
    public required string Account { get; init; }
    public required string Amount { get; init; }
    public required string Currency { get; init; }
    public DateTime RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
}

/// <summary>An invoice for credit.</summary>
internal sealed record InvoiceShape
{
    public required string Number { get; init; }
    public required string Account { get; init; }
    public required string TopUp { get; init; }
    public required string Credit { get; init; }
    public required string Tax { get; init; }
    public required string Total { get; init; }
    public required string Currency { get; init; }
    public DateTime IssuedAt { get; init; }
    public DateTime DueAt { get; init; }
    public DateTime? PaidAt { get; init; }
    public string? Payment { get; init; }
}
