using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Engine.Limits;
using TelephonyBilling.Testing.Store;

namespace TelephonyBilling.Daemon.Tests.Cli;

public sealed class LimitVerbTests : IDisposable
{
    private readonly CliRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Set_EachLimit_IsShownAndListed()
    {
        await rig.OpenAccountAsync();

        var set = await rig.DoAsync(
            "limit",
            "set",
            "account",
            "ACME",
            "--spend-per-call",
            "1.50",
            "--spend-per-hour",
            "5",
            "--spend-per-day",
            "20",
            "--calls-per-minute",
            "6",
            "--calls-per-hour",
            "60",
            "--max-calls-to-destination",
            "2",
            "--max-call-seconds",
            "3600",
            "--hours",
            "mon-fri 7:00-19:00"
        );

        set.Out.Should()
            .Be(
                """
                LIMIT                     SET TO               NOW
                spend-per-call            1.50 USD
                spend-per-hour            5.00 USD             0.00 USD
                spend-per-day             20.00 USD            0.00 USD
                calls-per-minute          6                    0
                calls-per-hour            60                   0
                max-calls-to-destination  2                    0
                max-call-seconds          3600
                hours                     Mon-Fri 07:00-19:00  Mon 12:00 in UTC

                """
            );
        (await rig.DoAsync("limit", "show", "account", "acme")).Out.Should().Be(set.Out);
        (await rig.DoAsync("limit", "list"))
            .Out.Should()
            .EndWith(
                "acme     account  acme     spend-per-call 1.50 USD, spend-per-hour 5.00 USD, spend-per-day 20.00 USD, "
                    + "calls-per-minute 6, calls-per-hour 60, max-calls-to-destination 2, max-call-seconds 3600, hours Mon-Fri 07:00-19:00\n"
            );
    }

    [Fact]
    public async Task Set_OneLimit_LeavesTheOthers_AndNoneTakesItAway()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("limit", "set", "extension", "1001", "--spend-per-day", "20");
        await rig.DoAsync("limit", "set", "extension", "1001", "--calls-per-minute", "0");

        var json = (
            await rig.DoAsync(
                "limit",
                "set",
                "extension",
                "1001",
                "--spend-per-day",
                "none",
                "--json"
            )
        ).Json;

        json.GetProperty("account").GetString().Should().Be("acme");
        json.GetProperty("scope").GetString().Should().Be("extension");
        json.GetProperty("subject").GetString().Should().Be("1001");
        json.GetProperty("spendPerDay").GetString().Should().BeNull();
        json.GetProperty("callsPerMinute").GetInt32().Should().Be(0);
        json.GetProperty("used").GetProperty("callsPerMinute").GetInt32().Should().Be(0);

        var gone = await rig.DoAsync(
            "limit",
            "set",
            "extension",
            "1001",
            "--calls-per-minute",
            "none"
        );
        gone.Out.Should().Be("extension 1001 of account 'acme' has no limits.\n");
        (await rig.DoAsync("limit", "list")).Out.Should().StartWith("Nobody has limits");
    }

    [Fact]
    public async Task List_OfOneAccount_Json()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("account", "create", "beta");
        await rig.DoAsync("limit", "set", "account", "beta", "--calls-per-hour", "1");
        await rig.DoAsync("limit", "set", "number", "+13125550100", "--calls-per-hour", "2");

        var all = (await rig.DoAsync("limit", "list", "--json")).Json;
        var ofAcme = (await rig.DoAsync("limit", "list", "--account", "acme", "--json")).Json;

        all.GetArrayLength().Should().Be(2);
        ofAcme.GetArrayLength().Should().Be(1);
        ofAcme[0].GetProperty("subject").GetString().Should().Be("+13125550100");
        ofAcme[0].GetProperty("callsPerHour").GetInt32().Should().Be(2);
        (await rig.RunAsync("limit", "list", "--account", "nobody")).ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData(1, "no account 'nobody'", "account", "nobody", "--calls-per-hour", "1")]
    [InlineData(1, "no extension '1009'", "extension", "1009", "--calls-per-hour", "1")]
    [InlineData(
        1,
        "No account owns +13125550199",
        "number",
        "+13125550199",
        "--calls-per-hour",
        "1"
    )]
    [InlineData(2, "not a telephone number", "number", "lobby", "--calls-per-hour", "1")]
    [InlineData(2, "phone", "phone", "1001", "--calls-per-hour", "1")]
    [InlineData(2, "Say what to set", "account", "acme")]
    [InlineData(2, "--spend-per-day is '-1'", "account", "acme", "--spend-per-day", "-1")]
    [InlineData(
        2,
        "--spend-per-day is '1.0000001'",
        "account",
        "acme",
        "--spend-per-day",
        "1.0000001"
    )]
    [InlineData(2, "--calls-per-minute is 'many'", "account", "acme", "--calls-per-minute", "many")]
    [InlineData(2, "--max-call-seconds is 0", "account", "acme", "--max-call-seconds", "0")]
    [InlineData(2, "--hours: 'Mo' is not a day", "account", "acme", "--hours", "Mo 07:00-19:00")]
    public async Task Set_WhatIsWrong_IsOneClearErrorAndChangesNothing(
        int exitCode,
        string error,
        params string[] arguments
    )
    {
        await rig.OpenAccountAsync();

        var result = await rig.RunAsync(["limit", "set", .. arguments]);

        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Contain(error);
        (await rig.DoAsync("limit", "list", "--json")).Json.GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Show_SaysWhatIsUsed_OfATollFreeNumberItsCallsIn()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("number", "add", "acme", "+18005550199", "--country", "US");
        await rig.DoAsync(
            "limit",
            "set",
            "number",
            "+18005550199",
            "--calls-per-hour",
            "9",
            "--spend-per-hour",
            "5"
        );
        await using (var store = await rig.OpenStoreAsync())
        {
            var call = Sample.NewCall(1) with
            {
                OwnerIsTrunk = true,
                Parties = Sample.Parties() with { Number = "18005550199" },
                At = rig.Time.GetUtcNow(),
                LimitedBy =
                [
                    new LimitedSubject(LimitScope.Number, "18005550199", UsageLimits.None),
                ],
            };
            await store.Calls.AuthoriseAsync(call, default);
        }

        var used = (
            await rig.DoAsync("limit", "show", "number", "+18005550199", "--json")
        ).Json.GetProperty("used");

        used.GetProperty("callsPerHour").GetInt32().Should().Be(1);
        used.GetProperty("spendPerHour").GetString().Should().Be("0.14");
    }

    [Fact]
    public async Task Events_List_FiltersAndSaysTheTimeOfTheAccount()
    {
        await rig.DoAsync("account", "create", "acme", "--time-zone", "America/New_York");
        await rig.DoAsync("account", "create", "beta");
        await using (var store = await rig.OpenStoreAsync())
        {
            foreach (var (number, account) in (List<(int, string)>)[(1, "acme"), (2, "beta")])
            {
                await store.Calls.RecordRefusalAsync(
                    new RefusedCall(
                        Sample.CallId(number),
                        "pbx1",
                        "1.1",
                        Sample.Parties(account),
                        "spend-limit",
                        Sample.Noon
                    )
                    {
                        Limit = new LimitUse(
                            LimitScope.Account,
                            account,
                            LimitKind.SpendPerDay,
                            "20.00 USD",
                            "19.99 USD"
                        ),
                    },
                    default
                );
            }
        }

        var all = (await rig.DoAsync("events", "list", "--json")).Json;
        all.GetArrayLength().Should().Be(2);
        all[0].GetProperty("account").GetString().Should().Be("beta");
        all[1].GetProperty("at").GetString().Should().Be("2026-11-22T12:00:00Z");
        all[1].GetProperty("kind").GetString().Should().Be("limit-reached");
        all[1].GetProperty("subject").GetString().Should().Be("account/acme");
        all[1].GetProperty("call").GetString().Should().Be(Sample.CallId(1).Value);
        var ofAcme = (await rig.DoAsync("events", "list", "--account", "acme")).Out;
        ofAcme
            .Should()
            .Contain("2026-11-22 07:00:00-05:00 ")
            .And.Contain(
                "the call to +442079460000 was refused: account 'acme' may spend 20.00 USD in a day, of which 19.99 USD are charged or held"
            )
            .And.NotContain("beta");
        (await rig.DoAsync("events", "list", "--kind", "other")).Out.Should().Contain("no such");
        (await rig.DoAsync("events", "list", "--account", "acme", "--since", "2026-11-22T07:00:01"))
            .Out.Should()
            .Contain("no such");
        (await rig.RunAsync("events", "list", "--account", "nobody")).ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Explain_ShowsEachLimitAndWhatIsUsedOfIt()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("limit", "set", "account", "acme", "--spend-per-day", "0.20");
        await rig.DoAsync(
            "limit",
            "set",
            "extension",
            "1001",
            "--calls-per-minute",
            "6",
            "--max-calls-to-destination",
            "2",
            "--max-call-seconds",
            "500",
            "--hours",
            "Mon-Fri 07:00-19:00"
        );
        await OpenCallAsync(1);

        var explained = await rig.DoAsync("explain", "011442079460000", "--extension", "1001");

        explained
            .Out.Should()
            .Contain(
                "Account 'acme' may spend 0.20 USD in a day, of which 0.14 USD are charged or held."
            )
            .And.Contain("Extension 1001 may begin 6 calls in a minute, and began 1.")
            .And.Contain("Extension 1001 may have 2 calls open to one destination, and has 1.")
            .And.Contain("A call of extension 1001 may last 500 s.")
            .And.Contain(
                "Calls of extension 1001 are allowed Mon-Fri 07:00-19:00, and it is Mon 12:00 in UTC."
            )
            .And.Contain("0.06 USD pay for 60 s, in whole steps")
            .And.Contain("ALLOW");
    }

    [Theory]
    [InlineData("spend-limit", "limit-reached", 21, "--spend-per-hour", "0.15")]
    [InlineData("call-rate-limit", "limit-reached", 42, "--calls-per-minute", "1")]
    [InlineData("destination-limit", "limit-reached", 42, "--max-calls-to-destination", "1")]
    [InlineData("outside-hours", "outside-hours", 21, "--hours", "Sat 09:00-13:00")]
    public async Task Explain_LimitReached_IsDeniedAsTheGateWould(
        string reason,
        string prompt,
        int cause,
        string option,
        string value
    )
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("limit", "set", "account", "acme", option, value);
        await OpenCallAsync(1);

        var result = await rig.RunAsync(
            "explain",
            "011442079460000",
            "--extension",
            "1001",
            "--json"
        );

        result.ExitCode.Should().Be(1);
        result.Json.GetProperty("reason").GetString().Should().Be(reason);
        result.Json.GetProperty("prompt").GetString().Should().Be(prompt);
        result.Json.GetProperty("cause").GetInt32().Should().Be(cause);
    }

    [Fact]
    public async Task Explain_AtAnotherHour_GoesByThat()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("limit", "set", "account", "acme", "--hours", "Sat 09:00-13:00");

        var explained = await rig.DoAsync(
            "explain",
            "011442079460000",
            "--extension",
            "1001",
            "--at",
            "2026-11-21T09:00:00Z"
        );

        explained.Out.Should().Contain("it is Sat 09:00 in UTC").And.Contain("ALLOW");
    }

    [Fact]
    public async Task Explain_AndTheStore_SayTheSameOfSpending()
    {
        await rig.OpenAccountAsync();
        await rig.DoAsync("limit", "set", "account", "acme", "--spend-per-call", "0.13");

        var funded = (
            await rig.DoAsync("explain", "011442079460000", "--extension", "1001", "--json")
        )
            .Json.GetProperty("firstReservationSeconds")
            .GetInt64();
        var granted = await OpenCallAsync(1);

        funded.Should().Be(240).And.Be(granted.Call.FundedSeconds);
    }

    /// <summary>A call of extension 1001 to the United Kingdom, with the limits that are set.</summary>
    private async Task<Authorisation.Granted> OpenCallAsync(int number)
    {
        await using var store = await rig.OpenStoreAsync();
        var limits = new AccountLimits(await store.Limits.ListAsync("acme", default));
        var call = Sample.NewCall(number) with
        {
            Parties = Sample.Parties() with { Number = "13125550100" },
            At = rig.Time.GetUtcNow(),
            LimitedBy = limits.ForCallOut("13125550100", "1001"),
        };
        return (await store.Calls.AuthoriseAsync(call, default))
            .Should()
            .BeOfType<Authorisation.Granted>()
            .Subject;
    }
}
