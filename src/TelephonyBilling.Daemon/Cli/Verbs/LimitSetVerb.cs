using System.CommandLine;
using TelephonyBilling.Domain.Limits;
using TelephonyBilling.Domain.Monetary;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>limit set</c>: what is not named stays as it is.</summary>
internal static class LimitSetVerb
{
    internal static Verb Build(CliEnvironment environment)
    {
        var scope = LimitedBooks.ScopeArgument();
        var subject = LimitedBooks.SubjectArgument();
        var perCall = Amount(LimitKind.SpendPerCall, "The most that one call may cost.");
        var perHour = Amount(
            LimitKind.SpendPerHour,
            "The most that calls may cost in any 60 minutes: what was charged, and what open calls hold."
        );
        var perDay = Amount(
            LimitKind.SpendPerDay,
            "The most that calls may cost in any 24 hours, counted alike."
        );
        var perMinute = Count(LimitKind.CallsPerMinute, "Calls that may begin in any 60 seconds.");
        var inHour = Count(LimitKind.CallsPerHour, "Calls that may begin in any 60 minutes.");
        var toDestination = Count(
            LimitKind.CallsToDestination,
            "Calls that may be open at once to one destination, as the rates name it."
        );
        var seconds = Count(
            LimitKind.CallSeconds,
            "How long one call may last, rounded down to whole billing steps."
        );
        var hours = new Option<string?>(NameOf(LimitKind.Hours))
        {
            Description =
                "When calls may begin, by the clock of the account's time zone, such as \"Mon-Fri 07:00-19:00; Sat 09:00-13:00\".",
            HelpName = "HOURS|none",
        };
        return new Verb(
            "set",
            "Set limits of an account, a number or an extension; none takes one away. They hold at once, for calls that go on too: a call that reaches one is warned and ends with the time that is paid for.",
            "limit set account acme --spend-per-day 20 --calls-per-minute 6",
            "limit set extension 1001 --hours \"Mon-Fri 07:00-19:00; Sat 09:00-13:00\" --max-calls-to-destination 2",
            "limit set number +18005550199 --calls-per-hour 60 --max-call-seconds 3600",
            "limit set account acme --spend-per-day none"
        )
        {
            scope,
            subject,
            perCall,
            perHour,
            perDay,
            perMinute,
            inHour,
            toDestination,
            seconds,
            hours,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                await session.OpenToWriteAsync(cancellationToken);
                var books = await LimitedBooks.OpenAsync(
                    session,
                    session.Get(scope),
                    session.Get(subject),
                    cancellationToken
                );
                var before = await books.FindAsync(cancellationToken);
                var currency = books.Account.Currency;
                Money? Spend(Option<string?> option, Money? old) =>
                    session.Get(option) switch
                    {
                        null => old,
                        None => null,
                        var text => CliSession.ParseAmount(option.Name, text, currency),
                    };
                var after = new UsageLimits
                {
                    SpendPerCall = Spend(perCall, before.SpendPerCall),
                    SpendPerHour = Spend(perHour, before.SpendPerHour),
                    SpendPerDay = Spend(perDay, before.SpendPerDay),
                    CallsPerMinute = session.Limit(perMinute, before.CallsPerMinute),
                    CallsPerHour = session.Limit(inHour, before.CallsPerHour),
                    MaxCallsToDestination = session.Limit(
                        toDestination,
                        before.MaxCallsToDestination
                    ),
                    MaxCallSeconds = Seconds(session.Limit(seconds, before.MaxCallSeconds)),
                    AllowedHours = Hours(session.Get(hours), before.AllowedHours),
                };
                if (after == before && !IsAnyGiven())
                {
                    throw CliFailure.Usage(
                        "Say what to set, such as --spend-per-day 20; see: telephony-billing limit set --help"
                    );
                }
                await books.SetAsync(after, cancellationToken);
                await books.PrintAsync(cancellationToken);

                bool IsAnyGiven() =>
                    (
                        (Option<string?>[])
                            [
                                perCall,
                                perHour,
                                perDay,
                                perMinute,
                                inHour,
                                toDestination,
                                seconds,
                                hours,
                            ]
                    ).Any(option => session.Get(option) is not null);
            }
        );
    }

    private const string None = "none";

    private static string NameOf(LimitKind kind) => "--" + kind.ToText();

    private static Option<string?> Amount(LimitKind kind, string description) =>
        new(NameOf(kind)) { Description = description, HelpName = "AMOUNT|none" };

    private static Option<string?> Count(LimitKind kind, string description) =>
        CommonOptions.Limit(NameOf(kind), description);

    private static int? Seconds(int? seconds) =>
        seconds is null or > 0
            ? seconds
            : throw CliFailure.Usage(
                $"{NameOf(LimitKind.CallSeconds)} is 0: expected a whole number from 1, or none. To allow no calls set {NameOf(LimitKind.CallsPerHour)} 0."
            );

    private static WeeklyHours? Hours(string? text, WeeklyHours? before)
    {
        if (text is null or None)
        {
            return text is null ? before : null;
        }
        return WeeklyHours.TryParse(text, out var hours, out var fault)
            ? hours
            : throw CliFailure.Usage($"{NameOf(LimitKind.Hours)}: {fault}");
    }
}
