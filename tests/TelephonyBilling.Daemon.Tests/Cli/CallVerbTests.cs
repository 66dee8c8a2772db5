using System.Text.Json;
using TelephonyBilling.Domain.Calls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class CallVerbTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task List_SettledCall_HasTheFieldsOfTheContract()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
            await store.Calls.RecordAnswerAsync(Sample.CallId(1), "1733.1", Sample.Noon, None);
            await store.Calls.SettleAsync(
                Sample.Settlement(1, TimeSpan.FromMilliseconds(63_200.5)),
                None
            );
        }

        var call = (await rig.DoAsync("calls", "list", "--account", "acme", "--json")).Json[0];

        Text(call, "id").Should().Be(Sample.CallId(1).Value);
        Text(call, "account").Should().Be("acme");
        Text(call, "service").Should().Be("international-outbound");
        Text(call, "from").Should().Be("1001");
        Text(call, "to").Should().Be("+442079460000");
        Text(call, "destination").Should().Be("United Kingdom");
        Text(call, "state").Should().Be("settled");
        Text(call, "answeredAt").Should().Be("2026-11-22T12:00:00Z");
        Text(call, "endedAt").Should().Be("2026-11-22T12:01:03.2005Z");
        call.GetProperty("connectedSeconds").GetDecimal().Should().Be(63.2005m);
        call.GetProperty("billedSeconds").GetInt64().Should().Be(120);
        Text(call, "connectionFee").Should().Be("0.04");
        Text(call, "ratePerMinute").Should().Be("0.02");
        Text(call, "charge").Should().Be("0.08");
        Text(call, "endReason").Should().Be("hangup");
        Text(call, "pbx").Should().Be("pbx1");
        Text(call, "uniqueid").Should().Be("1733.1");
        Text(call, "member").Should().Be("Jo");
        Text(call, "department").Should().Be("Sales");
        Text(call, "rateCurrency").Should().Be("USD");
        Text(call, "exchangeRate").Should().BeNull();
        foreach (var field in new[] { "plan", "deck", "prefix", "origin" })
        {
            call.TryGetProperty(field, out _).Should().BeTrue("it has {0}", field);
        }
    }

    [Fact]
    public async Task List_Filters_TakeTheirPart()
    {
        await FillAsync();

        (await IdsAsync()).Should().Equal(3, 2, 1);
        (await IdsAsync("--member", "ann")).Should().Equal(2);
        (await IdsAsync("--department", "Board")).Should().Equal(2);
        (await IdsAsync("--extension", "1001")).Should().Equal(3, 1);
        (await IdsAsync("--number", "+1 212 555 0100")).Should().Equal(3, 2, 1);
        (await IdsAsync("--destination", "united kingdom")).Should().Equal(3, 2, 1);
        (await IdsAsync("--service", "tollfree-inbound")).Should().BeEmpty();
        (await IdsAsync("--from", "1001")).Should().Equal(3, 2, 1);
        (await IdsAsync("--to", "011 44 20 7946 0000")).Should().Equal(3, 2, 1);
        (await IdsAsync("--to", "+442079460000")).Should().Equal(3, 2, 1);
        (await IdsAsync("--to", "+33140000000")).Should().BeEmpty();
        (await IdsAsync("--outcome", "answered")).Should().Equal(1);
        (await IdsAsync("--outcome", "unanswered")).Should().Equal(2);
        (await IdsAsync("--outcome", "refused")).Should().Equal(3);
        (await IdsAsync("--reason", "insufficient-credit")).Should().Equal(3);
        (await IdsAsync("--min-charge", "0.08")).Should().Equal(1);
        (await IdsAsync("--min-charge", "0.080001")).Should().BeEmpty();
        (await IdsAsync("--before", Sample.CallId(2).Value)).Should().Equal(1);
        (await IdsAsync("--limit", "1")).Should().Equal(3);
    }

    [Fact]
    public async Task List_TimesOfAnAccount_AreThoseOfItsTimeZone()
    {
        await FillAsync("America/New_York");

        (await IdsAsync("--since", "2026-11-22T08:00")).Should().Equal(3, 2);
        (await IdsAsync("--since", "2026-11-22T13:00Z")).Should().Equal(3, 2);
        (await IdsAsync("--since", "2026-11-22T08:00-05:00")).Should().Equal(3, 2);
        (await IdsAsync("--until", "2026-11-22 08:00:00")).Should().Equal(1);
        (await IdsAsync("--since", "2026-11-22", "--until", "2026-11-23")).Should().Equal(3, 2, 1);
        (await IdsAsync("--until", "2026-11-22")).Should().BeEmpty();

        var ofAccount = await rig.DoAsync("calls", "list", "--account", "acme");
        var ofAll = await rig.DoAsync("calls", "list");
        ofAccount.Out.Should().Contain("2026-11-22 07:00:00-05:00");
        ofAll.Out.Should().Contain("2026-11-22 12:00:00Z");
        (await rig.DoAsync("calls", "show", Sample.CallId(1).Value))
            .Out.Should()
            .Contain("answered        2026-11-22 07:00:00.000000-05:00\n");
    }

    [Theory]
    [InlineData(2, "--since", "yesterday")]
    [InlineData(2, "--until", "22.11.2026")]
    [InlineData(2, "--min-charge", "much")]
    [InlineData(2, "--outcome", "lost")]
    [InlineData(2, "--service", "telegraph")]
    [InlineData(1, "--before", "261122T120000-0000000000")]
    [InlineData(1, "--before", "x")]
    public async Task List_WhatIsNoValue_IsNotAnEmptyList(int code, string option, string value)
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync("calls", "list", option, value);

        result.ExitCode.Should().Be(code);
        result.Error.Should().Contain(value);
    }

    [Fact]
    public async Task Show_CallInAnotherCurrency_HasTheRateOfExchangeAndWhereTheRateIsFrom()
    {
        await rig.OpenAccountAsync();
        var cad = Currency.Parse("CAD");
        var price = new CallPrice(
            Money.Parse("0.05", cad),
            Money.Parse("0.03", cad),
            default
        ).ConvertedBy(new ExchangeRate(cad, Sample.Usd, 728_600_000_000));
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(
                Sample.NewCall(1) with
                {
                    Price = price,
                    MinAvailable = Money.Zero(Sample.Usd),
                    Source = new RateSource("pro", "overlay", "4420", "US"),
                },
                None
            );
            await store.Calls.RecordAnswerAsync(Sample.CallId(1), "1733.1", Sample.Noon, None);
            await store.Calls.SettleAsync(
                Sample.Settlement(1, TimeSpan.FromSeconds(61), price),
                None
            );
        }

        var id = Sample.CallId(1).Value;
        var call = (await rig.DoAsync("calls", "show", id, "--json")).Json;

        Text(call, "rateCurrency").Should().Be("CAD");
        Text(call, "exchangeRate").Should().Be("0.7286");
        Text(call, "ratePerMinute").Should().Be("0.03");
        Text(call, "currency").Should().Be("USD");
        Text(call, "charge").Should().Be("0.080146"); // 0.11 × 0.7286
        Text(call, "deck").Should().Be("overlay");
        (await rig.DoAsync("calls", "show", id))
            .Out.Should()
            .MatchRegex(@"exchange +1 CAD = 0\.7286 USD\n")
            .And.MatchRegex(@"deck +overlay\n")
            .And.MatchRegex(@"per minute +0\.03 CAD\n");
    }

    [Fact]
    public async Task Live_ConnectedCall_ShowsItsCostSoFarAndWhatItHolds()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
            await store.Calls.RecordAnswerAsync(
                Sample.CallId(1),
                "1733.1",
                rig.Time.GetUtcNow(),
                None
            );
            await store.Calls.AuthoriseAsync(Sample.NewCall(2), None);
        }
        rig.Time.Advance(TimeSpan.FromSeconds(61));

        var json = (await rig.DoAsync("calls", "live", "--json")).Json;

        json.GetArrayLength().Should().Be(2);
        json[0].GetProperty("connectedSeconds").GetDecimal().Should().Be(61);
        json[0].GetProperty("fundedSeconds").GetInt64().Should().Be(300);
        Text(json[0], "costSoFar").Should().Be("0.08");
        Text(json[0], "held").Should().Be("0.14");
        Text(json[0], "state").Should().Be("connected");
        Text(json[1], "state").Should().Be("authorised");
        Text(json[1], "costSoFar").Should().Be("0.00");
    }

    [Fact]
    public async Task Show_RefusedCall_SaysWhy()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.RecordRefusalAsync(
                new RefusedCall(
                    Sample.CallId(7),
                    "pbx1",
                    "1.2",
                    Sample.Parties(),
                    "insufficient-credit",
                    Sample.Noon
                ),
                None
            );
        }

        var shown = await rig.DoAsync("calls", "show", Sample.CallId(7).Value);

        shown
            .Out.Should()
            .Contain("state        refused\n")
            .And.Contain("end reason   insufficient-credit\n")
            .And.Contain("to           +442079460000\n");
    }

    [Fact]
    public async Task Show_CallWithARecording_ListsItsSurcharges()
    {
        await rig.OpenAccountAsync();
        await using (var store = await rig.OpenStoreAsync())
        {
            await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
            await store.Calls.AuthoriseAsync(
                Sample.NewCall(2) with
                {
                    Owner = "1733.1",
                    Parent = Sample.CallId(1),
                    Parties = Sample.Parties() with
                    {
                        Service = Domain.Numbering.Service.Surcharge,
                        Dialled = "recording",
                    },
                },
                None
            );
            await store.Calls.RecordAnswerAsync(Sample.CallId(2), "1733.1", Sample.Noon, None);
            await store.Calls.SettleAsync(
                Sample.Settlement(2, TimeSpan.FromSeconds(7.25)) with
                {
                    Leg = "1733.1",
                },
                None
            );
        }

        var parent = await rig.DoAsync("calls", "show", Sample.CallId(1).Value);
        var child = await rig.DoAsync("calls", "show", Sample.CallId(2).Value);
        var json = (await rig.DoAsync("calls", "show", Sample.CallId(1).Value, "--json")).Json;

        parent
            .Out.Should()
            .Contain("SURCHARGE")
            .And.Contain("recording  settled")
            .And.Contain("7.25");
        child
            .Out.Should()
            .Contain($"surcharge of    {Sample.CallId(1)}\n")
            .And.NotContain("SURCHARGE");
        var surcharge = json.GetProperty("surcharges")[0];
        Text(surcharge, "id").Should().Be(Sample.CallId(2).Value);
        Text(surcharge, "parent").Should().Be(Sample.CallId(1).Value);
        Text(surcharge, "charge").Should().Be("0.06");
        Text(json, "parent").Should().BeNull();
    }

    [Theory]
    [InlineData("x", 2)]
    [InlineData("260105T120000-0000000000", 1)]
    public async Task Show_NoSuchCall_SaysWhichIsWrong(string id, int exitCode)
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "show", id)).ExitCode.Should().Be(exitCode);
    }

    [Fact]
    public async Task List_UnknownAccountOrState_IsNotAnEmptyList()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "list", "--account", "nobody")).ExitCode.Should().Be(1);
        (await rig.RunAsync("calls", "list", "--state", "happy")).ExitCode.Should().Be(2);
        (await rig.RunAsync("calls", "list", "--limit", "0")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Live_WatchWithoutTerminal_IsWrongUsage()
    {
        await rig.OpenAccountAsync();

        (await rig.RunAsync("calls", "live", "--watch")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Verify_SoundLedger_IsRight()
    {
        await rig.OpenAccountAsync();

        var json = (await rig.DoAsync("ledger", "verify", "--json")).Json;

        json.GetProperty("ok").GetBoolean().Should().BeTrue();
        json.GetProperty("accounts").GetInt64().Should().Be(1);
        json.GetProperty("entries").GetInt64().Should().Be(1);
    }

    /// <summary>Three calls, an hour apart from noon on: one answered, one busy, one refused.</summary>
    private async Task FillAsync(string zone = "UTC")
    {
        await rig.DoAsync("account", "create", "acme", "--time-zone", zone);
        await rig.DoAsync("credit", "add", "acme", "10");
        await using var store = await rig.OpenStoreAsync();
        await store.Calls.AuthoriseAsync(Sample.NewCall(1), None);
        await store.Calls.SettleAsync(Sample.Settlement(1, TimeSpan.FromSeconds(63)), None);
        var anns = Sample.Parties() with
        {
            Member = "Ann",
            Department = "Board",
            Extension = "1002",
        };
        await store.Calls.AuthoriseAsync(
            Sample.NewCall(2) with
            {
                Parties = anns,
                At = Sample.Noon.AddHours(1),
            },
            None
        );
        await store.Calls.ReleaseAsync(Sample.CallId(2), EndReason.Busy, 17, Sample.Noon, None);
        await store.Calls.RecordRefusalAsync(
            new RefusedCall(
                Sample.CallId(3),
                "pbx1",
                "1.2",
                Sample.Parties(),
                "insufficient-credit",
                Sample.Noon.AddHours(2)
            ),
            None
        );
    }

    private async Task<int[]> IdsAsync(params string[] options)
    {
        string[] arguments = ["calls", "list", "--account", "acme", "--json", .. options];
        return
        [
            .. (await rig.DoAsync(arguments))
                .Json.EnumerateArray()
                .Select(call =>
                    Enumerable.Range(1, 3).Single(i => Sample.CallId(i).Value == Text(call, "id"))
                ),
        ];
    }

    private static string? Text(JsonElement call, string field) =>
        call.GetProperty(field).GetString();
}
