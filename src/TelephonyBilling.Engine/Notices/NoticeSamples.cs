using System.Text.Json;

namespace TelephonyBilling.Engine.Notices;

/// <summary>Every kind of mail that there is, each with an example of what it tells: templates are tried with them.</summary>
public static class NoticeSamples
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One of each kind, by name.</summary>
    public static IReadOnlyList<NoticeSample> All { get; } =
    [
        .. new[]
        {
            Of(new LowBalanceNotice(5_000_000, 4_120_500, Recharges: false)),
            Of(
                new CreditExhaustedNotice(
                    "261122T115512-7f3k9qx2ab",
                    "1001",
                    "442079460000",
                    "United Kingdom",
                    Noon,
                    Seconds: 420,
                    ChargeMicros: 180_000,
                    BalanceMicros: 13_333
                )
            ),
            Of(
                new TopUpDoneNotice(
                    "tu-261122T120000-7f3k9qx2ab",
                    25_000_000,
                    "USD",
                    "card",
                    Automatic: true,
                    29_120_500
                )
            ),
            Of(
                new TopUpDeclinedNotice(
                    "tu-261122T120000-7f3k9qx2ab",
                    25_000_000,
                    "USD",
                    "card",
                    Automatic: true,
                    "Your card was declined."
                )
            ),
            Of(
                new PaymentActionNotice(
                    "tu-261122T120000-7f3k9qx2ab",
                    25_000_000,
                    "USD",
                    "https://pay.example.com/confirm?id=1&step=2"
                )
            ),
            Of(new RechargeStoppedNotice("declined", 3)),
            Of(
                new RechargeRequestedNotice(
                    "tu-261122T120000-7f3k9qx2ab",
                    100_000_000,
                    "USD",
                    4_120_500
                )
            ),
            Of(new CardConfirmationNotice("visa", "4242", Tries: 3, Noon.AddDays(7))),
            Of(new InvoiceNotice("INV-2026-000042", 100_000_000, Noon, Noon.AddDays(14))),
            Of(new InvoiceOverdueNotice("INV-2026-000042", 100_000_000, Noon.AddDays(-3))),
            Of(
                new MonthlyStatementNotice(
                    "2026-11",
                    OpeningMicros: 12_500_000,
                    TopUpsMicros: 25_000_000,
                    CallsMicros: 9_379_500,
                    RentalMicros: 3_000_000,
                    RefundsMicros: 0,
                    AdjustmentsMicros: -1_000_000,
                    ClosingMicros: 24_120_500,
                    Calls: 1234,
                    Seconds: 55_020,
                    new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
                    new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)
                )
            ),
            Of(
                new LimitReachedNotice(
                    "acme",
                    "extension",
                    "1001",
                    "spend-per-day",
                    "20.00 USD",
                    "19.96 USD",
                    "refused",
                    "442079460000",
                    "261122T115512-7f3k9qx2ab",
                    "the call to +442079460000 was refused: extension 1001 may spend 20.00 USD in a day, of which 19.96 USD are charged or held"
                )
            ),
            Of(
                new RateChangeNotice(
                    Noon.AddDays(9),
                    Count: 3,
                    More: 1,
                    [
                        new RateChangeLine(
                            "United Kingdom mobile",
                            "4474",
                            Prefixes: 3,
                            "international-outbound",
                            "*",
                            "USD",
                            Free: false,
                            20_000,
                            25_000,
                            40_000,
                            40_000,
                            "60/6",
                            "60/60"
                        ),
                        new RateChangeLine(
                            "Germany",
                            "49",
                            Prefixes: 1,
                            "tollfree-inbound",
                            "US",
                            "USD",
                            Free: true,
                            0,
                            15_000,
                            0,
                            0,
                            "60/60",
                            "60/60"
                        ),
                    ]
                )
            ),
            Of(new NumberSuspendedNotice("13125550100", 2_000_000, 1_500_000)),
        }.OrderBy(sample => sample.Kind.Name, StringComparer.Ordinal),
    ];

    /// <summary>The kind of a name; null: there is none.</summary>
    public static NoticeKind? FindKind(string name) => Find(name)?.Kind;

    /// <summary>The example of a kind; null: there is none of that name.</summary>
    public static NoticeSample? Find(string name) =>
        All.FirstOrDefault(sample => sample.Kind.Name == name);

    private static NoticeSample Of<T>(T notice)
        where T : INotice => new(T.Kind, NoticeJson.Write(notice));
}

/// <summary>An example of a mail.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Data">What it tells, as in the outbox.</param>
public sealed record NoticeSample(NoticeKind Kind, string Data)
{
    /// <summary>The names that its templates may use.</summary>
    public IReadOnlyList<string> Fields { get; } = FieldsOf(Data);

    private static string[] FieldsOf(string data)
    {
        using var document = JsonDocument.Parse(data);
        return [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
    }
}
