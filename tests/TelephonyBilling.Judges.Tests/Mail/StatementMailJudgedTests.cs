using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Daemon.Mail;
using TelephonyBilling.Daemon.Options;
using TelephonyBilling.Daemon.Payments;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Ledger;
using TelephonyBilling.Engine.Rentals;
using TelephonyBilling.Engine.Statements;
using TelephonyBilling.Engine.Switching;
using TelephonyBilling.Engine.TopUps;
using TelephonyBilling.Storage.Sqlite;
using TelephonyBilling.Testing.Mail;
using TelephonyBilling.Testing.Payments;
using TelephonyBilling.Testing.Store;
using TelephonyBilling.Testing.Time;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Judges.Tests.Mail;

/// <summary>
/// A month with a wire, a card, a gift, calls, rent, a refund and a correction, as its mail tells it: what a person reads adds
/// up, and so does the file that hangs on it.
/// </summary>
public sealed class StatementMailJudgedTests : IAsyncLifetime
{
    private const string Email = "ann@acme.example";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tb-statement-");
    private readonly FakeTimeProvider time = new(Noon);
    private MailServer mailbox = null!;
    private StripeServer payments = null!;
    private SqliteStore store = null!;
    private MailServices mails = null!;
    private CreditServices credit = null!;

    public async Task InitializeAsync()
    {
        mailbox = await MailServer.StartAsync();
        payments = await StripeServer.StartAsync(time);
        store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions(Path.Combine(folder.FullName, "tb.db")),
            time,
            NullLogger.Instance
        );
        var options = new DaemonOptions
        {
            Mail = mailbox.Options(),
            Payments = new PaymentsOptions
            {
                Provider = CardProvider.Stripe,
                Stripe = new StripeOptions
                {
                    SecretKey = new Secret(StripeServer.SecretKey),
                    BaseAddress = payments.Address,
                    ReturnUrl = "https://telco.example/thanks",
                },
            },
        };
        var clock = new DaemonClock(time);
        mails = new MailServices(options, store, clock, NullLoggerFactory.Instance);
        credit = new CreditServices(options, store, clock, NullLoggerFactory.Instance);
        await store.Accounts.CreateAsync(Account() with { Email = Email }, default);
    }

    public async Task DisposeAsync()
    {
        credit.Dispose();
        mails.Dispose();
        await store.DisposeAsync();
        await payments.DisposeAsync();
        await mailbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Month_ThatMovedInEveryWay_AddsUpInTheMailAndInItsFile()
    {
        await MoveMoneyAsync();
        time.Advance(
            new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) + StatementMails.Grace - Noon
        );
        (await mails.Statements.RunAsync(default)).Should().Be("1 statements queued");

        await mails.Sender.SendDueAsync(default);

        var mail = (await mailbox.WaitForMailAsync(Email)).Single(one =>
            one.Subject == "Your statement for November 2026"
        );
        decimal Told(string line) =>
            decimal.Parse(
                mail.Text.Split('\n')
                    .Single(text => text.Trim().StartsWith(line + ":", StringComparison.Ordinal))
                    .Split(':')[1]
                    .Replace("$", "", StringComparison.Ordinal)
                    .Replace('\u2212', '-')
                    .Trim(),
                NumberStyles.Number,
                CultureInfo.InvariantCulture
            );
        var closing = Told("Balance at the end");
        Told("Balance at the beginning").Should().Be(0);
        Told("Credit added").Should().Be(37);
        Told("Calls").Should().Be(-0.14m);
        Told("Rent of numbers").Should().Be(-1.50m);
        Told("Refunds").Should().Be(-10);
        Told("Corrections").Should().Be(-0.37m);
        closing.Should().Be(37 - 0.14m - 1.50m - 10 - 0.37m);
        (await store.Accounts.FindAsync(AccountId, default))!
            .Value.Balance.Balance.Should()
            .Be(Money.Parse(closing.ToString(CultureInfo.InvariantCulture), Usd));
        // Time, kind, a text that may have commas in it, amount, balance, currency.
        var rows = Encoding
            .UTF8.GetString(mail.Attachments.Should().ContainSingle().Subject.Content)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.TrimEnd('\r').Split(','))
            .ToList();
        rows[0][^3..].Should().Equal("amount", "balance", "currency");
        rows.Should().HaveCount(1 + 1 + 8 + 1, "headings, opening, eight entries, closing");
        rows.Skip(2).SkipLast(1).Sum(row => Parsed(row[^3])).Should().Be(closing);
        Parsed(rows[^1][^2]).Should().Be(closing);
    }

    private static decimal Parsed(string text) =>
        decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private async Task MoveMoneyAsync()
    {
        await store.TopUps.AddAsync(
            new NewTopUp("w1", AccountId, TopUpSource.Manual, Dollars("10"), "w1", "me", Noon),
            default
        );
        await store.TopUps.AddAsync(
            new NewTopUp("g1", AccountId, TopUpSource.Promotional, Dollars("2"), "g1", "me", Noon),
            default
        );
        var (customer, method) = payments.NewCustomer();
        await store.Cards.SetAsync(
            new Card(AccountId, customer, method, "visa", "4242", "2029-04", CardState.Saved),
            "me",
            Noon,
            default
        );
        var bought = await credit.Purchases.BuyAsync(
            Operator,
            AccountId,
            Dollars("25"),
            "",
            default
        );
        var topUp = bought.Should().BeOfType<Purchase.Asked>().Subject.TopUp;
        await CallAsync(1, TimeSpan.FromSeconds(61.5)); // 0.08
        await CallAsync(2, TimeSpan.FromSeconds(30)); // 0.06
        await store.Accounts.AddNumberAsync(Number(), default);
        (
            await store.Rentals.StartAsync(
                new NumberRental(Number().Number, Dollars("1.50")),
                Dollars("2"),
                Noon,
                "me",
                default
            )
        )
            .Should()
            .BeOfType<RentalStart.Started>();
        (
            await credit.Refunds.RefundAsync(
                Operator,
                topUp,
                Dollars("10"),
                "CASE-1",
                "",
                isLossAllowed: false,
                default
            )
        )
            .Refund!.State.Should()
            .Be(RefundState.Succeeded);
        await store.Ledger.PostAsync(
            new NewEntry(
                AccountId,
                EntryKind.Adjustment,
                Dollars("-0.37"),
                "c1",
                "counted twice",
                "me",
                Noon
            ),
            default
        );
    }

    private async Task CallAsync(int number, TimeSpan connected)
    {
        await store.Calls.AuthoriseAsync(NewCall(number), default);
        await store.Calls.SettleAsync(Settlement(number, connected), default);
    }
}
