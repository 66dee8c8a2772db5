using System.CommandLine;
using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Accounts;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary><c>extension add|list</c>.</summary>
internal static class ExtensionVerbs
{
    internal static Verb Build(CliEnvironment environment) =>
        new Verb("extension", "The PBX endpoints, and who pays for them.")
        {
            Add(environment),
            List(environment),
        };

    private static Verb Add(CliEnvironment environment)
    {
        var account = CommonOptions.AccountArgument();
        var endpoint = new Argument<string>("ENDPOINT")
        {
            Description = "The endpoint's name at the PBX, such as 1001 of PJSIP/1001.",
        };
        var member = Text("--member", "The person.");
        var department = Text("--department", "Their group.");
        var number = Text(
            "--number",
            "A number of the account that it calls from where it shows none of the account's."
        );
        var code = Text(
            "--account-code",
            "An Asterisk account code that means this extension too."
        );
        var international = CommonOptions.OnOff(
            "--international",
            "Whether it may call abroad where no number of the account is involved. Default: off."
        );
        return new Verb(
            "add",
            "Let an account pay for an endpoint.",
            "extension add acme 1001 --member \"Ada Lovelace\" --department Sales --number +13125550100",
            "extension add acme lobby --international off --max-calls 1"
        )
        {
            account,
            endpoint,
            member,
            department,
            number,
            code,
            international,
            CommonOptions.MaxCalls,
            CommonOptions.Json,
        }.Does(
            environment,
            async (session, cancellationToken) =>
            {
                var extension = new Extension(
                    session.Get(endpoint),
                    session.Get(account),
                    session.Get(code),
                    session.Get(member),
                    session.Get(department),
                    session.Get(number) is { } text ? session.ParseNumber(text) : (E164Number?)null,
                    session.IsOn(international) ?? false,
                    session.Limit(CommonOptions.MaxCalls, null)
                );
                var store = await session.OpenToWriteAsync(cancellationToken);
                switch (await store.Accounts.AddExtensionAsync(extension, cancellationToken))
                {
                    case AddOutcome.UnknownAccount:
                        throw CliFailure.NoAccount(extension.Account);
                    case AddOutcome.UnknownNumber:
                        throw new CliFailure(
                            $"Account '{extension.Account}' doesn't own {extension.DefaultNumber}; add it with: telephony-billing number add {extension.Account} {extension.DefaultNumber}"
                        );
                    case AddOutcome.Duplicate:
                        throw new CliFailure(
                            extension.AccountCode is null
                                ? $"There is an extension '{extension.Endpoint}' already; nothing was changed."
                                : $"There is an extension '{extension.Endpoint}', or one with account code '{extension.AccountCode}', already; nothing was changed."
                        );
                    default:
                        session.Output.Print(
                            ToShape.Of(extension),
                            ShapeContext.Readable.ExtensionShape,
                            Table([extension]).Write
                        );
                        break;
                }
            }
        );
    }

    private static Verb List(CliEnvironment environment) =>
        OwnedListVerb.Build(
            environment,
            "extension",
            (store, account, cancellationToken) =>
                store.ListExtensionsAsync(account, cancellationToken),
            (output, extensions, none) =>
                output.Print(
                    [.. extensions.Select(ToShape.Of)],
                    ShapeContext.Readable.IReadOnlyListExtensionShape,
                    Table(extensions),
                    none
                )
        );

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = description, HelpName = name.TrimStart('-').ToUpperInvariant() };

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
                Words.Limit(extension.MaxCalls)
            );
        }
        return table;
    }
}
