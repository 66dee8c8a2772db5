using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>extension add|set|list|remove</c>.</summary>
internal static class ExtensionVerbs
{
    private static readonly Option<string?> Member = CommonOptions.Text(
        "--member",
        "The person, by the name that member add was given."
    );

    private static readonly Option<string?> Department = CommonOptions.Text(
        "--department",
        "Their group. Without one, that of the member counts."
    );

    private static readonly Option<string?> Number = CommonOptions.Text(
        "--number",
        "A number of the account that it calls from where it shows none of the account's."
    );

    private static readonly Option<string?> AccountCode = CommonOptions.Text(
        "--account-code",
        "An Asterisk account code that means this extension too."
    );

    private static readonly Option<string?> International = CommonOptions.OnOff(
        "--international",
        "Whether it may call abroad where no number of the account is involved. Default: off."
    );

    private static readonly Option<string?> Fax = CommonOptions.OnOff(
        "--fax",
        "Whether it is a fax machine: its calls are charged as faxes where the plan has rates for that. Default: off."
    );

    internal static Verb Build(CliEnvironment environment) =>
        new Verb("extension", "The PBX endpoints, and who pays for them.")
        {
            Add(environment),
            Set(environment),
            List(environment),
            Remove(environment),
        };

    private static Argument<string> EndpointArgument() =>
        new("ENDPOINT")
        {
            Description = "The endpoint's name at the PBX, such as 1001 of PJSIP/1001.",
        };

    private static Verb Add(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var endpoint = EndpointArgument();
        return new Verb(
            "add",
            "Let an account pay for an endpoint.",
            "extension add acme 1001 --member \"Ada Lovelace\" --department Sales --number +13125550100",
            "extension add acme lobby --international off --max-calls 1"
        )
        {
            account,
            endpoint,
            Member,
            Department,
            Number,
            AccountCode,
            International,
            Fax,
            CommonOptions.MaxCalls,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var extension = Changed(
                    session,
                    new Extension(
                        session.Get(endpoint),
                        session.Get(account),
                        AccountCode: null,
                        Member: null,
                        Department: null,
                        DefaultNumber: null,
                        International: false,
                        MaxCalls: null
                    )
                );
                var store = await session.OpenToWriteAsync(cancellationToken);
                switch (await store.Accounts.AddExtensionAsync(extension, cancellationToken))
                {
                    case AddOutcome.UnknownAccount:
                        throw CliFailure.NoAccount(extension.Account);
                    case AddOutcome.UnknownNumber:
                        throw NotItsNumber(extension);
                    case AddOutcome.Duplicate:
                        throw new CliFailure(
                            extension.AccountCode is null
                                ? $"There is an extension '{extension.Endpoint}' already; nothing was changed."
                                : $"There is an extension '{extension.Endpoint}', or one with account code '{extension.AccountCode}', already; nothing was changed."
                        );
                    default:
                        Print(session, extension);
                        break;
                }
            }
        );
    }

    private static Verb Set(CliEnvironment environment)
    {
        var endpoint = EndpointArgument();
        return new Verb(
            "set",
            "Change an extension's settings; those that are not named stay, and an empty text takes one away.",
            "extension set 1001 --fax on",
            "extension set 1001 --member \"Grace Hopper\" --department \"\" --max-calls none"
        )
        {
            endpoint,
            Member,
            Department,
            Number,
            AccountCode,
            International,
            Fax,
            CommonOptions.MaxCalls,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(endpoint);
                var store = await session.OpenToWriteAsync(cancellationToken);
                var before =
                    await store.Accounts.FindExtensionAsync(name, cancellationToken)
                    ?? throw NoExtension(name);
                var after = Changed(session, before);
                if (after == before)
                {
                    session.Output.Note("Nothing to change: the settings are so already.");
                }
                else
                {
                    switch (await store.Accounts.SetExtensionAsync(after, cancellationToken))
                    {
                        case SetOutcome.Unknown:
                            throw NoExtension(name);
                        case SetOutcome.UnknownNumber:
                            throw NotItsNumber(after);
                        case SetOutcome.Duplicate:
                            throw new CliFailure(
                                $"There is an extension with account code '{after.AccountCode}' already; nothing was changed."
                            );
                        default:
                            break;
                    }
                }
                Print(session, after);
            }
        );
    }

    /// <summary>The extension with what the command line says of it.</summary>
    private static Extension Changed(CliSession session, Extension before) =>
        before with
        {
            AccountCode = Changed(session.Get(AccountCode), before.AccountCode),
            Member = Changed(session.Get(Member), before.Member),
            Department = Changed(session.Get(Department), before.Department),
            DefaultNumber = session.Get(Number) switch
            {
                null => before.DefaultNumber,
                "" => null,
                var text => session.ParseNumber(text),
            },
            International = session.IsOn(International) ?? before.International,
            MaxCalls = session.Limit(CommonOptions.MaxCalls, before.MaxCalls),
            IsFax = session.IsOn(Fax) ?? before.IsFax,
        };

    private static string? Changed(string? given, string? before) =>
        given switch
        {
            null => before,
            "" => null,
            _ => given,
        };

    private static CliFailure NoExtension(string endpoint) =>
        new(
            $"There is no extension '{endpoint}'; add it with: telephony-billing extension add ACCOUNT {endpoint}"
        );

    private static CliFailure NotItsNumber(Extension extension) =>
        new(
            $"Account '{extension.Account}' doesn't own {extension.DefaultNumber}; add it with: telephony-billing number add {extension.Account} {extension.DefaultNumber}"
        );

    private static void Print(CliSession session, Extension extension) =>
        session.Output.Print(
            ToShape.Of(extension),
            ShapeContext.Readable.ExtensionShape,
            Table([extension]).Write
        );

    private static Verb List(CliEnvironment environment) =>
        OwnedListVerb.Build(
            environment,
            "extension",
            (store, account, cancellationToken) =>
                store.Accounts.ListExtensionsAsync(account, cancellationToken),
            (output, extensions, none) =>
                output.Print(
                    [.. extensions.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListExtensionShape,
                    Table(extensions),
                    none
                )
        );

    private static Verb Remove(CliEnvironment environment)
    {
        var endpoint = EndpointArgument();
        return new Verb(
            "remove",
            "Let no account pay for an endpoint any more. Calls that go on are paid to their end; past ones stay.",
            "extension remove 1001"
        )
        {
            endpoint,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var name = session.Get(endpoint);
                var store = await session.OpenToWriteAsync(cancellationToken);
                if (!await store.Accounts.RemoveExtensionAsync(name, cancellationToken))
                {
                    throw NoExtension(name);
                }
                session.Output.Note($"No account pays for '{name}' any more.");
            }
        );
    }

    private static TextTable Table(IEnumerable<Extension> extensions)
    {
        var table = new TextTable(
            "EXTENSION",
            "ACCOUNT",
            "MEMBER",
            "DEPARTMENT",
            "NUMBER",
            "ACCOUNT CODE",
            "INTERNATIONAL",
            "FAX",
            ">MAX CALLS"
        );
        foreach (var extension in extensions)
        {
            table.Add(
                extension.Endpoint,
                extension.Account,
                extension.Member,
                extension.Department,
                extension.DefaultNumber?.ToString(),
                extension.AccountCode,
                extension.International ? "on" : "off",
                extension.IsFax ? "yes" : "",
                Words.Limit(extension.MaxCalls)
            );
        }
        return table;
    }
}
