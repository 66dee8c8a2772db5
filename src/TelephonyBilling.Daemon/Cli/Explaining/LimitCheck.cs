using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Daemon.Cli.Explaining;

/// <summary>Compares limits of concurrent calls with the calls that are open now.</summary>
internal sealed class LimitCheck(ICallStore calls, List<string> steps)
{
    /// <summary>The first limit that leaves no room for the call, as a sentence; null: there is room.</summary>
    internal async Task<string?> FindReachedAsync(
        CallParties parties,
        CallLimits limits,
        CancellationToken cancellationToken
    )
    {
        if (limits == default)
        {
            return null;
        }
        var filter = new CallFilter
        {
            Account = parties.Account,
            OnlyOpen = true,
            Limit = 10_000,
        };
        var open = (await calls.ListAsync(filter, cancellationToken))
            .Where(call => call.Parent is null)
            .ToList();
        return Check("account", limits.Account, open.Count)
            ?? Check(
                "number",
                limits.Number,
                open.Count(call => call.Parties.Number == parties.Number)
            )
            ?? Check(
                "extension",
                limits.Extension,
                open.Count(call => call.Parties.Extension == parties.Extension)
            )
            ?? Check(
                "caller",
                limits.Caller,
                open.Count(call =>
                    call.Parties.Number == parties.Number && call.Parties.From == parties.From
                )
            );
    }

    private string? Check(string what, int? limit, int open)
    {
        if (limit is not { } most)
        {
            return null;
        }
        steps.Add($"The {what} has {open} of at most {most} chargeable calls open.");
        return open < most ? null : $"The {what} may have {most} calls open, and has {open}.";
    }
}
