using System.CommandLine;
using System.Net.Mail;
using TelephonyBilling.Engine.Accounts;
using TelephonyBilling.Engine.Notices;

namespace TelephonyBilling.Daemon.Cli.Verbs;

/// <summary>
/// Options of <c>account create|set</c> that say where an account's mails and invoices go, in which language, and what it may
/// do with cards. Each build has its own: they are not shared.
/// </summary>
internal sealed class AccountContacts
{
    private const string None = "none";

    private readonly Option<string?> email = Of(
        "--email",
        $"Where its mails go, or {None}.",
        "ADDRESS"
    );

    private readonly Option<string?> billingEmail = Of(
        "--billing-email",
        $"Where mails about money go too, or {None}.",
        "ADDRESS"
    );

    private readonly Option<string?> billingAddress = Of(
        "--billing-address",
        $"Where it lives, in one line, for its invoices: street, town, country, tax number; or {None}.",
        "TEXT"
    );

    private readonly Option<string?> language = Of(
        "--language",
        "The language of its mails and invoices, by its ISO 639-1 code: en and fr are shipped.",
        "en"
    );

    private readonly Option<string?> trial = CommonOptions.OnOff(
        "--trial",
        "Whether it only tries the service: such an account is not recharged by itself."
    );

    private readonly Option<string?> confirmCard = CommonOptions.OnOff(
        "--confirm-card",
        "Whether its card has to be confirmed before credit is bought with it."
    );

    internal void AddTo(Verb verb)
    {
        foreach (
            var option in (Option[])
                [email, billingEmail, billingAddress, language, trial, confirmCard]
        )
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>The account with what was named; the rest stays.</summary>
    internal Account Change(CliSession session, Account account) =>
        account with
        {
            Email = Address(session, email) ?? account.Email,
            BillingEmail = Address(session, billingEmail) ?? account.BillingEmail,
            BillingAddress = session.Get(billingAddress) switch
            {
                null => account.BillingAddress,
                None => "",
                var text => text,
            },
            Language = Code(session) ?? account.Language,
            IsTrial = session.IsOn(trial) ?? account.IsTrial,
            NeedsCardConfirmation = session.IsOn(confirmCard) ?? account.NeedsCardConfirmation,
        };

    private static string? Address(CliSession session, Option<string?> option) =>
        session.Get(option) switch
        {
            null => null,
            None => "",
            var text when MailAddressees.IsAddress(text) && MailAddress.TryCreate(text, out _) =>
                text,
            var text => throw CliFailure.Usage(
                $"{option.Name}: '{text}' is not a mail address such as ann@example.com, nor {None}."
            ),
        };

    private string? Code(CliSession session) =>
        session.Get(language) switch
        {
            null => null,
            { Length: 2 } text when text.All(char.IsAsciiLetterLower) => text,
            var text => throw CliFailure.Usage(
                $"{language.Name}: '{text}' is not a language such as en or fr."
            ),
        };

    private static Option<string?> Of(string name, string description, string example) =>
        new(name) { Description = description, HelpName = example };
}
