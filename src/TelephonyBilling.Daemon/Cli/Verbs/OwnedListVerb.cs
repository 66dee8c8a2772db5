using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Storage.Sqlite;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>number list</c>, <c>extension list</c>, <c>member list</c>: what all accounts have, or one of them.</summary>
internal static class OwnedListVerb
{
    /// <param name="environment">Where it runs.</param>
    /// <param name="owned">The word for one of them: also the verb that this one stands under.</param>
    /// <param name="find">Asks the store; null: of all accounts.</param>
    /// <param name="print">Prints them, or the sentence where there are none.</param>
    internal static Verb Build<T>(
        CliEnvironment environment,
        string owned,
        Func<SqliteStore, string?, CancellationToken, Task<IReadOnlyList<T>>> find,
        Action<CliOutput, IReadOnlyList<T>, string> print
    ) =>
        new Verb("list", $"List {owned}s.", $"{owned} list", $"{owned} list --account acme --json")
        {
            CommonOptions.Account,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var store = await session.OpenToListAsync(cancellationToken);
                var account = session.Get(CommonOptions.Account);
                var found = await find(store, account, cancellationToken);
                print(
                    session.Output,
                    found,
                    $"There are no {owned}s; add one with: telephony-billing {owned} add"
                );
            }
        );
}
