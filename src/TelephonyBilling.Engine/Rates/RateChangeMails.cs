using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Engine.Rates;

/// <summary>
/// Tells accounts that calls will cost more, or will cost something that were free, before it is so: the work of the job
/// <c>rate-change-notice</c>.
/// </summary>
/// <remarks>
/// An account is told once of each date and the prices of that date. So a deck that is imported again as it was tells
/// nobody anything, and one that was corrected tells those whom it concerns once more.
/// </remarks>
public sealed class RateChangeMails(
    IPriceOutlook prices,
    IAccountStore accounts,
    INoticeWriter mails,
    DaemonClock clock
)
{
    /// <summary>A change that is further away is told when it has come nearer.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(60);

    /// <summary>So many prices are in a mail; how many more there are it says.</summary>
    private const int MostLines = 40;

    /// <summary>So many mails are queued at once, so that no call waits long for the database.</summary>
    private const int AtOnce = 500;

    /// <summary>Queues what is due.</summary>
    /// <returns>A few words on what was done.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        var payers = (await accounts.ListAsync(cancellationToken)).ToLookup(
            found => found.Account.Plan,
            found => found.Account.Id,
            StringComparer.Ordinal
        );
        var queued = 0;
        var before = await prices.AtAsync(now, cancellationToken);
        while (before.NextChange is { } at && at <= now + Ahead)
        {
            var after = await prices.AtAsync(at, cancellationToken);
            foreach (var (plan, tariff) in after.Tariffs)
            {
                if (payers.Contains(plan) && before.Tariffs.TryGetValue(plan, out var earlier))
                {
                    var change = TariffChange.Between(earlier, tariff);
                    queued += await TellAsync(
                        change,
                        payers[plan],
                        after.AccountRules,
                        at,
                        cancellationToken
                    );
                }
            }
            before = after;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{queued} accounts told");
    }

    private async Task<int> TellAsync(
        TariffChange change,
        IEnumerable<string> payers,
        IReadOnlyDictionary<string, RateRules> rules,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var queued = 0;
        // Those without rules of their own all pay the same.
        foreach (var alike in payers.GroupBy(id => rules.GetValueOrDefault(id) ?? RateRules.None))
        {
            var rises = change.Rises(alike.Key);
            if (rises.Count == 0)
            {
                continue;
            }
            var notice = NoticeOf(rises, at);
            var fact = FactOf(rises, at);
            foreach (var some in alike.Chunk(AtOnce))
            {
                queued += await mails.QueueAsync(
                    [.. some.Select(id => new NoticeLetter(id, $"rate-change/{id}/{fact}"))],
                    notice,
                    clock.UtcNow,
                    cancellationToken
                );
            }
        }
        return queued;
    }

    /// <summary>The date and its prices, in few characters: not what is paid until then, which may change meanwhile.</summary>
    private static string FactOf(IReadOnlyList<PriceRise> rises, DateTimeOffset at)
    {
        var text = new StringBuilder();
        foreach (
            var rise in rises
                .OrderBy(rise => rise.Service)
                .ThenBy(rise => rise.Prefix)
                .ThenBy(rise => rise.Origin, StringComparer.Ordinal)
        )
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{rise.Service.ToName()} {rise.Prefix} {rise.Origin} {rise.After.ConnectionFee} {rise.After.PerMinute} {rise.After.Increments}\n"
            );
        }
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return $"{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}/{Convert.ToHexStringLower(hash)[..16]}";
    }

    /// <summary>What was free first, then by the destination's name; prefixes that cost the same are one line.</summary>
    private static RateChangeNotice NoticeOf(IReadOnlyList<PriceRise> rises, DateTimeOffset at)
    {
        var lines = rises
            .GroupBy(rise => (rise.Service, rise.Origin, rise.Destination, rise.Before, rise.After))
            .OrderBy(alike => alike.First().BecomesPaid ? 0 : 1)
            .ThenBy(alike => alike.Key.Destination, StringComparer.Ordinal)
            .ThenBy(alike => alike.Key.Service)
            .Select(alike =>
                LineOf(alike.OrderBy(rise => rise.Prefix.Length).First(), alike.Count())
            )
            .ToList();
        return new RateChangeNotice(
            at,
            lines.Count,
            Math.Max(0, lines.Count - MostLines),
            [.. lines.Take(MostLines)]
        );
    }

    private static RateChangeLine LineOf(PriceRise rise, long prefixes) =>
        new(
            rise.Destination,
            rise.Prefix.ToString(),
            prefixes,
            rise.Service.ToName(),
            rise.Origin,
            rise.After.Currency.Code,
            rise.BecomesPaid,
            rise.Before.PerMinute.Micros,
            rise.After.PerMinute.Micros,
            rise.Before.ConnectionFee.Micros,
            rise.After.ConnectionFee.Micros,
            rise.Before.Increments.ToString(),
            rise.After.Increments.ToString()
        );
}
