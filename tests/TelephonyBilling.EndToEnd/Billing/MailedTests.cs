using TelephonyBilling.Testing.Mail;

namespace TelephonyBilling.EndToEnd.Billing;

/// <summary>Beside the daemon a real mail server, with STARTTLS and a login; mails of <c>acme</c> go to two addresses.</summary>
public abstract class MailedTests(PbxFixture fixture) : BillingTests(fixture)
{
    /// <summary>Where the account's mails go.</summary>
    protected const string Owner = "owner@acme.example";

    /// <summary>Where those about money go too.</summary>
    protected const string Books = "books@acme.example";

    /// <summary>The mail server.</summary>
    protected MailServer Server { get; private set; } = null!;

    protected override Dictionary<string, object> Mail => Server.Section;

    public override async Task InitializeAsync()
    {
        Server = await MailServer.StartAsync();
        await base.InitializeAsync();
        await Daemon.DoAsync("account", "set", "acme", "--email", Owner, "--billing-email", Books);
    }

    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            await Server.DisposeAsync();
        }
    }
}
