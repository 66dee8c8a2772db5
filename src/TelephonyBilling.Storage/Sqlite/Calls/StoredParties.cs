using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Calls;

namespace TelephonyBilling.Storage.Sqlite;

/// <summary>Who calls whom, as every row of a call says it, whether the call was opened or refused.</summary>
internal static class StoredParties
{
    /// <summary>Checks the texts; much of it comes from the dialplan, and from phones.</summary>
    internal static void Check(CallParties parties)
    {
        ArgumentNullException.ThrowIfNull(parties);
        StoredArgument.Text(parties.Account, "account");
        StoredArgument.Text(parties.From, "calling party");
        StoredArgument.Text(parties.To, "called party");
        StoredArgument.Text(parties.Dialled, "dialled text");
        StoredArgument.Text(parties.Destination, "destination");
        StoredArgument.Optional(parties.Number, "number");
        StoredArgument.Optional(parties.Extension, "extension");
        StoredArgument.Optional(parties.Member, "member");
        StoredArgument.Optional(parties.Department, "department");
    }

    /// <summary>
    /// Binds nine parameters from <paramref name="first"/> on: service, from_party, to_party, dialled, destination, number,
    /// extension, member, department.
    /// </summary>
    internal static Statement Bind(this Statement statement, int first, CallParties parties) =>
        statement
            .Bind(first, parties.Service.ToName())
            .Bind(first + 1, parties.From)
            .Bind(first + 2, parties.To)
            .Bind(first + 3, parties.Dialled)
            .Bind(first + 4, parties.Destination)
            .Bind(first + 5, parties.Number)
            .Bind(first + 6, parties.Extension)
            .Bind(first + 7, parties.Member)
            .Bind(first + 8, parties.Department);
}
