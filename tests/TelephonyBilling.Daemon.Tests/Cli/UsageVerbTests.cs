using System.Globalization;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class UsageVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Usage_ForPeople_CountsAtTheTopThenCallsThenSums()
    {
        await FillAsync();

        var shown = (await rig.DoAsync("usage", "acme", "--month", "2026-11")).Out;

        shown
            .Should()
            .Be(
                """
                Usage of acme (Acme Ltd) in November 2026. Times are those of America/New_York.

                toll-free calls      1
                international calls  2
                other calls          0
                not answered         1
                refused              1
                connected            3:09
                charged              0.20 USD

                TIME                 MEMBER  DEPARTMENT  NUMBER        OTHER PARTY    DESTINATION     DURATION  COST
                2026-11-22 07:00:00  Jo      Sales       +12125550100  +442079460000  United Kingdom      1:03  0.08
                2026-11-22 09:00:00  Ann     Board       +12125550100  +442079460000  United Kingdom      1:03  0.08
                2026-11-22 10:00:00  Jo      Sales       +18005550199  +14165550123   Toll-free           1:03  0.04

                SERVICE                 CALLS  DURATION  BILLED  COST
                international-outbound      2      2:06    4:00  0.16
                tollfree-inbound            1      1:03    2:00  0.04

                MEMBER  CALLS  DURATION  BILLED  COST
                Jo          2      2:06    4:00  0.12
                Ann         1      1:03    2:00  0.08

                DEPARTMENT  CALLS  DURATION  BILLED  COST
                Sales           2      2:06    4:00  0.12
                Board           1      1:03    2:00  0.08

                DESTINATION     CALLS  DURATION  BILLED  COST
                United Kingdom      2      2:06    4:00  0.16
                Toll-free           1      1:03    2:00  0.04

                """
            );
    }

    [Fact]
    public async Task Usage_All_ListsWhatWasNotAnsweredToo()
    {
        await FillAsync();

        var shown = (await rig.DoAsync("usage", "acme", "--month", "2026-11", "--all")).Out;

        shown
            .Should()
            .MatchRegex("08:00:00 .* busy\n")
            .And.MatchRegex("11:00:00 .* refused: rate-too-high\n");
    }

    [Fact]
    public async Task Usage_Json_HasCallsCountsAndSums()
    {
        await FillAsync();

        var json = (await rig.DoAsync("usage", "acme", "--month", "2026-11", "--json")).Json;

        json.GetProperty("account").GetString().Should().Be("acme");
        json.GetProperty("month").GetString().Should().Be("2026-11");
        json.GetProperty("from").GetString().Should().Be("2026-11-01T04:00:00Z");
        json.GetProperty("until").GetString().Should().Be("2026-12-01T05:00:00Z");
        json.GetProperty("tollFreeCalls").GetInt64().Should().Be(1);
        json.GetProperty("internationalCalls").GetInt64().Should().Be(2);
        json.GetProperty("unansweredCalls").GetInt64().Should().Be(1);
        json.GetProperty("refusedCalls").GetInt64().Should().Be(1);
        json.GetProperty("total").GetProperty("charge").GetString().Should().Be("0.20");
        json.GetProperty("byMember")[0].GetProperty("name").GetString().Should().Be("Jo");
        json.GetProperty("calls").GetArrayLength().Should().Be(3);
        json.GetProperty("calls")[0].GetProperty("charge").GetString().Should().Be("0.08");
    }

    [Fact]
    public async Task Usage_Csv_IsReadBackByAnyProgram()
    {
        await FillAsync(member: "=cmd|' /C calc'!A0, \"Jo\"");

        var lines = (await rig.DoAsync("usage", "acme", "--month", "2026-11", "--csv")).Out.Split(
            '\n'
        );

        lines[0]
            .Should()
            .Be(
                "time,call,service,member,department,extension,number,from,to,other_party,destination,outcome,reason,duration,connected_seconds,billed_seconds,charge,currency"
            );
        lines[1]
            .Should()
            .Be(
                $"2026-11-22T07:00:00-05:00,{CallId(1).Value},international-outbound,\"'=cmd|' /C calc'!A0, \"\"Jo\"\"\",Sales,1001,+12125550100,1001,+442079460000,+442079460000,United Kingdom,answered,hangup,1:03,63.2005,120,0.08,USD"
            );
        lines.Should().HaveCount(5, "three calls, the columns, and the end of the last line");
    }

    [Theory]
    // The month of New York ends five hours after that of London.
    [InlineData("UTC", "2026-11", 1)]
    [InlineData("UTC", "2026-12", 1)]
    [InlineData("America/New_York", "2026-11", 2)]
    [InlineData("America/New_York", "2026-12", 0)]
    public async Task Usage_Month_IsThatOfTheAccountsTimeZone(string zone, string month, int calls)
    {
        await rig.DoAsync("account", "create", "acme", "--time-zone", zone);
        await rig.DoAsync("credit", "add", "acme", "10");
        await using (var store = await rig.OpenStoreAsync())
        {
            foreach (
                var (call, at) in new[]
                {
                    (1, "2026-11-30T23:59:59.9999999Z"),
                    (2, "2026-12-01T04:59:59.9999999Z"),
                }
            )
            {
                await SettleAsync(store.Calls, call, Parties(), Instant(at));
            }
        }

        var json = (await rig.DoAsync("usage", "acme", "--month", month, "--json")).Json;

        json.GetProperty("total").GetProperty("calls").GetInt64().Should().Be(calls);
    }

    [Fact]
    public async Task Usage_WithoutMonth_IsThatOfNow()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("usage", "acme", "--json")).Json;

        json.GetProperty("month")
            .GetString()
            .Should()
            .Be(rig.Time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture));
        json.GetProperty("calls").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData(1, "usage", "nobody")]
    [InlineData(2, "usage", "acme", "--month", "November")]
    [InlineData(2, "usage", "acme", "--month", "2026-13")]
    [InlineData(2, "usage", "acme", "--csv", "--json")]
    public async Task Usage_OfNothingThatThereIs_IsRefused(int code, params string[] arguments)
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync(arguments)).ExitCode.Should().Be(code);
    }

    /// <summary>Two calls abroad with one busy between them, one toll-free call, one that was refused: an hour apart, from noon UTC.</summary>
    private async Task FillAsync(string member = "Jo")
    {
        await rig.DoAsync(
            "account",
            "create",
            "acme",
            "--name",
            "Acme Ltd",
            "--time-zone",
            "America/New_York"
        );
        await rig.DoAsync("credit", "add", "acme", "10");
        await using var store = await rig.OpenStoreAsync();
        var calls = store.Calls;
        var jos = Parties() with { Member = member };
        var anns = Parties() with { Member = "Ann", Department = "Board" };
        var tollFree = jos with
        {
            Service = Service.TollFreeInbound,
            From = "14165550123",
            To = "18005550199",
            Dialled = "+18005550199",
            Number = "18005550199",
            Destination = "Toll-free",
        };
        await SettleAsync(calls, 1, jos, Noon);
        await calls.AuthoriseAsync(NewCall(2) with { At = Noon.AddHours(1) }, default);
        await calls.ReleaseAsync(CallId(2), EndReason.Busy, 17, Noon, default);
        await SettleAsync(calls, 3, anns, Noon.AddHours(2));
        await SettleAsync(calls, 4, tollFree, Noon.AddHours(3), "0.00");
        await calls.RecordRefusalAsync(
            new RefusedCall(CallId(5), "pbx1", "1.5", jos, "rate-too-high", Noon.AddHours(4)),
            default
        );
    }

    private static async Task SettleAsync(
        ICallStore calls,
        int number,
        CallParties parties,
        DateTimeOffset at,
        string fee = "0.04"
    )
    {
        var price = PriceOf(fee, "0.02", "60/60");
        await calls.AuthoriseAsync(
            NewCall(number) with
            {
                Parties = parties,
                Price = price,
                At = at,
            },
            default
        );
        await calls.SettleAsync(
            Settlement(number, TimeSpan.FromMilliseconds(63_200.5), price),
            default
        );
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
