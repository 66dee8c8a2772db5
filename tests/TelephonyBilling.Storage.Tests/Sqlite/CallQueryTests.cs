using TelephonyBilling.Engine.Calls;
using TelephonyBilling.Storage.Sqlite;
using static TelephonyBilling.Testing.Store.Sample;

namespace TelephonyBilling.Storage.Tests.Sqlite;

/// <summary>A list of calls never walks through years of them: which index is asked, and that nothing is sorted.</summary>
public sealed class CallQueryTests : IAsyncLifetime
{
    private readonly TempStore temp = new();

    public async Task InitializeAsync() => await temp.OpenAsync();

    public async Task DisposeAsync() => await temp.DisposeAsync();

    [Fact]
    public void OfAnAccount_IsReadNewestFirstFromItsIndex() =>
        PlanOf(new CallFilter { Account = AccountId, Member = "Ann" })
            .Should()
            .Contain("SEARCH c USING INDEX call_account (account=?)")
            .And.NotContain("TEMP B-TREE");

    [Fact]
    public void OfAnAccountAndATime_IsBoundedByItsIndex() =>
        PlanOf(
                new CallFilter
                {
                    Account = AccountId,
                    Since = Noon,
                    Until = Noon.AddDays(1),
                }
            )
            .Should()
            .Contain(
                "SEARCH c USING INDEX call_account (account=? AND authorised_at>? AND authorised_at<?)"
            )
            .And.NotContain("TEMP B-TREE");

    [Fact]
    public void NextPageOfAnAccount_BeginsWithinTheIndex() =>
        PlanOf(new CallFilter { Account = AccountId, Before = CallId(1) })
            .Should()
            .Contain("SEARCH c USING INDEX call_account (account=? AND authorised_at<?)")
            .And.NotContain("TEMP B-TREE");

    [Fact]
    public void OfAllAccountsAndATime_AsksTheIndexForEachAccount() =>
        PlanOf(new CallFilter { Since = Noon })
            .Should()
            .Contain("SEARCH t USING COVERING INDEX call_account")
            .And.NotContain("SCAN t")
            .And.NotContain("SCAN c");

    [Fact]
    public void OfOpenCalls_IsReadFromTheIndexOfOpenCalls() =>
        PlanOf(new CallFilter { OnlyOpen = true })
            .Should()
            .Contain("INDEX call_open_account")
            .And.NotContain("SCAN call ");

    private string PlanOf(CallFilter filter)
    {
        var query = new CallQuery(filter);
        using var shell = new RawDatabase(temp.Path);
        return shell.Plan(query.Sql, query.Parameters);
    }
}
