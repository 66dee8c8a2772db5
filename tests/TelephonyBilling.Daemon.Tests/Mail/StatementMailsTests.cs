using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Mail;

/// <summary>The job <c>monthly-statement</c>, on the shipped store and on virtual time. It begins at noon of 22 November 2026.</summary>
public sealed class StatementMailsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset December = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private MailRig rig = null!;

    public async Task InitializeAsync() => rig = await MailRig.OpenAsync();

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task Month_IsTold_OnceItIsOverWhereTheAccountIs_AndOnceOnly()
    {
        await ZoneAsync("America/New_York");
        EndMonth(December.AddHours(5).AddTicks(-1));
        (await RunAsync()).Should().Be("0 statements queued");

        EndMonth(December.AddHours(5));
        (await RunAsync()).Should().Be("1 statements queued");
        (await RunAsync()).Should().Be("0 statements queued");

        var notice = await NoticeAsync();
        ((string)notice["month"]!).Should().Be("2026-11");
        notice["topUpsMicros"]!.GetValue<long>().Should().Be(10_000_000);
        DateTimeOffset
            .Parse((string)notice["from"]!, System.Globalization.CultureInfo.InvariantCulture)
            .Should()
            .Be(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero), "clocks changed since");
        DateTimeOffset
            .Parse((string)notice["until"]!, System.Globalization.CultureInfo.InvariantCulture)
            .Should()
            .Be(December.AddHours(5));
    }

    [Fact]
    public async Task Statement_AddsUp_WithWhateverMovesMoney()
    {
        await rig.QueueAsync(2); // two top-ups of 1
        await PostAsync(EntryKind.Rental, "-2.50");
        await PostAsync(EntryKind.Refund, "-1");
        await PostAsync(EntryKind.Adjustment, "-0.25");
        await PostAsync(EntryKind.Adjustment, "0.10");
        await CallAsync(1, TimeSpan.FromSeconds(61.5)); // 0.08
        await CallAsync(2, TimeSpan.FromSeconds(30)); // 0.06
        GoTo(December);
        await PostAsync(EntryKind.Adjustment, "5"); // belongs to December
        EndMonth(December);

        await RunAsync();

        var notice = await NoticeAsync();
        long Micros(string field) => notice[field]!.GetValue<long>();
        Micros("openingMicros").Should().Be(0);
        Micros("topUpsMicros").Should().Be(12_000_000);
        Micros("callsMicros").Should().Be(140_000);
        Micros("rentalMicros").Should().Be(2_500_000);
        Micros("refundsMicros").Should().Be(1_000_000);
        Micros("adjustmentsMicros").Should().Be(-150_000);
        Micros("closingMicros").Should().Be(8_210_000);
        Micros("closingMicros")
            .Should()
            .Be(
                Micros("openingMicros")
                    + Micros("topUpsMicros")
                    - Micros("callsMicros")
                    - Micros("rentalMicros")
                    - Micros("refundsMicros")
                    + Micros("adjustmentsMicros")
            );
        Micros("calls").Should().Be(2);
        Micros("seconds").Should().Be(91);

        EndMonth(December.AddMonths(1));
        await RunAsync();
        (await NoticesAsync())[1]["openingMicros"]!.GetValue<long>().Should().Be(8_210_000);
    }

    [Fact]
    public async Task MonthWithoutMovement_GetsNoMail_AndTheNextOneIsTold()
    {
        GoTo(December.AddMonths(1));
        await PostAsync(EntryKind.Adjustment, "1");
        EndMonth(December.AddMonths(2));

        (await RunAsync()).Should().Be("2 statements queued");

        (await NoticesAsync())
            .Select(notice => (string)notice["month"]!)
            .Should()
            .Equal("2026-11", "2027-01");
    }

    [Fact]
    public async Task DaemonThatWasAway_TellsEachMonth_OfAYearAtMost()
    {
        for (var month = 0; month < 15; month++)
        {
            GoTo(December.AddMonths(month));
            await PostAsync(EntryKind.Adjustment, "1");
        }
        EndMonth(December.AddMonths(15));

        await RunAsync();

        (await NoticesAsync())
            .Select(notice => (string)notice["month"]!)
            .Should()
            .Equal(
                Enumerable
                    .Range(3, 12)
                    .Select(month =>
                        December
                            .AddMonths(month)
                            .ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)
                    )
            );
    }

    [Fact]
    public async Task NobodyToWriteTo_GetsNone_NorLaterWhatIsPast()
    {
        await rig.WriteToAsync("");
        EndMonth(December);
        (await RunAsync()).Should().Be("0 statements queued");

        await rig.WriteToAsync("", "books@example.com");
        (await RunAsync()).Should().Be("0 statements queued");
        await PostAsync(EntryKind.Adjustment, "1");
        EndMonth(December.AddMonths(1));
        (await RunAsync()).Should().Be("1 statements queued");
    }

    [Fact]
    public async Task TwoNodesAtOnce_QueueOneMailForEachAccount()
    {
        for (var number = 0; number < 50; number++)
        {
            await OpenAsync($"a{number}");
        }
        EndMonth(December);

        var done = await Task.WhenAll(RunAsync(), RunAsync(), RunAsync());

        done.Sum(words =>
                int.Parse(words.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
            )
            .Should()
            .Be(51);
        (await NoticesAsync()).Should().HaveCount(51);
    }

    [Fact]
    public async Task LedgerThatDoesNotAddUp_IsSaid_ToldToNobody_AndCostsTheOthersNothing()
    {
        await OpenAsync("beta");
        EndMonth(December);
        var wrong = new ChangedStatements(
            rig.Store.Statements,
            (account, span) =>
                account == AccountId ? span with { Closing = span.Closing + Dollars("0.01") } : span
        );

        var running = () => Mails(wrong).RunAsync(default);

        (await running.Should().ThrowAsync<InvalidOperationException>())
            .Which.Message.Should()
            .StartWith("1 statements queued, 1 accounts' can't be made");
        rig.Log.Lines.Should()
            .ContainSingle()
            .Which.Should()
            .Contain("account=acme")
            .And.Contain("for 2026-11 does not add up");
        (await RunAsync()).Should().Be("1 statements queued", "once the ledger is mended");
    }

    [Fact]
    public async Task Ledger_HangsOnTheMail_AsCsv_WithoutWhatIsTheOperators()
    {
        await ZoneAsync("Europe/Paris");
        await PostAsync(EntryKind.Adjustment, "-0.25", "=HYPERLINK(1)");
        await CallAsync(1, TimeSpan.FromSeconds(61.5));
        EndMonth(December);
        await RunAsync();

        await rig.Sender(attachments: Attachment()).SendDueAsync(default);

        var file = rig.Mailer.Taken.Should().ContainSingle().Subject.Attachments.Single();
        (file.Name, file.Type).Should().Be(("statement-acme-2026-11.csv", "text/csv"));
        Encoding
            .UTF8.GetString(file.Content.Span)
            .Should()
            .Be(
                """
                time,kind,text,amount,balance,currency
                2026-11-01T00:00:00+01:00,,opening balance,,0.00,USD
                2026-11-22T13:00:00+01:00,top-up,invoice,10.00,10.00,USD
                2026-11-22T13:00:00+01:00,adjustment,'=HYPERLINK(1),-0.25,9.75,USD
                2026-11-22T13:00:00+01:00,charge,"to +442079460000, United Kingdom, 1:01",-0.08,9.67,USD
                2026-12-01T00:00:00+01:00,,closing balance,,9.67,USD

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public async Task LongLedger_IsPacked()
    {
        EndMonth(December);
        await RunAsync();
        var mail = await rig.MailAsync();
        var entry = (await rig.Store.Ledger.EntriesAsync(AccountId, 1, default)).Single();
        var many = new ChangedStatements(
            rig.Store.Statements,
            (_, span) =>
                span with
                {
                    Lines = Enumerable.Repeat(new StatementLine(entry, null), 30_000),
                }
        );

        var file = (
            await new StatementAttachment(rig.Store.Accounts, many).FindAsync(mail, default)
        ).Single();

        (file.Name, file.Type).Should().Be(("statement-acme-2026-11.csv.gz", "application/gzip"));
        file.Content.Length.Should().BeLessThan(200_000);
        using var plain = new StreamReader(
            new GZipStream(new MemoryStream(file.Content.ToArray()), CompressionMode.Decompress)
        );
        (await plain.ReadToEndAsync()).Split('\n').Should().HaveCount(30_000 + 4);
    }

    private StatementMails Mails(IStatementStore statements) =>
        new(
            rig.Store.Accounts,
            statements,
            rig.Store.StatementMails,
            rig.Clock,
            rig.Log.For<StatementMails>()
        );

    private StatementAttachment Attachment() => new(rig.Store.Accounts, rig.Store.Statements);

    private Task<string> RunAsync() => Mails(rig.Store.Statements).RunAsync(default);

    /// <summary>The month that ends then is over.</summary>
    private void EndMonth(DateTimeOffset at) => GoTo(at + StatementMails.Grace);

    private void GoTo(DateTimeOffset at) => rig.Time.Advance(at - rig.Time.GetUtcNow());

    private async Task ZoneAsync(string zone) =>
        await rig.Store.Accounts.SetAsync(
            AccountId,
            account => account with { TimeZone = zone },
            default
        );

    private async Task OpenAsync(string account)
    {
        await rig.Store.Accounts.CreateAsync(
            Account(account) with
            {
                Email = $"{account}@example.com",
            },
            default
        );
        await PostAsync(EntryKind.Adjustment, "1", account: account);
    }

    private async Task PostAsync(
        EntryKind kind,
        string amount,
        string note = "",
        string account = AccountId
    ) =>
        await rig.Store.Ledger.PostAsync(
            new NewEntry(
                account,
                kind,
                Dollars(amount),
                $"{kind}/{account}/{amount}/{rig.Time.GetUtcNow().Ticks}",
                note,
                "tester",
                rig.Time.GetUtcNow()
            ),
            default
        );

    private async Task CallAsync(int number, TimeSpan connected)
    {
        await rig.Store.Calls.AuthoriseAsync(NewCall(number), default);
        await rig.Store.Calls.SettleAsync(Settlement(number, connected), default);
    }

    private async Task<IReadOnlyList<JsonNode>> NoticesAsync() =>
        [
            .. (await rig.MailsAsync())
                .Where(mail => mail.Kind == MonthlyStatementNotice.Kind.Name)
                .Select(mail => JsonNode.Parse(mail.Data)!),
        ];

    private async Task<JsonNode> NoticeAsync() =>
        (await NoticesAsync()).Should().ContainSingle().Subject;

    /// <summary>Statements of which a test makes something else.</summary>
    private sealed class ChangedStatements(
        IStatementStore real,
        Func<string, StatementSpan, StatementSpan> change
    ) : IStatementStore
    {
        public Task<bool> ReadAsync(
            string account,
            DateTimeOffset from,
            DateTimeOffset until,
            Action<StatementSpan> read,
            CancellationToken cancellationToken
        ) =>
            real.ReadAsync(
                account,
                from,
                until,
                span => read(change(account, span)),
                cancellationToken
            );
    }
}
